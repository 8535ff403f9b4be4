// What the plots know without a page.

const WIDEST_PX = 720;
const SLACK_PX = 40;

/** What is asked for first; `measure` null: what was logged last. */
export const FIRST_WISH = { picture: "trend", measure: null, side: null, period: "all", up: "any", width_px: 0 };

export const PICTURES = [
  { value: "trend", label: "One measure over time" },
  { value: "before-after", label: "Before and after sessions" },
  { value: "practice", label: "Practice" },
  { value: "left-right", label: "Left against right" },
];

export const PERIODS = [
  { value: "all", label: "Everything" },
  { value: "12-weeks", label: "The last 12 weeks" },
  { value: "4-weeks", label: "The last 4 weeks" },
];

export const UPS = [
  { value: "any", label: "All" },
  { value: "yes", label: "Up for an hour or more" },
  { value: "no", label: "Up for less than an hour" },
];

/** Whether a picture is made of readings of which one may ask "up for an hour?". @param {string} picture */
export function usesUp(picture) {
  return picture === "trend" || picture === "left-right";
}

/** What a file holds, out of the text that carried it. @param {string} base64 */
export function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

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
