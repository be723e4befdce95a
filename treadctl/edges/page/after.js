// Once the belt stands: what differs from the same screens before a walk.

import { ANSWERS, QUESTIONS, WORDS, ended, filled, powerCut, said } from "./words.js";
import { mayConfirm, mayStart, state } from "./state.js";

const MANY = 4; // answers that need two rows

const id = (name) => document.getElementById(name);

// The words of a question, by what it is about.
export function asked({ key, after, options }) {
  if (key === "key") return powerCut(state.snapshot).before ?? QUESTIONS.key;
  if (key === "quality" && !after) return QUESTIONS.quality_then;
  return key === "want_now" ? filled(QUESTIONS.want_now, { it: ANSWERS[options[0]] }) : QUESTIONS[key];
}

// Whoever is asked after a walk may leave; what was not answered about a stop waits for them.
export function showWayOut() {
  const { after, first, options } = state.visit;
  id("way-out").hidden = !after;
  id("back").hidden = after !== undefined && first;
  put(id("way-out"), after === "stop" && first ? WORDS.notMe : WORDS.leave);
  id("answers").dataset.many = options.length > MANY;
}

export function showReady(snapshot, purpose) {
  const again = state.visit.after !== undefined;
  const waits = deckWaits(snapshot);
  const soon = !mayStart();
  const may = state.visit.shows === "ready" && snapshot.start_token !== undefined && !waits && !soon;
  const slowly = state.visit.lower ? WORDS.lower : WORDS.slowly;
  put(id("purpose"), again ? slowly : said(purpose));
  const deck = snapshot.deck_stuck ? `${WORDS.deckStuck} ` : "";
  put(id("stand-on"), waits || deck + WORDS.standOn);
  id("level").hidden = snapshot.level_token === undefined;
  id("level").classList.toggle("go", waits !== "");
  id("not-set-up").hidden = !snapshot.uncommissioned;
  const start = again && !waits ? WORDS.startAgain : WORDS.start;
  put(id("start"), soon && !waits ? WORDS.wait : start);
  id("start").disabled = !may;
  id("not-again").hidden = !again;
  id("not-ready").hidden = again;
}

// Why a deck that is not level keeps the belt from starting, if it does.
function deckWaits({ level_token, levelling, deck_stuck }) {
  if (deck_stuck) return "";
  if (levelling) return WORDS.levelling;
  return level_token === undefined ? "" : WORDS.tilted;
}

export function showDone(snapshot) {
  const { again, cooled } = state.visit;
  put(id("step-off"), cooled ? WORDS.stepOff : WORDS.noCoolDown);
  put(id("ended"), again ? ended(snapshot) ?? WORDS.over : WORDS.enough);
  id("again").hidden = !again;
  id("look-back").hidden = state.visit.who === undefined;
}

// Who pressed is well; whoever comes later looks at the belt.
export function showLatched(snapshot) {
  const stands = snapshot.belt === "standing";
  const unknown = snapshot.linked ? WORDS.unknown : WORDS.looking;
  const pressed = state.visit.after === "stop" || state.visit.shows === "walking";
  put(id("stands"), stands ? WORDS.stands : unknown);
  id("shift").hidden = !(stands && pressed);
  id("ok").disabled = !mayConfirm();
  put(id("ok"), stands && !mayConfirm() ? WORDS.wait : pressed ? WORDS.ok : WORDS.empty);
}

function put(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
