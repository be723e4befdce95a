// How the page looks and speaks: its language, its theme, and the unit of its speeds.

import { act } from "./before.js";
import { refit } from "./fit.js";
import { LANGUAGES, THEMES, WORDS, choose, language, showSpeedsIn } from "./words.js";

const KEY = "theme";
const NAMES = ["normal", "large", "dim", "contrast"];

const root = document.documentElement;
const theme = document.getElementById("theme");
const languages = document.getElementById("languages");
let shown = "";
let calm = false;
let usual = "";

// What this machine's configuration says, until somebody tapped something else.
showSpeedsIn(root.dataset.speedUnit);
choose(root.lang);
wear(localStorage.getItem(KEY));

// Speak `code` from now on.
export function speakIn(code) {
  if (code) choose(code);
}

// The buttons of the first screen: the other languages by their own names, and the theme.
export function showLook() {
  if (shown === language()) return;
  shown = language();
  const others = LANGUAGES.filter(([code]) => code !== shown);
  languages.replaceChildren(...others.map(languageButton));
  nameTheme();
}

function languageButton([code, name]) {
  const button = document.createElement("button");
  button.lang = code;
  button.textContent = name;
  button.onclick = () => act("speak", { language: code });
  return button;
}

function wear(name) {
  if (NAMES.includes(name)) root.dataset.theme = name;
  refit();
}

function turn() {
  const next = NAMES[(NAMES.indexOf(root.dataset.theme) + 1) % NAMES.length];
  localStorage.setItem(KEY, next);
  wear(next);
  nameTheme();
}

// A calm walk is shown dimly, but to whoever needs large words or a strong contrast.
export function dimFor(walk) {
  const now = walk?.calm ?? false;
  if (now === calm) return;
  calm = now;
  if (now) usual = root.dataset.theme;
  if (["", "normal"].includes(usual)) wear(now ? "dim" : "normal");
}

function nameTheme() {
  theme.textContent = `${WORDS.look}\n${THEMES[root.dataset.theme]}`;
}

theme.onclick = turn;
