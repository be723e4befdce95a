// What each screen shows. The elements stay; only their words change, so no touch is ever lost.

import { showDone, showLatched, showReady } from "./after.js";
import { showPeople, showQuestion } from "./before.js";
import { showLook } from "./look.js";
import { showSpeedButton, wantsMore } from "./during.js";
import { showInvite, showPicture } from "./invite.js";
import { noted, silent, state, unheard, wasStill } from "./state.js";
import { showTrend } from "./trend.js";
import { walkHeading, walkNamed } from "./walks.js";
import { HELP, WORDS, ended, powerCut, said, speed, speedUnit } from "./words.js";
import { stretch, timeLeft, uphill, yesTo } from "./words.js";

const id = (name) => document.getElementById(name);
const all = (selector) => document.querySelectorAll(selector);

export function show(name, now) {
  for (const section of all("section")) section.hidden = section.dataset.screen !== name;
  document.body.dataset.shows = name;
  const snapshot = state.snapshot ?? {};
  id("simulated").hidden = !snapshot.simulated;
  showHeading(heading(name, snapshot), name === "alarm" ? "" : said(noted(now)));
  for (const number of all(".speed .number")) put(number, shownSpeed(snapshot));
  for (const unit of all(".speed .unit")) put(unit, speedUnit());
  for (const prompt of all(".prompt")) put(prompt, promptFor(name, snapshot));
  const why = snapshot.belt === "standing" ? ended(snapshot) : said(snapshot.words);
  for (const element of all(".why")) put(element, why ?? "");
  DETAILS[name]?.(snapshot, now);
}

const DETAILS = {
  looking(snapshot, now) {
    const lost = state.snapshot !== null && silent(now);
    const help = snapshot.linked ? WORDS.noSpeed : WORDS.switchOn;
    put(id("looking-help"), lost ? `${WORDS.screenLostStill} ${powerCut(snapshot).said}` : help);
  },
  idle() {
    showPeople();
    showLook();
  },
  question: showQuestion,
  help() {
    const [first, next] = HELP[state.visit.help];
    put(id("help"), first);
    put(id("help-next"), next);
  },
  done: showDone,
  trend: showTrend,
  ready(snapshot) {
    showReady(snapshot, walkNamed(state.ready.profile)?.purpose);
    showInvite();
  },
  phone: showPicture,
  countdown(snapshot) {
    put(id("count"), snapshot.walk.countdown_s ? `${snapshot.walk.countdown_s}` : "");
  },
  walk(snapshot) {
    const walk = snapshot.walk;
    for (const row of all("[data-buttons]")) row.hidden = row.dataset.buttons !== buttons(snapshot);
    put(id("faster"), yesTo(state.announced));
    showSpeedButton(walk);
    put(id("left"), walk ? timeLeft(walk.remaining_s) : "");
    id("way").hidden = !walk || !snapshot.linked || snapshot.console;
    if (walk) id("progress").value = walk.elapsed_s / (walk.elapsed_s + walk.remaining_s);
  },
  latched: showLatched,
  alarm(snapshot, now) {
    put(id("pull"), powerCut(snapshot).pull);
    const lost = silent(now) ? WORDS.screenLost : unheard(now) ? WORDS.notHeard : "";
    put(id("alarm-help"), lost || WORDS.mayMove);
  },
};

// What was refused, and why, stands where the heading was.
function showHeading(words, refused) {
  put(id("note"), refused);
  put(id("heading"), words);
  id("heading").hidden = refused !== "" || words === "";
}

function heading(name, snapshot) {
  const walk = snapshot.walk;
  if (name === "idle") return state.visit.people.length ? WORDS.who : WORDS.hello;
  if (name === "phone") return WORDS.phone;
  if (name === "ready") return walkHeading(state.ready);
  if (["question", "help", "done", "trend"].includes(name)) return whoWalks(state.visit);
  if (name === "countdown" || name === "on") return said(walk.title);
  if (name === "walk" && (!walk || snapshot.console)) return belt(snapshot);
  if (!walk || name === "latched" || name === "alarm") return "";
  return `${said(walk.title)}: ${stretch(walk.segment)}${uphill(snapshot.inclination_percent ?? 0)}`;
}

function whoWalks({ who, key }) {
  return who?.name ?? (["picture", "name", "card"].includes(key) ? WORDS.hello : WORDS.guest);
}

function belt(snapshot) {
  return snapshot.belt === "moving" ? WORDS.belt : WORDS.looking;
}

function promptFor(name, snapshot) {
  const walk = snapshot.walk;
  if (snapshot.console && snapshot.linked) return said(snapshot.words);
  if (!walk && !snapshot.console) return WORDS.notOurs;
  if (!snapshot.linked) return WORDS.linkLost;
  if (name === "walk" && snapshot.belt === "unknown" && !walk.question) return WORDS.speedLost;
  if (name === "countdown") return walk.stage === "starting" ? WORDS.starting : WORDS.counting;
  if (walk.question === "go_on") return WORDS.goOnAsk;
  if (state.visit.practise && !walk.question) return WORDS.practise;
  if (walk.question === "rise" && state.announced) return said(`${state.announced} ${walk.prompt}`);
  return said(walk.prompt);
}

function shownSpeed(snapshot) {
  return snapshot.linked ? speed(snapshot.speed_kmh) : speed(undefined);
}

function buttons(snapshot) {
  const walk = snapshot.walk;
  if (!snapshot.linked) return "none";
  if (snapshot.console) return "stop";
  if (!walk || walk.stage === "cooling_down") return "stop";
  if (["rise", "go_on", "talk"].includes(walk.question)) return walk.question;
  return wantsMore(walk, performance.now()) ? "more" : "walking";
}

function put(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
