// Ticks from a Worker: a hidden tab's own timers are slowed to once a minute, a Worker's are not.

const TICK_MS = 200;

const WORKER_SOURCE = `
  let timer = setInterval(() => postMessage(0), ${TICK_MS});
  let wake = null;
  onmessage = ({ data }) => {
    clearTimeout(wake);
    if (data > 0) wake = setTimeout(() => postMessage(0), data);
  };
`;

/**
 * Calls `ontick` five times a second until `stop()`, and once more at the moment that `wakeIn` names.
 * @param {() => void} ontick
 */
export function createTicker(ontick) {
  try {
    const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: "text/javascript" }));
    const worker = new Worker(url);
    worker.onmessage = ontick;
    return {
      wakeIn: (ms) => worker.postMessage(Math.max(1, ms)),
      stop() {
        worker.terminate();
        URL.revokeObjectURL(url);
      },
    };
  } catch {
    const timer = setInterval(ontick, TICK_MS);
    let wake = null;
    return {
      wakeIn(ms) {
        clearTimeout(wake);
        wake = setTimeout(ontick, Math.max(1, ms));
      },
      stop() {
        clearInterval(timer);
        clearTimeout(wake);
      },
    };
  }
}
