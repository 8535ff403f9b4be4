// Keeps the screen on while a session runs, where the browser can; taken again when the tab is seen again.

/** @param {{wakeLock?: {request: Function}, page?: Document}} setting */
export function createWakeLock({ wakeLock = globalThis.navigator?.wakeLock, page = globalThis.document } = {}) {
  let wanted = false;
  let held = null;
  let refused = false;

  async function take() {
    if (!wanted || held || page.visibilityState !== "visible") return;
    try {
      held = await wakeLock.request("screen");
      refused = false;
      held.addEventListener?.("release", () => { held = null; });
      if (!wanted) await letGo();
    } catch {
      refused = true;
    }
  }

  async function letGo() {
    const lock = held;
    held = null;
    await lock?.release?.().catch(() => {});
  }

  page?.addEventListener?.("visibilitychange", () => take());

  return {
    isThere: Boolean(wakeLock),
    /** Whether the screen is kept on now; false also where it was refused (battery saver). */
    get isHeld() { return held !== null; },
    get isRefused() { return refused; },
    async want() {
      wanted = true;
      if (wakeLock) await take();
    },
    async drop() {
      wanted = false;
      await letGo();
    },
  };
}
