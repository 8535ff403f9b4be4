// The choices of how a session sounds, folded away; the same wherever they are shown.

import { fill, h, liveLine, radioGroup } from "./dom.js";
import { heardWay, LIMITS } from "./session_settings.js";

const WAYS = [
  { value: "voice", label: "Voice and bell" },
  { value: "bell", label: "Bell only" },
  { value: "tick", label: "A soft tick only" },
  { value: "silent", label: "Silent (it vibrates, where the device can)" },
];

/**
 * @param {{settings: object, sound: object, canSpeak?: boolean, canPace?: boolean}} setting `canSpeak`: with the voice among
 *   the choices; `canPace`: with the length of the breath
 */
export function soundSettings({ settings, sound, canSpeak = true, canPace = false }) {
  const set = settings.read();
  const said = liveLine();
  const ways = radioGroup({
    legend: "What do you want to hear?",
    options: canSpeak ? WAYS : WAYS.filter(({ value }) => value !== "voice"),
    chosen: !canSpeak && set.way === "voice" ? "bell" : set.way,
    onchoose: (way) => settings.change({ way }),
  });
  allowQuietOnes();
  return h(
    "details",
    { class: "bedstretch-sound" },
    h("summary", {}, "Sound and light"),
    ways,
    h("label", { class: "bedstretch-row" }, "Volume",
      h("input", { type: "range", min: LIMITS.volume[0], max: LIMITS.volume[1], step: 5, value: set.volume, oninput: (event) => settings.change({ volume: Number(event.target.value) }) })),
    h("label", { class: "bedstretch-choice" },
      h("input", { type: "checkbox", checked: set.isQuiet, onchange: (event) => {
        settings.change({ isQuiet: event.target.checked });
        allowQuietOnes();
      } }),
      h("span", {}, "Quiet mode: somebody sleeps beside me. A tick instead of voice and bell, and a dim screen")),
    canPace && h("div", { class: "bedstretch-row" },
      pace("Breathe in, seconds", "inSeconds"), pace("Breathe out, seconds", "outSeconds")),
    h("div", { class: "bedstretch-row" }, h("button", { onclick: tryIt }, "Try the sound")),
    said,
  );

  function allowQuietOnes() {
    const { isQuiet } = settings.read();
    for (const input of ways.querySelectorAll("input")) input.disabled = heardWay({ way: input.value, isQuiet }) !== input.value;
  }

  function pace(label, name) {
    const [min, max] = LIMITS[name];
    const input = h("input", { type: "number", min, max, step: 1, value: set[name], onchange: () => {
      const seconds = input.valueAsNumber;
      if (seconds >= min && seconds <= max) settings.change({ [name]: seconds });
      else fill(said, `Takes ${min} to ${max} seconds.`);
      input.value = String(settings.read()[name]);
    } });
    return h("label", {}, `${label} `, input);
  }

  async function tryIt() {
    const state = await sound.unlock();
    const now = settings.read();
    const way = heardWay(now);
    sound.setVolume(now.volume / 100);
    sound.now("hold", way === "silent" ? "tick" : way);
    fill(said, state === "on" ? "This is the start of a hold." : "This browser makes no sound here.");
  }
}
