import assert from "node:assert/strict";
import test from "node:test";

import { frameAt, frameStyle, largestFirst, layoutLabels, movementAt, stepAt } from "../../widgets/page/figure_logic.js";

test("progress picks a frame, and nothing leaves the film", () => {
  assert.deepEqual([0, 0.5, 1, -3, 7, NaN].map((p) => frameAt(p, 24)), [0, 12, 23, 0, 23, 0]);
});

test("first and last frame stand in the corners of the grid", () => {
  assert.deepEqual(frameStyle(0, 24, 6), { size: "600% 400%", position: "0% 0%" });
  assert.equal(frameStyle(23, 24, 6).position, "100% 100%");
  assert.equal(frameStyle(7, 24, 6).position, `${100 / 5}% ${100 / 3}%`);
});

test("a hold stays at the end, and moving out goes back", () => {
  assert.equal(movementAt({ phase: "move-in", seconds: 5 }, 2500), 0.5);
  assert.equal(movementAt({ phase: "hold", seconds: 30 }, 10), 1);
  assert.equal(movementAt({ phase: "move-out", seconds: 5 }, 5000), 0);
  assert.equal(movementAt({ phase: "rest", seconds: 5 }, 2500), 0);
});

test("a repetition goes there while breathing out and comes back while breathing in", () => {
  const step = { phase: "repetitions", seconds: 60, repetition_seconds: 10 };
  assert.equal(movementAt(step, 6000), 1);
  assert.ok(Math.abs(movementAt(step, 16000) - 1) < 1e-9);
  assert.ok(Math.abs(movementAt(step, 8000) - 0.5) < 1e-9);
  assert.equal(movementAt(step, 20000), 0);
});

test("no label stands over another, and all stay beside the picture", () => {
  const points = Array.from({ length: 14 }, (_, i) => ({ name: `m${i}`, role: "primary", x: 0.5, y: 0.6 }));
  for (const side of ["left", "right"]) {
    const at = layoutLabels(points).filter((label) => label.side === side).map((label) => label.at).sort((a, b) => a - b);
    assert.equal(at.length, 7);
    for (let i = 1; i < at.length; i += 1) assert.ok(at[i] - at[i - 1] > 0.05);
    assert.ok(at[0] >= 0 && at.at(-1) <= 1);
  }
});

test("the lines of a column do not cross, however close and deep their places lie", () => {
  const places = [[0.41, 0.46], [0.43, 0.47], [0.4, 0.47], [0.49, 0.42], [0.41, 0.34], [0.35, 0.38], [0.34, 0.41], [0.29, 0.34], [0.35, 0.43], [0.42, 0.44], [0.47, 0.42], [0.5, 0.44], [0.43, 0.38]];
  const turn = ([ax, ay], [bx, by], [cx, cy]) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
  const cross = (a, b) => turn(a[0], a[1], b[0]) * turn(a[0], a[1], b[1]) < 0 && turn(b[0], b[1], a[0]) * turn(b[0], b[1], a[1]) < 0;
  for (const isMirrored of [false, true]) {
    const labels = layoutLabels(places.map(([x, y], i) => ({ name: `m${i}`, role: "primary", x, y })), isMirrored);
    for (const side of ["left", "right"]) {
      const lines = labels.filter((l) => l.side === side).map((l) => [[side === "left" ? 0 : 1, l.at], [l.x, l.y]]);
      for (const [i, a] of lines.entries()) for (const b of lines.slice(i + 1)) assert.ok(!cross(a, b));
    }
  }
});

test("a mirrored picture mirrors the places and not the order of numbers", () => {
  const points = [{ name: "a", role: "primary", x: 0.2, y: 0.5 }, { name: "b", role: "secondary", x: 0.9, y: 0.5 }];
  const [a, b] = layoutLabels(points, true);
  assert.deepEqual([a.x, a.side, a.number], [0.8, "right", 1]);
  assert.deepEqual([Math.round(b.x * 10) / 10, b.side], [0.1, "left"]);
});

test("the step under way is the last that has begun, and what comes after the film is never marked", () => {
  const places = [0, 0.4, 0.9, null, null];
  assert.deepEqual([0, 0.39, 0.4, 1].map((p) => stepAt(places, p)), [0, 0, 1, 2]);
  assert.equal(stepAt([null, null], 1), -1);
});

test("of regions that overlap the smallest is drawn last, deep or not, whichever way its outline runs", () => {
  const square = (half, turn = 1) => [[-half, -half], [half, -half], [half, half], [-half, half]].map(([x, y]) => (turn > 0 ? [x, y] : [y, x]));
  const regions = [
    { id: "small", is_deep: true, polygons: [square(0.1)] },
    { id: "middle", is_deep: true, polygons: [square(0.2, -1)] },
    { id: "two parts", is_deep: false, polygons: [square(0.2), square(0.2)] },
    { id: "large", is_deep: true, polygons: [square(0.5)] },
  ];
  assert.deepEqual(largestFirst(regions).map((region) => region.id), ["large", "two parts", "middle", "small"]);
  assert.equal(regions[0].id, "small");
});
