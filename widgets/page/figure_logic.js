// Where a frame stands in a film, and where labels stand beside a picture. Pure.

/** The frame for a progress of 0 to 1. @param {number} progress @param {number} frames */
export function frameAt(progress, frames) {
  const held = Math.min(1, Math.max(0, Number.isFinite(progress) ? progress : 0));
  return Math.round(held * (frames - 1));
}

/** CSS `background-size` and `background-position` that show one frame of a grid. */
export function frameStyle(frame, frames, columns) {
  const rows = Math.ceil(frames / columns);
  const share = (at, of) => (of > 1 ? (100 * at) / (of - 1) : 0);
  return {
    size: `${columns * 100}% ${rows * 100}%`,
    position: `${share(frame % columns, columns)}% ${share(Math.floor(frame / columns), rows)}%`,
  };
}

/**
 * How far along the movement the figure is at a moment of a step: it moves in, stays, and moves out; a repetition goes
 * there and back once. Phases without movement show the start.
 * @param {{phase: string, seconds: number, repetition_seconds?: number|null}} step @param {number} intoMs
 */
export function movementAt(step, intoMs) {
  const share = Math.min(1, Math.max(0, intoMs / (step.seconds * 1000)));
  if (step.phase === "move-in") return share;
  if (step.phase === "hold") return 1;
  if (step.phase === "move-out") return 1 - share;
  if (step.phase !== "repetitions" || !step.repetition_seconds) return 0;
  const turn = (intoMs / (step.repetition_seconds * 1000)) % 1;
  return turn < 0.6 ? turn / 0.6 : (1 - turn) / 0.4;
}

/** Which step is under way at that progress of the film; -1 for none. @param {(number|null)[]} places */
export function stepAt(places, progress) {
  return places.reduce((current, place, index) => (place !== null && place <= progress + 1e-9 ? index : current), -1);
}

/**
 * Labels in two columns, each beside its half of the picture, none over another, and no line of a column across another.
 * @param {{name: string, role: string, x: number, y: number}[]} points as shares from the top left
 * @param {boolean} isMirrored
 * @returns {{name: string, role: string, number: number, x: number, y: number, side: "left"|"right", at: number}[]}
 */
export function layoutLabels(points, isMirrored = false) {
  const placed = points.map((point, index) => ({ ...point, number: index + 1, x: isMirrored ? 1 - point.x : point.x }));
  const byX = [...placed].sort((a, b) => a.x - b.x);
  const half = Math.ceil(byX.length / 2);
  for (const [side, column] of [["left", byX.slice(0, half)], ["right", byX.slice(half)]]) {
    column.sort((a, b) => a.y - b.y);
    const gap = Math.min(0.12, 0.9 / Math.max(1, column.length));
    const top = Math.min(Math.max(0.05, meanOf(column.map((p) => p.y)) - (gap * (column.length - 1)) / 2), 0.95 - gap * (column.length - 1));
    column.forEach((point, index) => Object.assign(point, { side, at: top + gap * index }));
    uncross(column, side === "left" ? 0 : 1);
  }
  return placed;
}

/** Lets two labels of a column change places as long as that shortens their lines: lines that cross are longer than the swapped ones. */
function uncross(column, edge) {
  const length = (point, at) => Math.hypot(point.x - edge, point.y - at);
  const trade = (a, b) => {
    const isShorter = length(a, b.at) + length(b, a.at) < length(a, a.at) + length(b, b.at) - 1e-9;
    if (isShorter) [a.at, b.at] = [b.at, a.at];
    return isShorter;
  };
  while (column.some((a, index) => column.slice(index + 1).some((b) => trade(a, b))));
}

/**
 * Regions in the order in which they are drawn: the largest first, so that the smallest lies on top and can be pointed at.
 * The same order as `muscles_at` finds them in, from its end.
 * @template {{polygons: [number, number][][]}} R @param {R[]} regions @returns {R[]}
 */
export function largestFirst(regions) {
  const area = (region) => region.polygons.reduce((sum, polygon) => sum + areaOf(polygon), 0);
  return [...regions].sort((a, b) => area(b) - area(a));
}

function areaOf(polygon) {
  const twice = polygon.reduce((sum, [x1, y1], index) => {
    const [x2, y2] = polygon[(index + 1) % polygon.length];
    return sum + x1 * y2 - x2 * y1;
  }, 0);
  return Math.abs(twice) / 2;
}

function meanOf(values) {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}
