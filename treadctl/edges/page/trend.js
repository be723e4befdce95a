// Looking back at the own walks: minutes as bars, pain as plain numbers. Never while walking.

import { PAGE } from "./before.js";
import { state } from "./state.js";
import { ANSWERS, WORDS, filled, language } from "./words.js";

const id = (name) => document.getElementById(name);
let built = "";

export function showTrend() {
  const { trend } = state.visit;
  const what = JSON.stringify([trend, language()]);
  if (what === built && state.printAt !== null) return;
  built = what;
  const most = Math.max(1, ...trend.walks.map((walk) => walk.minutes));
  id("trend").replaceChildren(...trend.walks.map((walk) => column(walk, most)));
  id("trend-none").hidden = trend.walks.length > 0;
  id("trend-more").textContent = [wanted(trend), sheet(trend), card(trend)].filter(Boolean).join(" · ");
  showAddress();
}

// Where the diary can be printed; the word in it is good for one load, and not for long.
async function showAddress() {
  id("trend-print").textContent = state.printAt = "";
  const word = await newWord();
  if (word === null || state.visit.shows !== "trend") return;
  const inTheirs = language() === "en" ? "" : `&lang=${language()}`;
  const address = `${location.host}/report?word=${word}${inTheirs}`;
  id("trend-print").textContent = state.printAt = filled(WORDS.printAt, { address });
}

async function newWord() {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ page: PAGE });
  try {
    const reply = await (await fetch("/api/v1/report", { method: "POST", headers, body })).json();
    return reply.ok ? reply.word : null;
  } catch {
    return null;
  }
}

function column({ day, minutes, pain_before, pain_after }, most) {
  const bar = document.createElement("div");
  bar.className = "bar";
  bar.style.height = `${(100 * minutes) / most}%`;
  const room = document.createElement("div");
  room.className = "room";
  room.append(bar);
  const made = document.createElement("li");
  made.append(line(`${minutes}`), room, line(`${shown(pain_before)}→${shown(pain_after)}`));
  made.append(line(dayAndMonth(day)));
  return made;
}

function dayAndMonth(day) {
  const shown = new Intl.DateTimeFormat(language(), { day: "numeric", month: "numeric" });
  return shown.format(new Date(`${day}T12:00`));
}

// What was not told is a dash, never a nought.
const shown = (pain) => pain ?? "–";

function wanted({ want, want_now: number }) {
  if (want === undefined || want === "nothing") return "";
  return filled(WORDS.wantNow, { it: ANSWERS[want], number });
}

function sheet({ sheet: number }) {
  return number === undefined ? "" : filled(WORDS.sheetNow, { number });
}

function card({ card: end }) {
  return end === undefined ? "" : filled(WORDS.cardNow, { end });
}

function line(words) {
  return Object.assign(document.createElement("p"), { textContent: words });
}
