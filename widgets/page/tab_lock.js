// One tab at a time: a Web Lock where the browser has them, a lease in storage where it has not (plain http).

const LEASE_MS = 3500;
const RENEW_MS = 1000;

/**
 * @param {{name: string, locks?: LockManager, storage: Storage, tabId: string, wall: () => number,
 *          every: (ms: number, run: () => void) => () => void}} setting
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
        });
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

function lease({ name, storage, tabId, wall, every }) {
  let renewing = null;
  let waiting = null;

  function tryTake() {
    const current = read();
    if (current && current.tab !== tabId && current.until > wall()) return false;
    storage.setItem(name, JSON.stringify({ tab: tabId, until: wall() + LEASE_MS }));
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
    renewing ??= every(RENEW_MS, tryTake);
    return true;
  }

  return {
    held: () => renewing !== null,
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
      renewing?.();
      renewing = null;
      if (read()?.tab === tabId) storage.removeItem(name);
    },
  };
}
