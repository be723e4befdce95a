// What the walker hears in words: never two sentences at once, and what is late not at all.
// Each sentence is a recording from the server's list. Whatever is said is on the screen too.

import { audible, audibleSoon, play } from "./sound.js";
import { silence, speaks, utter } from "./speech.js";

const LIST = "/api/v1/voice";
const AGAIN_MS = 2000;
const LATE_MS = 4000;
const LATE_NUMBER_MS = 500;
const GRACE_MS = 1000;
const LOUD_MS = 3000;
const SENTENCE_END = /(?<=[.!?])\s+/;
const DECODER_HZ = 22050;

const decoder = new OfflineAudioContext(1, 1, DECODER_HZ); // decodes before the first touch too
const recordings = new Map();
let files = {};
let spoken = ""; // the language they are in
let waiting = [];
let speaking = null;
let last = null;
let loudUntil = -Infinity; // of the browser's own voice, which does not tell its length

// Load the list of what can be said in `language`, and what cannot wait for a file: `urgent`.
export async function loadVoice(urgent, language) {
  if (language !== spoken) files = {};
  spoken = language;
  try {
    const list = await (await fetch(`${LIST}?language=${language}`)).json();
    if (language !== spoken) return;
    files = list.files;
    urgent.flatMap(sayable).forEach(load);
    if (list.complete) return;
  } catch {
    // the server is not there yet
  }
  if (language === spoken) setTimeout(loadVoice, AGAIN_MS, urgent, language);
}

const recorded = () => Object.keys(files).length > 0;

// True if there are recordings, or the browser can speak.
export const hasVoice = () => recorded() || speaks(spoken);

// The sentences of these words that can be said.
export function sayable(words) {
  const all = words.split(SENTENCE_END).filter(Boolean);
  return recorded() || !speaks(spoken) ? all.filter((sentence) => sentence in files) : all;
}

// Say these sentences when it is their turn; a number at once or never.
export function speak(sentences) {
  if (!sentences.length) return;
  const number = /^\d+$/.test(sentences[0]);
  const late_ms = number ? LATE_NUMBER_MS : LATE_MS;
  const one = { sentences, chimes: !number, until: performance.now() + late_ms };
  if (!number) last = one;
  if (!recorded()) {
    utter(sentences, spoken);
    return;
  }
  waiting.push(one);
  if (!busy()) next();
}

// Say it now, loud and without a chime, whatever is being said. False if it cannot be said.
export function cutIn(words) {
  const sentences = sayable(words);
  if (!recorded() && sentences.length) {
    silence();
    utter(sentences, spoken);
    loudUntil = performance.now() + LOUD_MS;
    return true;
  }
  const ready = sentences.map((sentence) => recordings.get(files[sentence]));
  const all = ready.length > 0 && ready.every((one) => one instanceof AudioBuffer);
  if (!all || !audibleSoon()) return false;
  waiting = [];
  end();
  start({ sentences, chimes: false, loud: true }, ready);
  return true;
}

// What is waiting or being said is over; words that cut in are heard to their end.
export function hush() {
  waiting = [];
  if (!recorded() && performance.now() > loudUntil) silence();
  if (!speaking?.loud || !busy()) end();
}

// Say the last words again.
export function again() {
  if (!last) return;
  hush();
  speak(last.sentences);
}

// A loudspeaker that was pulled out never tells that it is done.
const busy = () => speaking !== null && performance.now() < (speaking.ends ?? Infinity) + GRACE_MS;

function end() {
  speaking?.playing?.end();
  speaking = null;
}

async function next() {
  speaking = null;
  const one = take();
  if (!one || !audible()) return;
  speaking = one;
  const ready = (await Promise.all(one.sentences.map(load))).filter(Boolean);
  if (speaking !== one) return;
  if (ready.length) start(one, ready);
  else next();
}

// The oldest that is not late. Once words are late, the newest go first: the screen shows those.
function take() {
  const now = performance.now();
  const inTime = waiting.filter((one) => one.until >= now);
  if (inTime.length === waiting.length) return waiting.shift();
  waiting = [];
  return inTime.pop();
}

function start(one, ready) {
  speaking = one;
  one.playing = play(ready, { ...one, ended: () => speaking === one && next() });
  const { lasts_ms, device_ms } = one.playing;
  one.ends = performance.now() + lasts_ms;
  document.dispatchEvent(new CustomEvent("said", { detail: { ...one, device_ms } }));
}

async function load(sentence) {
  const file = files[sentence];
  if (!recordings.has(file)) recordings.set(file, fetched(file));
  const found = await recordings.get(file);
  if (found) recordings.set(file, found);
  else recordings.delete(file);
  return found;
}

async function fetched(file) {
  try {
    const answer = await fetch(file);
    return await decoder.decodeAudioData(await answer.arrayBuffer());
  } catch {
    return null; // it stands on the screen
  }
}
