// The walks to choose from: today's first and across the whole width, then the others, then the
// ones that are not open yet and why.

import { state } from "./state.js";
import { CLOSED, WORDS, filled, localDay, minutes, said, speed, speedUnit } from "./words.js";

const FIRST = 3; // cards on the first screen: today's and two others
const MORE = 4;
const CLOSED_ONES = 2;
const NAMES_ITS_MINUTES = /\d+$/;
const NOT_FOR_THEM = "for_65_and_older"; // no walk of theirs, now or later

// The screens there are: each a list of names, and `closed` for those that cannot be tapped.
export function screensOfWalks({ options, today, closed = [] }) {
  const first = today ? FIRST : MORE;
  const open = [options.slice(0, first), ...inParts(options.slice(first), MORE)];
  const waiting = closed.filter(({ why }) => why !== NOT_FOR_THEM);
  return [
    ...open.map((names) => ({ names, closed: false })),
    ...inParts(waiting, CLOSED_ONES).map((some) => ({ names: some, closed: true })),
  ];
}

export const shownWalks = () => screensOfWalks(state.visit)[state.part];

export function turnWalks() {
  state.part = (state.part + 1) % screensOfWalks(state.visit).length;
}

function inParts(cards, most) {
  const count = Math.ceil(cards.length / most);
  return Array.from({ length: count }, (_, n) => cards.slice(n * most, (n + 1) * most));
}

// Fill the button of a walk that may be chosen.
export function walkCard(card, name) {
  const walk = walkNamed(name);
  const first = state.visit.today?.profile === name ? state.visit.today : null;
  const long = lengthOf(walk, { ...first, max_minutes: state.visit.max_minutes });
  card.className = first ? "walk todays go" : "walk";
  const named = first && NAMES_ITS_MINUTES.test(walk?.title);
  const length = long && !named && minutes(long);
  const lines = [first && WORDS.todaysWalk, length, first && placeOf(first)];
  card.append(line("strong", titled(walk, long) ?? name), line("span", lines.filter(Boolean).join(" · ")));
  return card;
}

// A card that says why a walk is not open yet.
export function closedCard({ profile, why }) {
  const card = document.createElement("p");
  card.className = "walk closed";
  card.append(line("strong", titled(walkNamed(profile)) ?? profile), line("span", CLOSED[why]));
  return card;
}

// What was agreed with a professional, for the line above the walks.
export function agreedLine({ agreed }) {
  if (!agreed) return "";
  const { by, on, max_speed_kmh, max_inclination_percent, max_minutes } = agreed;
  const parts = [
    max_minutes !== undefined && minutes(max_minutes),
    max_speed_kmh !== undefined && `${speed(max_speed_kmh)} ${speedUnit()}`,
    max_inclination_percent !== undefined && `${max_inclination_percent} %`,
  ].filter(Boolean);
  const most = parts.length ? filled(WORDS.atMost, { most: parts.join(", ") }) : "";
  return `${filled(WORDS.agreedWith, { by, on: localDay(on) })} ${most}`;
}

// The name and length of a walk, for a heading.
export function walkHeading({ profile, ...caps }) {
  const walk = walkNamed(profile);
  const long = lengthOf(walk, caps);
  return walk ? `${titled(walk, long)}, ${minutes(long)}` : profile;
}

export const walkNamed = (name) => state.walks.find((one) => one.name === name);

function lengthOf(walk, { minutes: dose, max_minutes: most = Infinity }) {
  return walk && Math.round(Math.min(dose ?? walk.minutes, most));
}

// A name that ends in the minutes ends in today's.
const titled = (walk, long = walk?.minutes) => walk && said(walk.title.replace(NAMES_ITS_MINUTES, long));

function placeOf({ week, days, done }) {
  if (week === undefined) return "";
  if (done >= days) return filled(WORDS.weekDone, { week, days });
  return filled(WORDS.weekPlace, { week, number: done + 1, days });
}

const line = (kind, textContent) => Object.assign(document.createElement(kind), { textContent });
