// When a person looks again at something that was drawn earlier.

/**
 * Calls `look` each time `element` comes into sight: it is drawn, scrolled to, its tab or its page is shown again.
 * Numbers and advice from the journal are asked for anew then, since another notebook may have changed them.
 * @param {Element} element
 * @param {() => void} look
 * @returns {() => void} the clean-up
 */
export function onSight(element, look) {
  let inSight = false;
  const observer = new IntersectionObserver((entries) => {
    inSight = entries.at(-1).isIntersecting;
    if (inSight) look();
  });
  const onshown = () => {
    if (inSight && document.visibilityState === "visible") look();
  };
  observer.observe(element);
  document.addEventListener("visibilitychange", onshown);
  return () => {
    observer.disconnect();
    document.removeEventListener("visibilitychange", onshown);
  };
}
