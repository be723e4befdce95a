// The professional's page: a code, a walker, and one question after the other about what makes
// their walks less. Nothing here can start a belt; the strip stops it, as everywhere.

import { fit } from "./fit.js";
import { listen } from "./link.js";
import { PICTURES, PROFESSIONAL, WORDS, choose, filled, localDay, minutes } from "./words.js";
import { said, showSpeedsIn, speed, speedUnit } from "./words.js";

const PATH = "/api/v1/professional";
const ANSWER_MS = 10_000;
const IDLE_MS = 120_000;
const TURN_MS = 1000;
const PEOPLE = 6; // that fit on one screen
const KINDS = { pin: "age", initials: "name", walker: "cards", profiles: "toggles", ladder: "choice" };
const FEWEST = { pin: 1, initials: 2 }; // typed, before it goes on
const ALWAYS = ["first-steps", "gentle-start"];
const MOST_LETTERS = 3;
const MOST_DIGITS = 12;
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const DIGITS = [..."1234567890"];
const STEPS = [
  ...["pin", "walker", "profiles", "max_speed_kmh", "max_inclination_percent", "max_minutes"],
  ...["ladder", "usual_pain", "initials"],
];
const CHOICES = {
  max_speed_kmh: [1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5],
  max_inclination_percent: [0, 1, 2, 3],
  max_minutes: [8, 10, 12, 15, 20, 25, 30],
  ladder: ["W", "T", "S"],
  usual_pain: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
};

const id = (name) => document.getElementById(name);
const at = { step: "pin", key: "", typed: "", people: [], walker: null, agreed: {}, part: 0 };
let walks = [];
let waiting = false;
let touchedAt = performance.now();
let frame = 0;

async function ask(act, more, accepted) {
  if (waiting) return;
  waiting = true;
  try {
    const reply = await post({ act, ...more });
    note(reply.ok ? "" : reply.reason);
    if (reply.ok) accepted(reply);
    else at.typed = "";
  } catch {
    note(WORDS.unheard);
  } finally {
    waiting = false;
    show();
  }
}

async function post(body) {
  const headers = { "Content-Type": "application/json" };
  const signal = AbortSignal.timeout(ANSWER_MS);
  return (await fetch(PATH, { method: "POST", headers, body: JSON.stringify(body), signal })).json();
}

function note(words) {
  id("note").textContent = said(words);
}

function show() {
  const { step } = at;
  const number = STEPS.indexOf(step) - 1;
  id("heading").textContent = at.walker?.name ?? WORDS.professional;
  id("place").textContent = number > 0 ? `${number} / ${STEPS.length - 2}` : "";
  id("asked").textContent = PROFESSIONAL[step];
  id("typed").textContent = { pin: "•".repeat(at.typed.length), initials: `${at.typed}_` }[step] ?? "";
  id("answers").dataset.kind = KINDS[step] ?? "values";
  id("answers").replaceChildren(...buttons(step));
  id("back").textContent = step === "pin" ? WORDS.leave : WORDS.back;
  const more = step === "walker" && at.people.length > PEOPLE;
  id("next").hidden = !more && !["pin", "initials", "profiles"].includes(step);
  id("next").textContent = more ? WORDS.more : step === "initials" ? PROFESSIONAL.save : WORDS.next;
  id("next").disabled = at.typed.length < (FEWEST[step] ?? 0);
  soon();
}

function buttons(step) {
  if (step === "pin") return [...DIGITS.map((one) => letter(one, MOST_DIGITS)), eraser()];
  if (step === "initials") return [...LETTERS.map((one) => letter(one, MOST_LETTERS)), eraser()];
  if (step === "walker") return at.people.slice(at.part * PEOPLE).slice(0, PEOPLE).map(personButton);
  if (step === "profiles") return walks.map(walkButton);
  return [undefined, ...CHOICES[step]].map((value) => choice(step, value));
}

function button(words, tapped) {
  const made = document.createElement("button");
  made.textContent = words;
  made.onclick = (event) => event.detail <= 1 && tapped();
  return made;
}

function typing(words, tapped) {
  const made = document.createElement("button");
  made.textContent = words;
  made.onclick = () => {
    tapped();
    show();
  };
  return made;
}

const letter = (one, most) => typing(one, () => at.typed.length < most && (at.typed += one));

