// The phone page: the course's own safety check and session timer, with the page itself in Python's place.

import { fill, h, liveLine } from "../page/dom.js";
import { download } from "../page/download.js";
import { join, newId } from "../page/page.js";
import safetyCheck from "../safety_check.js";
import sessionTimer from "../session_timer.js";
import { createKeeper } from "./keeper.js";
import { logCsv, sessionCount } from "./log_csv.js";
import { createModel } from "./model.js";

const JOURNAL_ID = "phone";
const NO_STORAGE =
  "This browser keeps nothing for this page, so the safety check could not be kept either. Open the page in your phone's own browser. The plan below can be read anyway.";

function beginPhonePage() {
  document.body.classList.add("has-app");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const takeTheme = () => { document.body.dataset.jpThemeLight = String(!dark.matches); };
  takeTheme();
  dark.addEventListener("change", takeTheme);
  const root = document.getElementById("bedstretch-app");
  const storage = storageOrNone();
  if (!storage) return fill(root, h("p", { class: "bedstretch-note is-notice", role: "alert" }, NO_STORAGE));
  const content = JSON.parse(document.getElementById("bedstretch-content").textContent);
  const keeper = createKeeper({ content, storage, now: () => new Date(), newId });
  return drawApp(root, content, keeper);
}

/** Some viewers of files on phones give a page no storage at all, or throw when it is asked for. */
function storageOrNone() {
  try {
    localStorage.setItem("bedstretch:phone:try", "1");
    localStorage.removeItem("bedstretch:phone:try");
    return localStorage;
  } catch {
    return null;
  }
}

function drawApp(root, content, keeper) {
  const widget = (traits, requests) => createModel({ traits: { journal_id: JOURNAL_ID, ...traits }, requests, receive: keeper.receive });
  const checkModel = widget(content.safety_check, keeper.safetyCheck);
  const timerModel = widget(content.session_timer, keeper.sessionTimer);
  const check = h("div");
  const timer = h("div");
  const checkFold = h("details", { class: "bedstretch-phone-part" }, h("summary", {}, h("h2", {}, "Safety check")), check);
  const verdict = h("p", { role: "status" });
  const session = h("section", { class: "bedstretch-phone-part", "aria-label": "Session" }, h("h2", { class: "bedstretch-unseen" }, "Session"), verdict, timer);
  const { page, session: owner } = join(timerModel);
  fill(root, session, checkFold, keepsakes(content, keeper, owner), planButton());
  safetyCheck.render({ model: checkModel, el: check });
  sessionTimer.render({ model: timerModel, el: timer });
  let wasValid = null;
  let wasSeen = "";
  let wasRunning = false;

  /** A phone is small and far away: a session that begins takes the whole of it. */
  function enlarge() {
    const isRunning = owner.view().status === "running";
    if (isRunning && !wasRunning) page.stage.open();
    wasRunning = isRunning;
  }

  /** First what has to come first: without a valid check there is no session to see. */
  function order() {
    const { isValid, sentence } = keeper.standing();
    if (verdict.textContent !== sentence) fill(verdict, sentence);
    const isBusy = owner.view().status !== "none";
    session.hidden = !isValid && !isBusy && owner.view().outcome == null;
    if (isValid === wasValid) return;
    wasValid = isValid;
    checkFold.open = !isValid;
    if (isValid) root.prepend(session);
    else root.prepend(checkFold);
  }

  keeper.subscribe(order);
  // The clock tells of itself five times a second; only a beginning or an end changes the page.
  owner.subscribe(({ status, outcome }) => {
    const seen = `${status} ${outcome != null}`;
    if (seen === wasSeen) return;
    wasSeen = seen;
    order();
  });
  owner.subscribe(enlarge);
  order();
  return page;
}

/** The sessions that this phone keeps, to be saved as a file and taken along, or deleted. */
function keepsakes(content, keeper, owner) {
  const line = h("p", {});
  const note = liveLine();
  const save = h("button", { onclick: () => saveLog(content, keeper, note) }, "Save my sessions as a file");
  const erase = h("button", { onclick: ask }, "Delete them here");
  const sure = h("div", { class: "bedstretch-note is-notice", hidden: true },
    h("p", {}, "Delete all sessions and ratings that this phone keeps? What a safety check found stays, and so do the stops of the last days, because the next plans follow them."),
    h("div", { class: "bedstretch-row" }, h("button", { onclick: eraseAll }, "Yes, delete them"), h("button", { onclick: () => { sure.hidden = true; erase.focus(); } }, "No, keep them")));

  function ask() {
    sure.hidden = false;
    sure.querySelector("button:last-child").focus();
  }

  function eraseAll() {
    sure.hidden = true;
    keeper.eraseEvents();
    fill(note, "Deleted.");
    erase.focus();
  }

  function redraw() {
    const events = keeper.events();
    const count = sessionCount(events);
    fill(line, count === 1 ? "1 session is kept on this phone." : `${count || "No"} sessions are kept on this phone${count ? "" : " yet"}.`);
    save.disabled = erase.disabled = events.length === 0;
  }

  keeper.subscribe(redraw);
  owner.subscribe(() => owner.view().status === "none" && redraw());
  redraw();
  return h("details", { class: "bedstretch-phone-part" }, h("summary", {}, h("h2", {}, "My sessions")), line,
    h("div", { class: "bedstretch-row" }, save, erase), sure, note,
    h("p", { class: "bedstretch-quiet" }, "On the computer, ", h("code", {}, "bedstretch import log FILE.csv"), " takes the file in. The same file twice changes nothing."));
}

/** Handed on where the phone can (mail, files), else saved as a download. */
async function saveLog(content, keeper, note) {
  const text = logCsv(keeper.events(), content.log_columns);
  const file = new File([text], "bedstretch-log.csv", { type: "text/csv" });
  const isTouch = matchMedia("(pointer: coarse)").matches;
  if (isTouch && navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file], title: "Bedstretch log" });
      fill(note, "Handed on. It also stays here.");
      return;
    } catch (error) {
      if (error.name === "AbortError") return;
    }
  }
  download({ name: file.name, type: file.type, content: text });
  fill(note, `Saved as ${file.name}, where your browser keeps downloads. It also stays here.`);
}

/** The plan on one page, as print shows it. */
function planButton() {
  const plan = document.getElementById("bedstretch-plan");
  const button = h("button", { "aria-expanded": "false", "aria-controls": plan.id, onclick: turn }, "Show the plan on one page");
  function turn() {
    const isShown = document.body.classList.toggle("shows-plan");
    button.setAttribute("aria-expanded", String(isShown));
    fill(button, isShown ? "Hide the plan" : "Show the plan on one page");
  }
  return h("div", { class: "bedstretch-row bedstretch-phone-part" }, button, h("button", { onclick: () => print() }, "Print it"));
}

beginPhonePage();
