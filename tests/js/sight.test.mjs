import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { onSight } from "../../widgets/page/sight.js";

let observers;
let listeners;

beforeEach(() => {
  observers = [];
  listeners = new Set();
  globalThis.IntersectionObserver = class {
    constructor(tell) {
      this.tell = (...seen) => tell(seen.map((isIntersecting) => ({ isIntersecting })));
      this.isOn = false;
      observers.push(this);
    }
    observe() {
      this.isOn = true;
    }
    disconnect() {
      this.isOn = false;
    }
  };
  globalThis.document = {
    visibilityState: "visible",
    addEventListener: (_, listener) => listeners.add(listener),
    removeEventListener: (_, listener) => listeners.delete(listener),
  };
});

afterEach(() => {
  delete globalThis.IntersectionObserver;
  delete globalThis.document;
});

function watch() {
  const looks = [];
  const leave = onSight({}, () => looks.push(1));
  return { looks, leave, observer: observers[0], page: (state) => {
    document.visibilityState = state;
    listeners.forEach((listener) => listener());
  } };
}

test("looks each time the element comes into sight, and not when it leaves", () => {
  const { looks, observer } = watch();
  observer.tell(true);
  observer.tell(false);
  assert.equal(looks.length, 1);
  observer.tell(true);
  assert.equal(looks.length, 2);
});

test("only the newest of several reports counts", () => {
  const { looks, observer } = watch();
  observer.tell(true, false);
  assert.equal(looks.length, 0);
});

test("looks when the page is shown again, if the element is in sight there", () => {
  const { looks, observer, page } = watch();
  page("visible");
  assert.equal(looks.length, 0);
  observer.tell(true);
  page("hidden");
  assert.equal(looks.length, 1);
  page("visible");
  assert.equal(looks.length, 2);
});

test("leaves nothing behind", () => {
  const { leave, observer } = watch();
  leave();
  assert.equal(observer.isOn, false);
  assert.equal(listeners.size, 0);
});
