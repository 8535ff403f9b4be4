import { firstHalf } from "./page/breath.js";
import { breathCircle } from "./page/breath_view.js";
import { cuesFrom, cuesOf } from "./page/cues.js";
import { timelineOf } from "./page/clock.js";
import { fill, h, liveLine } from "./page/dom.js";
import { join } from "./page/page.js";
import { heardWay } from "./page/session_settings.js";
import { soundSettings } from "./page/sound_settings.js";

/** As long as anybody breathes along in one go; the sound is planned ahead for all of it. */
const LONGEST_SECONDS = 600;

export default {
  render({ model, el }) {
    el.classList.add("bedstretch", "bedstretch-breathing-pacer");
    const link = join(model);
    const { settings, sound } = link.page;
    const circle = breathCircle();
    const count = h("p", { class: "bedstretch-quiet" });
    const news = liveLine();
    const button = h("button", { class: "bedstretch-primary bedstretch-big", onclick: toggle }, "Breathe along");
    let begun = null;
    let isGone = false;
    let frame = 0;

    const breath = () => ({ inSeconds: model.get("in_seconds"), outSeconds: model.get("out_seconds") });

    fill(
      el,
      h("div", { class: "bedstretch-card" },
        h("h3", {}, "Breathe slowly"),
        h("p", {}, model.get("words")),
        h("div", { class: "bedstretch-breath-place" }, circle.element), count,
        h("div", { class: "bedstretch-row" }, button), news,
        soundSettings({ settings, sound, canSpeak: false })),
    );
    rest();
    const stopWatching = link.session.subscribe((now) => now.status === "running" && begun !== null && stop("A session began, so the pacer stopped."));
    const stopSettings = settings.subscribe(() => begun !== null && play());
    model.on("change:in_seconds change:out_seconds", changed);

    function changed() {
      if (begun === null) rest();
      else start();
    }

    function rest() {
      circle.show(0, breath());
      fill(count, `In for ${model.get("in_seconds")} seconds, out for ${model.get("out_seconds")}.`);
    }

    async function toggle() {
      if (begun !== null) return stop("Stopped.");
      if (link.session.view().status === "running") return fill(news, "A session is running; it has a pacer of its own.");
      await sound.unlock();
      if (!isGone) start();
    }

    function start() {
      begun = performance.now();
      fill(button, "Stop");
      fill(news, "Breathing along. Stop at any time; if you feel dizzy, breathe as you like.");
      play();
      cancelAnimationFrame(frame);
      draw();
    }

    /** All breaths ahead go on the audio clock at once, so that a hidden tab paces too. */
    function play() {
      const set = settings.read();
      const plan = timelineOf([{ phase: "extra", do: "breathing", seconds: LONGEST_SECONDS }]);
      const position = performance.now() - begun;
      const breaths = cuesOf(plan, breath()).filter((cue) => cue.isBreath);
      const way = heardWay(set);
      sound.setVolume(set.volume / 100);
      const cues = way === "tick" ? breaths.map((cue) => ({ ...cue, isBreath: false, sound: "again" })) : breaths;
      sound.schedule(cuesFrom(cues, position), position, way);
    }

    function draw() {
      const into = performance.now() - begun;
      if (into >= LONGEST_SECONDS * 1000) return stop("Ten minutes. That is plenty.");
      const now = circle.show(into, breath(), firstHalf({ phase: "extra", do: "breathing" }));
      fill(count, `Breath ${now.count}`);
      frame = requestAnimationFrame(draw);
    }

    function stop(text) {
      begun = null;
      cancelAnimationFrame(frame);
      sound.cancel();
      fill(button, "Breathe along");
      fill(news, text);
      rest();
    }

    return () => {
      isGone = true;
      if (begun !== null) stop("");
      stopWatching();
      stopSettings();
      model.off("change:in_seconds change:out_seconds", changed);
      link.leave();
    };
  },
};
