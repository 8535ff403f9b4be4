// What the plots know without a page.

const WIDEST_PX = 720;
const SLACK_PX = 40;

export const SIDE_CHOICES = [
  { value: "both", label: "Both" },
  { value: "left", label: "Left" },
  { value: "right", label: "Right" },
];

/** The side that Python is asked for; null stands for both. @param {string} choice @returns {"left"|"right"|null} */
export function sideOf(choice) {
  return choice === "left" || choice === "right" ? choice : null;
}

/**
 * Whether a picture that was drawn for one width still fits another. A scroll bar that comes and goes changes
 * nothing, nor does a width of 0 or less (the notebook is hidden), nor more room than a picture takes.
 * @param {number} drawnPx @param {number} nowPx
 */
export function widthFits(drawnPx, nowPx) {
  if (nowPx <= 0) return true;
  return Math.abs(Math.min(drawnPx, WIDEST_PX) - Math.min(nowPx, WIDEST_PX)) <= SLACK_PX;
}

/** An image address that holds the whole picture: nothing is fetched. @param {string} svg */
export function pictureUrl(svg) {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
