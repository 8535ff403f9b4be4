// Keeps the screen on while a session runs, where the browser can; taken again when the tab is seen again.

/** @param {{wakeLock?: {request: Function}, page?: Document}} setting */
export function createWakeLock({ wakeLock = globalThis.navigator?.wakeLock, page = globalThis.document } = {}) {
  let wanted = false;
  let held = null;
  let refused = false;
  let taking = false;

  /** One request at a time: of two locks one would be forgotten, and keep the screen on for good. */
  async function take({ again }) {
    if (!wanted || held || taking || (refused && !again) || page.visibilityState !== "visible") return;
    taking = true;
    try {
      const lock = await wakeLock.request("screen");
      held = lock;
      refused = false;
      lock.addEventListener?.("release", () => { if (held === lock) held = null; });
      if (!wanted) await letGo();
    } catch {
      refused = true;
    } finally {
      taking = false;
    }
  }

  async function letGo() {
    const lock = held;
    held = null;
    await lock?.release?.().catch(() => {});
  }

  page?.addEventListener?.("visibilitychange", () => take({ again: true }));

  return {
    isThere: Boolean(wakeLock),
    /** Whether the screen is kept on now; false also where it was refused (battery saver). */
    get isHeld() { return held !== null; },
    get isRefused() { return refused; },
    /** Call as often as you like; a refusal is asked again only after a pause or another look at the tab. */
    async want() {
      const again = !wanted;
      wanted = true;
      if (wakeLock) await take({ again });
    },
    async drop() {
      wanted = false;
      await letGo();
    },
  };
}
