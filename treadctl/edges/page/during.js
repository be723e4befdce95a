// While walking: a tap on the speed leads to "A little faster", where the belt room allows it.

import { say } from "./link.js";
import { WORDS } from "./words.js";

const OPEN_MS = 10_000;

const id = (name) => document.getElementById(name);
let openUntil = 0;

// Is the walker asked now whether to go a little faster?
export const wantsMore = (walk, now) => walk.faster_id !== undefined && now < openUntil;

// The speed can be tapped only while that leads somewhere.
export function showSpeedButton(walk) {
  const speed = id("speed");
  const may = walk?.faster_id !== undefined && !walk.question;
  if (may === speed.hasAttribute("role")) return;
  if (!may) openUntil = 0;
  for (const [name, value] of [["role", "button"], ["tabindex", "0"]]) {
    if (may) speed.setAttribute(name, value);
    else speed.removeAttribute(name);
  }
  speed.title = may ? WORDS.wantMore : "";
}

function open(event) {
  const keyed = event.type === "keydown";
  if (!id("speed").hasAttribute("role") || (keyed && ![" ", "Enter"].includes(event.key))) return;
  event.preventDefault();
  openUntil = performance.now() + OPEN_MS;
}

export function close() {
  openUntil = 0;
}

// `walk` is the one on the screen.
export function faster(walk) {
  close();
  if (walk?.faster_id !== undefined) say({ request: "faster", faster_id: walk.faster_id });
}

id("speed").onclick = open;
id("speed").onkeydown = open;
id("like-this").onclick = close;
