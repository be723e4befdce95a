// The page: hears the belt room, shows one screen, and asks for what was tapped.

import { PAGE, act } from "./before.js";
import { fit } from "./fit.js";
import { faster } from "./during.js";
import { listen, say } from "./link.js";
import { dimFor, speakIn } from "./look.js";
import { show } from "./screens.js";
import { alarm, speakQuietly, stopTones, turnVolume, volume } from "./sound.js";
import { sayShown } from "./spoken.js";
import { follow, started, vouches } from "./starter.js";
import { hear, screen, state } from "./state.js";
import { again, cutIn, hasVoice, loadVoice, sayable, speak } from "./voice.js";
import { walkNamed } from "./walks.js";
import { POWER_CUTS, VOLUMES, WORDS, language, powerCut, said } from "./words.js";

const ALIVE_MS = 500;
const TURN_MS = 200; // what is new is shown at once; this is for what gets old
const TWICE_MS = 1000;
const STOP_SAID_MS = 2000; // what tells of a press comes later than the press

const id = (name) => document.getElementById(name);
const hearing = document.querySelectorAll("[data-hear]");
let aliveAt = -Infinity;
let frame = 0;
let asked = "";
let askedAt = -Infinity;
let stopSaidAt = -Infinity;
let voice = "";

function tapped(button) {
  const { ask, reply, yes, more } = button.dataset;
  if (ask) say({ request: ask });
  if (!reply) return;
  const answer = reply === "pain" ? { more: more === "yes" } : { yes: yes !== "no" };
  const question_id = state.snapshot.walk?.question_id ?? 0; // 0 is no question: refused, and said
  sayOnce({ request: "reply", question: reply, question_id, ...answer }, performance.now());
}

// A double tap is one answer. A tap that comes later is sent: the first one may have been lost.
function sayOnce(request, now) {
  const words = JSON.stringify(request);
  if (words === asked && now - askedAt < TWICE_MS) return;
  if (say(request)) [asked, askedAt] = [words, now];
}

// Draw one more frame. Never all: Chromium holds a touch back until a frame that was asked for.
function soon() {
  frame ||= requestAnimationFrame(turn);
}

// A page that no longer draws or hears touches sends nothing. Where it is the only stop button,
// the belt then stops; beside a wired one it gets no faster.
function turn(now) {
  frame = 0;
  const name = screen(now);
  const walk = walkNamed(state.snapshot?.walk?.profile);
  dimFor(walk);
  speakQuietly(walk?.calm ?? false);
  show(name, now);
  fit();
  alarm(name === "alarm", () => cutIn(powerCut(state.snapshot).said));
  sayShown(name);
  showVoice();
  const shown = state.snapshot; // a page that has seen nothing vouches for nothing
  if (now - aliveAt < ALIVE_MS || shown === null || !vouches(shown.walk)) return;
  const beat = new CustomEvent("heartbeat", { cancelable: true, detail: shown.seq });
  if (!id("pain").dispatchEvent(beat)) aliveAt = now;
}

function take(message) {
  const stopsBefore = state.stops;
  hear(message, performance.now());
  if (message.before) turnTo(message.before.language);
  if (message.snapshot) follow(message.snapshot.walk);
  if (state.stops > stopsBefore && !sayStop(performance.now())) stopTones();
  if (message.event?.event === "repeated") speak(sayable(said(message.event.words)));
  soon();
}

function turnTo(code) {
  speakIn(code);
  if (voice === language()) return;
  voice = language();
  loadVoice([WORDS.stopping, ...Object.values(POWER_CUTS).map((cut) => cut.said)], voice);
}

function pressed() {
  const now = performance.now();
  state.pressedAt ??= now;
  sayStop(now);
}

// Say it in words, once for each stop. False if that cannot be done: then there are tones.
function sayStop(now) {
  if (now - stopSaidAt < STOP_SAID_MS || screen(now) === "alarm") return true;
  if (!cutIn(WORDS.stopping)) return false;
  stopSaidAt = now;
  return true;
}

function louder() {
  turnVolume();
  again();
}

function showVoice() {
  const level = VOLUMES[volume()];
  for (const button of hearing) {
    button.hidden = !hasVoice();
    const volume = button.dataset.hear === "volume";
    if (volume && button.textContent !== level) button.textContent = level;
  }
}

async function loadWalks() {
  try {
    state.walks = await (await fetch("/api/v1/profiles")).json();
  } catch {
    setTimeout(loadWalks, 1000);
  }
}

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  await navigator.wakeLock?.request("screen").catch(() => {});
}

for (const button of document.querySelectorAll("[data-ask], [data-reply]")) {
  button.onclick = () => tapped(button);
}
id("start").onclick = (event) => {
  if (event.detail > 1) return; // the second tap of a double one was meant for what was here before
  const { profile } = state.ready;
  act("start", { token: state.snapshot.start_token }, () => started(profile));
};
id("level").onclick = (event) => {
  if (event.detail <= 1) say({ request: "level", token: state.snapshot.level_token });
};
id("a-little-faster").onclick = () => faster(state.snapshot.walk);
id("ok").onclick = () => {
  say({ request: "acknowledge", token: state.snapshot.acknowledge_token });
};
for (const button of hearing) {
  button.onclick = button.dataset.hear === "volume" ? louder : again;
}
for (const words of document.querySelectorAll("[data-say]")) words.onclick = again;
document.addEventListener("pain-pressed", pressed);
document.addEventListener("pain-heard", () => (state.pressedAt = null));
document.addEventListener("visibilitychange", stayAwake);
for (const changed of ["click", "unfitted"]) document.addEventListener(changed, soon);

stayAwake();
loadWalks();
turnTo();
listen(take, PAGE);
setInterval(soon, TURN_MS);
soon();
