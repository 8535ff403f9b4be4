import assert from "node:assert/strict";
import test from "node:test";

import { bytesOf, FIRST_WISH, PERIODS, PICTURES, pictureUrl, SIDE_CHOICES, sideOf, UPS, usesUp, widthFits } from "../../widgets/progress_plots_logic.js";

test("both sides are asked for as no side", () => {
  assert.deepEqual(SIDE_CHOICES.map(({ value }) => sideOf(value)), [null, "left", "right"]);
});

test("a scroll bar or a hidden notebook asks for no new picture", () => {
  assert.ok(widthFits(500, 485));
  assert.ok(widthFits(500, 0));
  assert.ok(widthFits(500, -20));
});

test("more room than a picture takes asks for none either", () => assert.ok(widthFits(720, 1400)));

test("a phone's width asks for a new one, and so does a page's", () => {
  assert.ok(!widthFits(720, 300));
  assert.ok(!widthFits(300, 720));
});

test("the picture is in its own address, escaped", () => {
  assert.equal(pictureUrl('<svg a="#1">é</svg>'), "data:image/svg+xml;charset=utf-8,%3Csvg%20a%3D%22%231%22%3E%C3%A9%3C%2Fsvg%3E");
});

test("what is asked for first is among what can be chosen", () => {
  for (const [key, choices] of [["picture", PICTURES], ["period", PERIODS], ["up", UPS]]) {
    assert.ok(choices.some(({ value }) => value === FIRST_WISH[key]));
  }
});

test("only pictures of readings ask how long one had been up", () => {
  assert.deepEqual(PICTURES.map(({ value }) => value).filter(usesUp), ["trend", "left-right"]);
});

test("a file comes out of its text byte by byte", () => {
  assert.deepEqual([...bytesOf("AAH+/w==")], [0, 1, 254, 255]);
});
