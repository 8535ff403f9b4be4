// A browser that tests advance by hand: tabs that share storage and locks, one clock of each kind, tickers that
// tick when told. As in Chromium, a tab hears late of what another tab wrote: a lock may come before the news.

const TICK_MS = 200;

/** @param {{webLocks?: boolean, wall?: number}} [setting] without Web Locks the tabs fall back to a lease. */
export function createWorld({ webLocks = true, wall = Date.parse("2026-11-22T07:00:00Z") } = {}) {
  const world = { perf: 5000, wall, server: new Map(), tabs: new Set(), opened: 0 };
  const locks = createLocks();
  const news = [];

  function tell(from, key, oldValue, newValue) {
    for (const tab of world.tabs) if (tab !== from) news.push({ tab, key, oldValue, newValue });
  }

  function deliverNews() {
    while (news.length) {
      const { tab, key, oldValue, newValue } = news.shift();
      if (!world.tabs.has(tab)) continue;
      if (newValue === null) tab.cache.delete(key);
      else tab.cache.set(key, newValue);
      for (const listener of tab.storageListeners) listener({ key, oldValue, newValue });
    }
  }

  /** Lets locks be granted, then news of storage arrive, until nothing more happens. */
  world.settle = async () => {
    for (let quiet = 0; quiet < 2; quiet += 1) {
      await new Promise(setImmediate);
      if (news.length) quiet = -1;
      deliverNews();
    }
  };

  /** Both clocks go on; tickers and timers do their work at their times, or after each of `gaps` milliseconds. */
  world.advance = async (ms, { gap = () => TICK_MS } = {}) => {
    const end = world.perf + ms;
    while (world.perf < end) {
      const tabs = [...world.tabs];
      const wakes = tabs.flatMap((tab) => [...tab.tickers].map((ticker) => ticker.wakeAt).filter((at) => at > world.perf));
      const timers = tabs.flatMap((tab) => [...tab.timers].map((timer) => timer.next).filter((at) => at > world.perf));
      const next = Math.min(end, world.perf + gap(), ...wakes, ...timers);
      world.wall += next - world.perf;
      world.perf = next;
      for (const tab of world.tabs) tab.work();
      await world.settle();
    }
  };

  /** Time passes and nobody works: `perf` says whether the page's steady clock went on. */
  world.sleep = async (ms, { perf = false } = {}) => {
    world.wall += ms;
    if (perf) world.perf += ms;
  };

  world.tab = () => {
    const number = (world.opened += 1);
    const tab = {
      number, id: `tab-${number}`, cache: new Map(world.server), full: false, writes: [],
      tickers: new Set(), timers: new Set(), storageListeners: [], leaveListeners: [],
    };
    tab.storage = fakeStorage(tab);
    tab.env = {
      storage: tab.storage,
      locks: webLocks ? locks.of(tab) : undefined,
      tabId: tab.id,
      perf: () => world.perf,
      wall: () => world.wall,
      ticker(ontick) {
        const ticker = { ontick, wakeAt: null, wakeIn: (ms) => { ticker.wakeAt = world.perf + ms; }, stop: () => tab.tickers.delete(ticker) };
        tab.tickers.add(ticker);
        return ticker;
      },
      every(ms, run) {
        const timer = { next: world.perf + ms + tab.number, ms, run };
        tab.timers.add(timer);
        return () => tab.timers.delete(timer);
      },
      onstorage: (listener) => tab.storageListeners.push(listener),
      onleave: (listener) => tab.leaveListeners.push(listener),
    };
    /** One tick of all that ticks, and the timers that are due. */
    tab.work = () => {
      for (const ticker of [...tab.tickers]) if (tab.tickers.has(ticker)) ticker.ontick();
      for (const timer of [...tab.timers]) {
        if (timer.next > world.perf || !tab.timers.has(timer) || tab.frozen) continue;
        timer.next = world.perf + timer.ms;
        timer.run();
      }
    };
    /** Closed or loaded again; `crash` leaves the page no word. */
    tab.close = ({ crash = false } = {}) => {
      if (!crash) tab.leaveListeners.forEach((listener) => listener());
      world.tabs.delete(tab);
      tab.tickers.clear();
      tab.timers.clear();
      locks.leave(tab);
    };
    world.tabs.add(tab);
    return tab;
  };

  function fakeStorage(tab) {
    return {
      get length() { return tab.cache.size; },
      key: (index) => [...tab.cache.keys()][index] ?? null,
      getItem: (key) => tab.cache.get(key) ?? null,
      setItem(key, value) {
        if (tab.full) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
        const oldValue = tab.cache.get(key) ?? null;
        tab.writes.push(key);
        tab.cache.set(key, String(value));
        world.server.set(key, String(value));
        if (oldValue !== String(value)) tell(tab, key, oldValue, String(value));
      },
      removeItem(key) {
        if (!tab.cache.has(key)) return;
        const oldValue = tab.cache.get(key);
        tab.cache.delete(key);
        world.server.delete(key);
        tell(tab, key, oldValue, null);
      },
    };
  }

  return world;
}

