// What each screen shows. The elements stay; only their words change, so no touch is ever lost.

import { showPeople, showQuestion } from "./before.js";
import { mayConfirm, noted, silent, state, unheard, wasStill } from "./state.js";
import { HELP, WORDS, ended, minutes, speed, stretch, timeLeft, uphill, yesTo } from "./words.js";

const LONG = 72; // letters that still fit in two or three lines of the big size

const id = (name) => document.getElementById(name);
const all = (selector) => document.querySelectorAll(selector);

for (const element of all("[data-words]")) element.textContent = WORDS[element.dataset.words];

export function show(name, now) {
  for (const section of all("section")) section.hidden = section.dataset.screen !== name;
  document.body.dataset.shows = name;
  const snapshot = state.snapshot ?? {};
  put(id("heading"), heading(name, snapshot, now));
  id("simulated").hidden = !snapshot.simulated;
  for (const note of all(".note")) put(note, noted(now));
  for (const number of all(".speed .number")) put(number, shownSpeed(snapshot));
  for (const prompt of all(".prompt")) {
    put(prompt, promptFor(name, snapshot));
    prompt.classList.toggle("long", prompt.textContent.length > LONG);
  }
  const why = snapshot.belt === "standing" ? ended(snapshot) : snapshot.words;
  for (const element of all(".why")) put(element, why ?? "");
  DETAILS[name]?.(snapshot, now);
}

const DETAILS = {
  looking(snapshot, now) {
    const lost = state.snapshot !== null && silent(now);
    const help = snapshot.linked ? WORDS.noSpeed : WORDS.switchOn;
    put(id("looking-help"), lost ? WORDS.screenLostStill : help);
  },
  idle: showPeople,
  question: showQuestion,
  help() {
    const [first, next] = HELP[state.visit.help];
    put(id("help"), first);
    put(id("help-next"), next);
  },
  done(snapshot) {
    put(id("ended"), ended(snapshot) ?? WORDS.over);
  },
  ready(snapshot) {
    put(id("purpose"), todaysWalk()?.purpose ?? "");
    const may = state.visit.shows === "ready" && snapshot.start_token !== undefined;
    id("start").disabled = !may;
  },
  countdown(snapshot) {
    put(id("count"), snapshot.walk.countdown_s ? `${snapshot.walk.countdown_s}` : "");
  },
  walk(snapshot) {
    const walk = snapshot.walk;
    for (const row of all("[data-buttons]")) row.hidden = row.dataset.buttons !== buttons(snapshot);
    put(id("faster"), yesTo(state.announced));
    put(id("left"), walk ? timeLeft(walk.remaining_s) : "");
    id("way").hidden = !walk || !snapshot.linked || snapshot.console;
    if (walk) id("progress").value = walk.elapsed_s / (walk.elapsed_s + walk.remaining_s);
  },
  latched(snapshot) {
    const stands = snapshot.belt === "standing";
    put(id("stands"), stands ? WORDS.stands : snapshot.linked ? WORDS.unknown : WORDS.looking);
    id("ok").disabled = !mayConfirm();
    put(id("ok"), stands && !mayConfirm() ? WORDS.wait : WORDS.ok);
  },
  alarm(_snapshot, now) {
    const lost = silent(now) ? WORDS.screenLost : unheard(now) ? WORDS.notHeard : "";
    put(id("alarm-help"), lost || state.snapshot?.alarm?.replace(/^PULL THE SAFETY KEY\. */, ""));
  },
};

function heading(name, snapshot, now) {
  const walk = snapshot.walk;
  if (name === "idle") return noted(now) || (state.visit.people.length ? WORDS.who : WORDS.hello);
  if (name === "ready") return walkTitle(state.ready.profile);
  if (["question", "help", "done"].includes(name)) return whoWalks(state.visit);
  if (name === "countdown" || name === "on") return walk.title;
  if (name === "walk" && (!walk || snapshot.console)) return belt(snapshot);
  if (!walk || name === "latched" || name === "alarm") return "";
  return `${walk.title}: ${stretch(walk.segment)}${uphill(snapshot.inclination_percent ?? 0)}`;
}

function whoWalks({ who, key }) {
  return who?.name ?? (["picture", "name"].includes(key) ? WORDS.hello : WORDS.guest);
}

const todaysWalk = () => state.walks.find((walk) => walk.name === state.ready.profile);

function walkTitle(name) {
  const walk = state.walks.find((one) => one.name === name);
  return walk ? `${walk.title}, ${minutes(walk.minutes)}` : name;
}

function belt(snapshot) {
  return snapshot.belt === "moving" ? WORDS.belt : "";
}

function promptFor(name, snapshot) {
  const walk = snapshot.walk;
  if (snapshot.console && snapshot.linked) return snapshot.words;
  if (!walk && !snapshot.console) return WORDS.notOurs;
  if (!snapshot.linked) return WORDS.linkLost;
  if (name === "walk" && snapshot.belt === "unknown" && !walk.question) return WORDS.speedLost;
  if (name === "countdown") return walk.stage === "starting" ? WORDS.starting : WORDS.counting;
  if (walk.question === "go_on") return WORDS.goOnAsk;
  if (walk.question === "rise" && state.announced) return `${state.announced} ${walk.prompt}`;
  return walk.prompt ?? "";
}

function shownSpeed(snapshot) {
  return snapshot.linked ? speed(snapshot.speed_kmh) : speed(undefined);
}

function buttons(snapshot) {
  const walk = snapshot.walk;
  if (!snapshot.linked) return "none";
  if (snapshot.console) return "stop";
  if (!walk || walk.stage === "cooling_down") return "stop";
  return ["rise", "go_on"].includes(walk.question) ? walk.question : "walking";
}

function put(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
