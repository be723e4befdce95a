// Before a walk: shows the visit that the server keeps, and tells it what was tapped.

import { asked, showWayOut } from "./after.js";
import { PROFESSIONAL_CARD, professionalCard, withProfessional } from "./staff.js";
import { note, state } from "./state.js";
import { agreedLine, closedCard, shownWalks, screensOfWalks, turnWalks, walkCard } from "./walks.js";
import { ADVICE, ANSWERS, PICTURES, QUESTIONS, WORDS, language } from "./words.js";

export const PAGE = (sessionStorage.page ??= crypto.randomUUID()); // it outlives a reload

const PEOPLE = 6; // that fit on one screen
const ANSWER_MS = 10_000;
const MOST_LETTERS = 12;
const MOST_DIGITS = { age: 3, card: 20 };
const LEAST_TYPED = { card: 4 };
const TYPED = ["name", "age", "paper", "card"];
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const DIGITS = [..."1234567890"];

const BY_NUMBER = { walker: "card" }; // no pseudonym: those begin with w-

const id = (name) => document.getElementById(name);
let waiting = false;
let built = ""; // what the buttons on the screen were made for

// Tell the server what was tapped; `accepted` is called once it did that. Until it answers,
// another tap says nothing: it was meant for the same screen.
export async function act(name, more = {}, accepted) {
  if (waiting) return;
  waiting = true;
  try {
    const reply = await post(JSON.stringify({ page: PAGE, act: name, ...more }));
    if (reply.ok) accepted?.();
    else note(reply.reason, performance.now());
  } catch {
    note(WORDS.unheard, performance.now());
  } finally {
    waiting = false;
  }
}

async function post(body) {
  const headers = { "Content-Type": "application/json" };
  const signal = AbortSignal.timeout(ANSWER_MS);
  return (await fetch("/api/v1/before", { method: "POST", headers, body, signal })).json();
}

export function showPeople() {
  const { keeps } = state.visit;
  const people = cards();
  id("people").hidden = people.length === 0;
  id("welcome").hidden = people.length > 0;
  id("more-people").hidden = people.length <= PEOPLE;
  id("join").hidden = !keeps;
  const shown = part(people, PEOPLE);
  build("people", `people ${language()} ${JSON.stringify(shown)}`, () => shown.map(personCard));
}

// The walkers, then a way in by the number of a card where somebody has one, then the staff's.
function cards() {
  const { people, cards: known } = state.visit;
  return withProfessional(known ? [...people, BY_NUMBER] : people);
}

export function showQuestion() {
  const { key, kind, options, advice } = state.visit;
  const walks = key === "walk" ? shownWalks() : null;
  const words = walks ? aboutWalks(walks, advice) : asked(state.visit);
  put(id("asked"), words);
  put(id("typed"), TYPED.includes(key) ? `${state.typed}_` : "");
  id("asked").dataset.key = key;
  showNext(key);
  showWayOut();
  put(id("agreed"), walks && advice.length ? agreedLine(state.visit) : "");
  const how = walks ? (walks.closed ? "closed" : "walk") : kind;
  const shown = walks ? walks.names : options;
  id("answers").dataset.kind = how;
  build("answers", `${language()} ${key} ${JSON.stringify(shown)} ${state.walks.length}`, () => BUTTONS[how](shown));
}

function aboutWalks({ closed }, advice) {
  if (closed) return WORDS.notYet;
  return ADVICE[advice[0]] ?? (agreedLine(state.visit) || QUESTIONS.walk);
}

function showNext(key) {
  const next = id("next");
  id("by-card").hidden = key !== "name";
  const more = key === "walk" && screensOfWalks(state.visit).length > 1;
  next.hidden = !more && !TYPED.includes(key);
  next.disabled = !more && state.typed.length < (LEAST_TYPED[key] ?? 1);
  next.classList.toggle("go", !more);
  put(next, more ? WORDS.more : WORDS.next);
}

const BUTTONS = {
  yes_no: () => [answer(ANSWERS.no, false), answer(ANSWERS.yes, true)],
  choice: (options) => options.map((option) => answer(ANSWERS[option], option)),
  pain: numbers,
  effort: numbers,
  scale: numbers,
  age: () => digits(MOST_DIGITS.age),
  card: () => digits(MOST_DIGITS.card),
  name: () => [...LETTERS.map((one) => letter(one, MOST_LETTERS)), eraser()],
  picture: () => Object.keys(PICTURES).map(pictureButton),
  walk: (names) => names.map((name) => walkCard(answer("", name), name)),
  closed: (some) => some.map(closedCard),
  done: () => [answer(state.visit.key === "advised" ? WORDS.next : WORDS.done, true)],
};

const digits = (most) => [...DIGITS.map((digit) => letter(digit, most)), eraser()];

function numbers() {
  return Array.from({ length: 11 }, (_, number) => answer(`${number}`, number));
}

const part = (cards, most) => cards.slice(state.part * most, (state.part + 1) * most);

function turnPart(count, most) {
  state.part = (state.part + 1) * most < count ? state.part + 1 : 0;
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

function personCard(person) {
  if (person === PROFESSIONAL_CARD) return professionalCard(button("", () => {}));
  if (person === BY_NUMBER) return button(WORDS.byCard, () => act("type_card"));
  const { walker, name, picture: chosen } = person;
  const card = button("", () => act("known", { walker }));
  card.className = "person";
  card.append(picture(chosen), Object.assign(document.createElement("strong"), { textContent: name }));
  return card;
}

function next() {
  const { key } = state.visit;
  if (key === "walk") turnWalks();
  else if (key === "card") act("card", { number: state.typed });
  else act("answer", { key, value: key === "name" ? capital(state.typed) : Number(state.typed) });
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
onTap(id("more-people"), () => turnPart(cards().length, PEOPLE));