function eraser() {
  const made = typing("\u2190", () => (at.typed = at.typed.slice(0, -1)));
  made.setAttribute("aria-label", WORDS.erase);
  return made;
}

function personButton(person) {
  const made = button("", () => {
    at.walker = person;
    at.agreed = { ...person.agreed };
    turn(1);
  });
  const { by, on } = person.agreed ?? {};
  const held = by ? filled(WORDS.agreedWith, { by, on: localDay(on) }) : PICTURES[person.picture];
  made.className = "walk";
  made.append(line("strong", person.name), line("span", held));
  return made;
}

// Each walk is allowed or not; as long as all are, nothing was agreed about them.
function walkButton({ name, title }) {
  const allowed = at.agreed.profiles?.includes(name) ?? true;
  const made = button("", () => {
    const before = at.agreed.profiles ?? walks.map((one) => one.name);
    const after = allowed ? before.filter((one) => one !== name) : [...before, name];
    at.agreed.profiles = after.length < walks.length ? after : undefined;
    show();
  });
  made.className = "walk";
  made.setAttribute("aria-pressed", allowed);
  made.append(line("strong", said(title)), line("span", allowed ? PROFESSIONAL.allowed : PROFESSIONAL.notAllowed));
  return made;
}

function choice(step, value) {
  const made = button(value === undefined ? PROFESSIONAL.open : NAMED[step](value), () => {
    at.agreed[step] = value;
    turn(1);
  });
  const chosen = at.agreed[step] === value;
  made.setAttribute("aria-pressed", chosen);
  return made;
}

const NAMED = {
  max_speed_kmh: (kmh) => `${speed(kmh)} ${speedUnit()}`,
  max_inclination_percent: (percent) => `${percent} %`,
  max_minutes: minutes,
  ladder: (name) => PROFESSIONAL[`ladder${name}`],
  usual_pain: (pain) => `${pain}`,
};

const line = (kind, textContent) => Object.assign(document.createElement(kind), { textContent });

function turn(by) {
  at.step = STEPS[STEPS.indexOf(at.step) + by];
  at.typed = "";
  if (at.step === "walker") at.walker = null;
  show();
}

function next() {
  if (at.step === "pin") return ask("open", { pin: at.typed }, opened);
  if (at.step === "profiles") return turn(1);
  if (at.step === "walker") {
    at.part = (at.part + 1) * PEOPLE < at.people.length ? at.part + 1 : 0;
    return show();
  }
  const { by: _by, on: _on, ...spokenOf } = at.agreed;
  const more = { key: at.key, walker: at.walker.walker, initials: at.typed, ...spokenOf };
  return ask("agree", more, ({ people }) => {
    at.people = people;
    at.step = "walker";
    at.walker = null;
    at.typed = "";
    id("note").textContent = PROFESSIONAL.saved;
  });
}

function opened({ key }) {
  at.key = key;
  at.typed = "";
  waiting = false;
  ask("people", { key }, ({ people }) => {
    at.people = people;
    at.step = "walker";
  });
}

function back() {
  if (at.step === "pin") return leave();
  if (at.step === "walker") return ask("close", { key: at.key }, leave);
  return turn(-1);
}

const leave = () => location.replace("/");

// Whatever the belt does is shown by the walker's page.
function hear({ snapshot }) {
  if (snapshot && (snapshot.belt !== "standing" || snapshot.walk || snapshot.latched)) leave();
}

// Fit the words in one more frame. Never in all: Chromium holds a touch back until a frame that was
// asked for.
function soon() {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    fit();
  });
}

function leaveOnceIdle() {
  if (performance.now() - touchedAt > IDLE_MS) leave();
}

async function load() {
  const all = await (await fetch("/api/v1/profiles")).json();
  walks = all.filter((one) => one.enabled && !ALWAYS.includes(one.name));
  show();
}

addEventListener("pointerdown", () => (touchedAt = performance.now()), { capture: true });
document.addEventListener("pain-pressed", () => (touchedAt = performance.now()));
id("next").onclick = (event) => event.detail <= 1 && next();
id("back").onclick = (event) => event.detail <= 1 && back();
showSpeedsIn(document.documentElement.dataset.speedUnit);
choose(new URLSearchParams(location.search).get("language") ?? document.documentElement.lang);
listen(hear, crypto.randomUUID());
document.addEventListener("unfitted", soon);
load();
setInterval(leaveOnceIdle, TURN_MS);
soon();
