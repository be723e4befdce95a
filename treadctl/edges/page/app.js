// The page: hears the belt room, shows one screen, and asks for what was tapped.

import { listen, say } from "./link.js";
import { WALKS_A_PAGE, show } from "./screens.js";
import { alarm, stopTones } from "./sound.js";
import { follow, started, vouches } from "./starter.js";
import { hear, screen, state } from "./state.js";
import { minutes } from "./words.js";

const ALIVE_MS = 500;
const TWICE_MS = 1000;

const id = (name) => document.getElementById(name);
let aliveAt = -Infinity;
let said = "";
let saidAt = -Infinity;

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
  if (words === said && now - saidAt < TWICE_MS) return;
  if (say(request)) [said, saidAt] = [words, now];
}

// A page that no longer draws or hears touches sends nothing. Where it is the only stop button,
// the belt then stops; beside a wired one it gets no faster.
function turn(now) {
  requestAnimationFrame(turn);
  const name = screen(now);
  show(name, now);
  alarm(name === "alarm");
  if (now - aliveAt < ALIVE_MS || !vouches(state.snapshot?.walk)) return;
  const beat = new CustomEvent("heartbeat", { cancelable: true, detail: state.snapshot?.seq ?? 0 });
  if (!id("pain").dispatchEvent(beat)) aliveAt = now;
}

function take(message) {
  const stopsBefore = state.stops;
  hear(message, performance.now());
  if (message.snapshot) follow(message.snapshot.walk);
  if (state.stops > stopsBefore) stopTones();
}

function addWalk(walk) {
  const card = document.createElement("button");
  card.className = "walk";
  card.dataset.walk = walk.name;
  const title = document.createElement("strong");
  const length = document.createElement("span");
  title.textContent = walk.title;
  length.textContent = minutes(walk.minutes);
  card.append(title, length);
  card.onclick = () => Object.assign(state, { chosen: walk, note: "" });
  id("walks").append(card);
}

async function loadWalks() {
  try {
    state.walks = await (await fetch("/api/v1/profiles")).json();
    state.walks.forEach(addWalk);
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
id("earlier").onclick = () => (state.page = Math.max(0, state.page - 1));
id("more").onclick = () => {
  if ((state.page + 1) * WALKS_A_PAGE < state.walks.length) state.page += 1;
};
id("back").onclick = () => Object.assign(state, { chosen: null, note: "" });
id("start").onclick = () => {
  const profile = state.chosen.name;
  say({ request: "start", profile, token: state.snapshot.start_token }, () => started(profile));
};
id("ok").onclick = () => {
  say({ request: "acknowledge", token: state.snapshot.acknowledge_token });
};
document.addEventListener("pain-pressed", () => (state.pressedAt ??= performance.now()));
document.addEventListener("pain-heard", () => (state.pressedAt = null));
document.addEventListener("visibilitychange", stayAwake);

stayAwake();
loadWalks();
listen(take);
requestAnimationFrame(turn);
