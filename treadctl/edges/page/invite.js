// The way to a second screen, where this machine has one: a picture to scan with a phone.

import { state } from "./state.js";
import { WORDS, filled } from "./words.js";

const PATH = "/api/v1/phone";

const id = (name) => document.getElementById(name);
let offered = false;
let told = null;

// The button before Start, and the screen behind it.
export function showInvite() {
  id("phone").hidden = !offered;
}

export function showPicture() {
  id("phone-address").textContent = told ? `${told.address}/#${told.code}` : "";
  id("phone-once").textContent = told ? filled(WORDS.phoneOnce, { count: told.good_for_s / 60 }) : "";
}

async function invite() {
  told = await (await fetch(PATH, { method: "POST", headers: { "Content-Type": "application/json" } })).json();
  id("picture").innerHTML = told.svg;
  state.inviting = true;
}

async function load() {
  try {
    ({ offered } = await (await fetch(PATH)).json());
  } catch {
    offered = false; // a machine without a second screen
  }
}

id("phone").onclick = (event) => event.detail <= 1 && invite();
id("phone-back").onclick = () => (state.inviting = false);
load();
