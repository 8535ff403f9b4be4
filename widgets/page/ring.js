// A ring that fills as a step passes.

const RING_SVG = "http://www.w3.org/2000/svg";

/** The ring, and `set(share)` from 0 to 1. */
export function progressRing() {
  const length = 2 * Math.PI * 54;
  const circle = (className) => {
    const element = document.createElementNS(RING_SVG, "circle");
    for (const [name, value] of Object.entries({ cx: 60, cy: 60, r: 54, class: className })) element.setAttribute(name, value);
    return element;
  };
  const svg = document.createElementNS(RING_SVG, "svg");
  svg.setAttribute("viewBox", "0 0 120 120");
  svg.setAttribute("aria-hidden", "true");
  const passed = circle("bedstretch-ring-passed");
  passed.setAttribute("stroke-dasharray", String(length));
  svg.append(circle("bedstretch-ring-all"), passed);
  return { svg, set: (share) => passed.setAttribute("stroke-dashoffset", String(length * (1 - Math.min(1, share)))) };
}
