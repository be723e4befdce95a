// The second screen: shows the walk. Its stops stand alone in phone_stop.js, which tells here
// whether they were heard. Nothing else can be asked from this page.

import { WORDS, choose, ended, filled, powerCut, said } from "./words.js";
import { speed, speedUnit, stretch, timeLeft } from "./words.js";

const KEY = "phone-key";
const RETRY_MS = 1000;
const NO_LONGER = 4001; // this phone may not watch any more
const SILENCE_MS = 2500; // the treadmill's own screen is told four times a second
const NOTE_MS = 5000;
const TURN_MS = 250; // what is new is shown at once; this is for what gets old

const id = (name) => document.getElementById(name);
const alarmed = document.body.classList.contains("alarm"); // a stop from before this was there
let frame = 0;
const at = { snapshot: null, heardAt: -Infinity, refused: "", unheard: alarmed, note: "", noteAt: 0 };

// The code of the treadmill's screen for a key of this phone's own.
async function join() {
  const code = location.hash.slice(1);
  if (!code) return;
  history.replaceState(null, "", "/");
  const headers = { "Content-Type": "application/json" };
  try {
    const answer = await fetch("/join", { method: "POST", headers, body: JSON.stringify({ code }) });
    const { key, reason } = await answer.json();
    if (key) localStorage.setItem(KEY, key);
    else at.refused = reason;
  } catch {
    at.refused = WORDS.phoneLost;
  }
}

function watch() {
  const key = localStorage.getItem(KEY);
  if (!key) {
    at.refused ||= WORDS.phoneScan;
    return;
  }
  const socket = new WebSocket(`ws://${location.host}/ws?key=${key}`);
  socket.onmessage = ({ data }) => {
    at.snapshot = JSON.parse(data).snapshot;
    at.heardAt = performance.now();
    at.refused = "";
    if (at.snapshot.belt !== "moving") at.unheard = false;
    soon();
  };
  socket.onclose = ({ code }) => {
    if (code === NO_LONGER) localStorage.removeItem(KEY); // the walker is gone
    setTimeout(watch, RETRY_MS);
  };
}

// Draw one more frame. Never all: Chromium holds a touch back until a frame that was asked for.
function soon() {
  frame ||= requestAnimationFrame(show);
}

function show(now) {
  frame = 0;
  const { snapshot } = at;
  const silent = now - at.heardAt > SILENCE_MS;
  const alarm = at.unheard || (!silent && snapshot?.alarm);
  document.body.classList.toggle("alarm", Boolean(alarm));
  document.body.dataset.pull = powerCut(snapshot).pull;
  put(id("heading"), alarm ? powerCut(snapshot).pull : heading(silent));
  const live = !silent && !alarm && snapshot.linked;
  id("speed").hidden = !live;
  id("simulated").hidden = silent || !snapshot.simulated;
  put(id("speed").firstElementChild, live ? speed(snapshot.speed_kmh) : "");
  put(id("speed").lastElementChild, speedUnit());
  put(id("left"), live && snapshot.walk ? timeLeft(snapshot.walk.remaining_s) : "");
  put(id("words"), words(silent, now));
}

function heading(silent) {
  const { snapshot, refused } = at;
  if (silent) return said(refused) || WORDS.phoneLost;
  if (snapshot.walk) return `${said(snapshot.walk.title)}: ${stretch(snapshot.walk.segment)}`;
  if (!snapshot.linked) return WORDS.looking;
  return snapshot.belt === "moving" ? WORDS.belt : WORDS.phoneNobody;
}

function words(silent, now) {
  if (at.unheard) return WORDS.notHeard;
  if (silent) return filled(WORDS.phoneStops, { cut: powerCut(at.snapshot).said });
  if (now - at.noteAt < NOTE_MS && at.note) return at.note;
  return at.snapshot.belt === "standing" ? ended(at.snapshot) ?? "" : said(at.snapshot.words);
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

document.addEventListener("stop-lost", () => {
  at.unheard = true;
  soon();
});
document.addEventListener("stop-heard", () => {
  at.unheard = false;
  [at.note, at.noteAt] = [WORDS.stopping, performance.now()];
  soon();
});
choose(navigator.language.slice(0, 2));
setInterval(soon, TURN_MS);
soon();
await join();
watch();
