// The pain strip. It stands alone: if all else on the page fails, a touch still stops the belt.

import { say } from "./link.js";

const REPEATED_MS = 700; // a click that follows its own touch is the same act

const strip = document.getElementById("pain");
let pressedAt = -Infinity;

function press() {
  pressedAt = performance.now();
  say({ request: "stop", pain: true });
  fetch("/api/v1/stop", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: '{"pain": true}',
    keepalive: true,
  })
    .then((answer) => tell(answer.ok ? "pain-heard" : "pain-lost"))
    .catch(() => tell("pain-lost"));
  strip.classList.add("pressed");
  setTimeout(() => strip.classList.remove("pressed"), REPEATED_MS);
  tell("pain-pressed");
}

function tell(name) {
  document.dispatchEvent(new Event(name));
}

function onKey(event) {
  const onStrip = document.activeElement === strip && [" ", "Enter"].includes(event.key);
  if (!onStrip && event.key.toLowerCase() !== "p") return;
  event.preventDefault();
  press();
}

strip.addEventListener("pointerdown", press, { capture: true });
strip.addEventListener("contextmenu", (event) => event.preventDefault());
strip.addEventListener("click", () => {
  if (performance.now() - pressedAt > REPEATED_MS) press(); // a screen reader clicks only
});
addEventListener("keydown", onKey, { capture: true });

// The heartbeat comes by the same way as a touch: it goes out only while a touch would be heard.
// Whoever dispatched it learns from a default prevented that it did.
strip.addEventListener("heartbeat", (event) => {
  const heard = document.visibilityState === "visible" && touchable();
  if (heard && say({ request: "alive", seq: event.detail })) event.preventDefault();
});

function touchable() {
  const box = strip.getBoundingClientRect();
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return strip.contains(middle);
}