/** Web Locks: granted in turn, each held until the promise of its callback is settled or its tab is gone. */
function createLocks() {
  const held = new Map();
  let queue = [];

  function grant(request) {
    const token = { tab: request.tab };
    held.set(request.name, token);
    const release = () => {
      if (held.get(request.name) !== token) return;
      held.delete(request.name);
      advanceQueue(request.name);
    };
    queueMicrotask(() => Promise.resolve(request.callback({ name: request.name })).then(release, release));
  }

  function advanceQueue(name) {
    const next = queue.find((request) => request.name === name);
    if (!next || held.has(name)) return;
    queue = queue.filter((request) => request !== next);
    grant(next);
  }

  return {
    of: (tab) => ({
      request(name, ...rest) {
        const callback = rest.pop();
        const free = !held.has(name) && !queue.some((request) => request.name === name);
        if (free) grant({ tab, name, callback });
        else if (rest[0]?.ifAvailable) queueMicrotask(() => callback(null));
        else queue.push({ tab, name, callback });
        return Promise.resolve();
      },
    }),
    leave(tab) {
      queue = queue.filter((request) => request.tab !== tab);
      for (const [name, token] of [...held]) {
        if (token.tab !== tab) continue;
        held.delete(name);
        advanceQueue(name);
      }
    },
  };
}

/** Numbers from 0 to 1 that are the same at every run (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function chooser(random) {
  return {
    whole: (low, high) => low + Math.floor(random() * (high - low + 1)),
    oneOf: (list) => list[Math.floor(random() * list.length)],
  };
}

const knee = { do: "single-knee-to-chest", name: "Single knee to chest", variants: ["standard"] };
const tilt = { do: "pelvic-tilt", name: "Pelvic tilt", variants: ["standard"] };
const breathing = { do: "breathing", name: "Breathing" };

/** A plan with every phase but rest: 160 s in all, 100 s of it held or repeated. */
export const STEPS = [
  { phase: "get-ready", seconds: 10, title: "Get ready", say: "Lie down." },
  { phase: "preview", seconds: 5, title: "Next", say: "Next.", ...knee },
  { phase: "move-in", seconds: 5, title: "Move in", say: "In.", side: "left", ...knee },
  { phase: "hold", seconds: 30, title: "Hold", say: "Hold.", side: "left", ...knee },
  { phase: "move-out", seconds: 5, title: "Come out", say: "Out.", side: "left", ...knee },
  { phase: "switch-side", seconds: 5, title: "Switch side", say: "Switch.", side: "right", ...knee },
  { phase: "hold", seconds: 30, title: "Hold", say: "Hold.", side: "right", ...knee },
  { phase: "move-out", seconds: 5, title: "Come out", say: "Out.", side: "right", ...knee },
  { phase: "preview", seconds: 5, title: "Next", say: "Next.", ...tilt },
  { phase: "repetitions", seconds: 40, title: "Repeat", say: "Tilt.", repetitions: 5, repetition_seconds: 8, ...tilt },
  { phase: "extra", seconds: 20, title: "Breathing", say: "Breathe.", ...breathing },
];

export const TOTAL_MS = 160_000;

const answer = (id, effect, goesOnWith = []) => ({ id, effect, goes_on_with: goesOnWith, leaves_out: [], text: id, do: "", follows: "" });

/** What Python sends with a permitted start. */
export function startScript({ session_id = "session-00000001", steps = STEPS, demonstration = false, may_add_sets = false } = {}) {
  return {
    session_id,
    plan: { title: "Loosen up", routine: "evening", stretch: null, steps, may_add_sets },
    stop: {
      now: "STOP.", hands_busy: "",
      answers: [
        answer("emergency-sign", "emergency"), answer("down-the-leg", "only-pelvic-tilt-next"), answer("sharp", "easier-next", ["pelvic-tilt"]),
        answer("pinch", "easier-now", "others"), answer("dizzy", "rest"), answer("cramp", "half-range", "all"),
      ],
    },
    texts: { emergency: [], soreness: "" },
    demonstration,
  };
}
