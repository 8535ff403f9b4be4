// One tab at a time: a Web Lock where the browser has them, a lease in storage where it has not (plain http).

const LEASE_MS = 3500;
const RENEW_MS = 1000;

/**
 * @param {{name: string, locks?: LockManager, storage: Storage, tabId: string, wall: () => number,
 *          every: (ms: number, run: () => void) => () => void, onlost?: () => void}} setting
 *   `onlost`: another tab has taken the lock that was held here; happens to leases only
 * @returns {{tryNow: () => Promise<boolean>, whenFree: (granted: () => void) => void, release: () => void, held: () => boolean}}
 */
export function createTabLock(setting) {
  return setting.locks ? webLock(setting) : lease(setting);
}

function webLock({ name, locks }) {
  let letGo = null;
  let waiting = false;

  function hold() {
    return new Promise((resolve) => { letGo = resolve; });
  }

  return {
    held: () => letGo !== null,
    tryNow() {
      if (letGo) return Promise.resolve(true);
      return new Promise((resolve) => {
        locks.request(name, { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          return lock ? hold() : undefined;
        }).catch(() => resolve(false));
      });
    },
    whenFree(granted) {
      if (letGo || waiting) return;
      waiting = true;
      locks.request(name, () => {
        waiting = false;
        const held = hold();
        granted();
        return held;
      });
    },
    release() {
      letGo?.();
      letGo = null;
    },
  };
}

function lease({ name, storage, tabId, wall, every, onlost = () => {} }) {
  let renewing = null;
  let waiting = null;

  /** A lease that ends far ahead was written before the date was set back, and counts as none. */
  function isAnothers() {
    const current = read();
    const left = current ? current.until - wall() : 0;
    return left > 0 && left <= 2 * LEASE_MS && current.tab !== tabId;
  }

  function tryTake() {
    if (isAnothers()) return false;
    try {
      storage.setItem(name, JSON.stringify({ tab: tabId, until: wall() + LEASE_MS }));
    } catch {
      return true; // A full storage must not keep a person from a session.
    }
    return read()?.tab === tabId;
  }

  function read() {
    try {
      return JSON.parse(storage.getItem(name));
    } catch {
      return null;
    }
  }

  function take() {
    if (!tryTake()) return false;
    renewing ??= every(RENEW_MS, renew);
    return true;
  }

  /** Timers of a hidden tab may come too late: then another tab has the lease. */
  function renew() {
    if (tryTake()) return;
    drop();
    onlost();
  }

  function drop() {
    renewing?.();
    renewing = null;
  }

  return {
    held: () => renewing !== null && !isAnothers(),
    tryNow: () => Promise.resolve(take()),
    whenFree(granted) {
      if (renewing || waiting) return;
      waiting = every(RENEW_MS, () => {
        if (!take()) return;
        waiting?.();
        waiting = null;
        granted();
      });
    },
    release() {
      drop();
      if (read()?.tab === tabId) storage.removeItem(name);
    },
  };
}
