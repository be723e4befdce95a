// Before a walk: shows the visit that the server keeps, and tells it what was tapped.

import { note, state } from "./state.js";
import { ADVICE, ANSWERS, PICTURES, QUESTIONS, WORDS, minutes } from "./words.js";

export const PAGE = (sessionStorage.page ??= crypto.randomUUID()); // it outlives a reload

const CARDS = 6;
const MOST_LETTERS = 12;
const MOST_DIGITS = 3;
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const DIGITS = [..."1234567890"];

const id = (name) => document.getElementById(name);
let built = ""; // what the buttons on the screen were made for

// Tell the server what was tapped; `accepted` is called once it did that.
export async function act(name, more = {}, accepted) {
  const body = JSON.stringify({ page: PAGE, act: name, ...more });
  const headers = { "Content-Type": "application/json" };
  try {
    const reply = await (await fetch("/api/v1/before", { method: "POST", headers, body })).json();
    if (reply.ok) accepted?.();
    else note(reply.reason, performance.now());
  } catch {
    note(WORDS.unheard, performance.now());
  }
}

export function showPeople() {
  const { people, keeps } = state.visit;
  id("people").hidden = people.length === 0;
  id("welcome").hidden = people.length > 0;
  id("more-people").hidden = people.length <= CARDS;
  id("join").hidden = !keeps;
  build("people", `people ${JSON.stringify(part(people))}`, () => part(people).map(personCard));
}

export function showQuestion() {
  const { key, kind, options, advice } = state.visit;
  const words = key === "walk" ? ADVICE[advice[0]] ?? QUESTIONS.walk : QUESTIONS[key];
  const typed = key === "name" || key === "age" ? ` ${state.typed}_` : "";
  put(id("asked"), words + typed);
  id("asked").dataset.key = key;
  showNext(key, options);
  const walks = key === "walk" ? state.walks.length : 0;
  id("answers").dataset.kind = key === "walk" ? "walk" : kind;
  const now = `${key} ${part(options)} ${walks}`;
  build("answers", now, () => BUTTONS[key === "walk" ? "walk" : kind](part(options)));
}

function showNext(key, options) {
  const next = id("next");
  const more = options.length > CARDS && key === "walk";
  next.hidden = !more && !["name", "age"].includes(key);
  next.disabled = !more && state.typed === "";
  put(next, more ? WORDS.more : WORDS.next);
}

const BUTTONS = {
  yes_no: () => [answer(ANSWERS.no, false), answer(ANSWERS.yes, true)],
  choice: (options) => options.map((option) => answer(ANSWERS[option], option)),
  pain: () => Array.from({ length: 11 }, (_, pain) => answer(`${pain}`, pain)),
  age: () => [...DIGITS.map((digit) => letter(digit, MOST_DIGITS)), eraser()],
  name: () => [...LETTERS.map((one) => letter(one, MOST_LETTERS)), eraser()],
  picture: () => Object.keys(PICTURES).map(pictureButton),
  walk: (options) => options.map(walkCard),
  done: () => [answer(WORDS.done, true)], // not where Start comes next
};

function part(options) {
  if (state.visit.kind && state.visit.key !== "walk") return options;
  return options.slice(state.part * CARDS, (state.part + 1) * CARDS);
}

function turnPart(count) {
  state.part = (state.part + 1) * CARDS < count ? state.part + 1 : 0;
}

function build(where, what, make) {
  if (built === what) return;
  built = what;
  id(where).replaceChildren(...make());
}

function button(words, tapped) {
  const made = document.createElement("button");
  made.textContent = words;
  onTap(made, tapped);
  return made;
}

const answer = (words, value) =>
  button(words, () => act("answer", { key: state.visit.key, value }));

// A letter may be tapped twice: ANNA.
function typing(words, tapped) {
  const made = document.createElement("button");
  made.textContent = words;
  made.onclick = tapped;
  return made;
}

function letter(one, most) {
  return typing(one, () => {
    if (state.typed.length < most) state.typed += one;
  });
}

function eraser() {
  const made = typing("\u2190", () => (state.typed = state.typed.slice(0, -1)));
  made.setAttribute("aria-label", WORDS.erase);
  return made;
}

function pictureButton(name) {
  const made = answer("", name);
  made.setAttribute("aria-label", PICTURES[name]);
  made.append(picture(name));
  return made;
}

function picture(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/page/pictures.svg#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

function personCard({ walker, name, picture: chosen }) {
  const card = button("", () => act("known", { walker }));
  card.className = "person";
  card.append(picture(chosen), Object.assign(document.createElement("strong"), { textContent: name }));
  return card;
}

function walkCard(name, place) {
  const walk = state.walks.find((one) => one.name === name);
  const card = answer("", name);
  card.className = "walk";
  const title = document.createElement("strong");
  const length = document.createElement("span");
  const today = place === 0 && state.part === 0 ? `, ${WORDS.today}` : "";
  title.textContent = walk?.title ?? name;
  length.textContent = (walk ? minutes(walk.minutes) : "") + today;
  card.append(title, length);
  return card;
}

function next() {
  const { key, options } = state.visit;
  if (key === "walk") turnPart(options.length);
  else act("answer", { key, value: key === "age" ? Number(state.typed) : capital(state.typed) });
}

const capital = (name) => name.charAt(0) + name.slice(1).toLowerCase();

// A double tap is one tap: the second one would answer what comes next, unread.
function onTap(element, tapped) {
  element.onclick = (event) => {
    if (event.detail <= 1) tapped();
  };
}

function put(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

for (const element of document.querySelectorAll("[data-act]")) {
  onTap(element, () => act(element.dataset.act));
}
onTap(id("next"), next);
onTap(id("more-people"), () => turnPart(state.visit.people.length));
