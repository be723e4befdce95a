// The page: hears the belt room, shows one screen, and asks for what was tapped.

import { listen, say } from "./link.js";
import { WALKS_A_PAGE, show } from "./screens.js";
import { sound } from "./sound.js";
import { hear, screen, state } from "./state.js";
import { minutes } from "./words.js";

const ALIVE_MS = 500;

const id = (name) => document.getElementById(name);
let aliveAt = -Infinity;

function tapped(button) {
  const { ask, reply, yes, pain } = button.dataset;
  if (ask) say({ request: ask });
  if (reply === "pain") say({ request: "reply", question: "pain", pain: Number(pain) });
  else if (reply) say({ request: "reply", question: reply, yes: yes !== "no" });
}

// A page that no longer draws or hears touches sends nothing, and the belt then stops.
function turn(now) {
  requestAnimationFrame(turn);
  const name = screen(now);
  show(name, now);
  sound(name === "alarm");
  if (state.snapshot?.pain_button === "none" && now - aliveAt >= ALIVE_MS) {
    if (say({ request: "alive" })) aliveAt = now;
  }
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
for (let pain = 0; pain <= 10; pain += 1) {
  const button = document.createElement("button");
  Object.assign(button.dataset, { reply: "pain", pain });
  button.textContent = `${pain}`;
  button.onclick = () => tapped(button);
  id("scale").append(button);
}
id("earlier").onclick = () => (state.page = Math.max(0, state.page - 1));
id("more").onclick = () => {
  if ((state.page + 1) * WALKS_A_PAGE < state.walks.length) state.page += 1;
};
id("back").onclick = () => Object.assign(state, { chosen: null, note: "" });
id("start").onclick = () => {
  const token = state.snapshot.start_token;
  say({ request: "start", profile: state.chosen.name, token });
};
id("ok").onclick = () => {
  say({ request: "acknowledge", token: state.snapshot.acknowledge_token });
};
document.addEventListener("pain-pressed", () => (state.pressedAt ??= performance.now()));
document.addEventListener("pain-heard", () => (state.pressedAt = null));
document.addEventListener("visibilitychange", stayAwake);

stayAwake();
loadWalks();
listen((message) => hear(message, performance.now()));
requestAnimationFrame(turn);
