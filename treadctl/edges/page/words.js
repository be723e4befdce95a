// Everything the page says, in the language that was chosen. The words are in words/*.json: every
// language has the same keys. What the belt room says comes in English and is put into the chosen
// language sentence by sentence, by `said`.

// The server makes each of these of its .json: not every browser can import JSON itself.
import de from "./words/de.js";
import en from "./words/en.js";

const CATALOGUES = { en, de };
const MILES = 0.621371; // in a kilometre
const SENTENCE_END = /([.!?:])\s+/g; // without a look behind, which older phones do not know
const NUMBER = /\d+(?:\.\d+)?/g;

// Each language by its own name: [code, name].
export const LANGUAGES = Object.entries(CATALOGUES).map(([code, { name }]) => [code, name]);

export const WORDS = {};
export const VOLUMES = [];
export const THEMES = {};
export const QUESTIONS = {}; // what is asked before a walk; the health questions word for word
export const ANSWERS = {};
export const ADVICE = {}; // said with today's walks, where there are fewer than usual
export const HELP = {}; // where no walk is offered: what to do now, and what next
export const PICTURES = {};
export const CLOSED = {}; // why a walk is not open yet
export const POWER_CUTS = {}; // what stops a belt that nothing else does, by its name
export const PROFESSIONAL = {}; // what the professional's page asks
const STRETCHES = {};
const ENDED = {}; // what the last stop is called once the belt stands; others bring their words
const RISES = {};
const SAID = {};
const PARTS = {
  words: WORDS,
  powerCuts: POWER_CUTS,
  volumes: VOLUMES,
  themes: THEMES,
  stretches: STRETCHES,
  ended: ENDED,
  rises: RISES,
  questions: QUESTIONS,
  answers: ANSWERS,
  advice: ADVICE,
  help: HELP,
  pictures: PICTURES,
  closed: CLOSED,
  professional: PROFESSIONAL,
  said: SAID,
};

let inMiles = false; // what is shown; the belt room knows kilometres only
let tenths;
let chosen = "";

// Speak this language from now on, English where it is not known.
export function choose(language) {
  const known = language in CATALOGUES ? language : "en";
  if (known === chosen) return;
  chosen = known;
  for (const [name, part] of Object.entries(PARTS)) {
    for (const key of Object.keys(part)) delete part[key];
    Object.assign(part, CATALOGUES[chosen][name]);
  }
  tenths = new Intl.NumberFormat(chosen, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  document.documentElement.lang = chosen;
  for (const element of document.querySelectorAll("[data-words]")) {
    element.textContent = WORDS[element.dataset.words];
  }
}

export const language = () => chosen;

// Show speeds in "mph" or "km/h".
export function showSpeedsIn(unit) {
  inMiles = unit === "mph";
}

export const speedUnit = () => (inMiles ? "mph" : "km/h");

// Words of the belt room in the chosen language; in English where there are none.
export function said(words) {
  if (!words) return "";
  if (words in SAID) return SAID[words];
  return words.replace(SENTENCE_END, "$1\n").split("\n").map(sentence).join(" ");
}

function sentence(words) {
  const numbers = words.match(NUMBER) ?? [];
  const pattern = SAID[words] ?? SAID[words.replace(NUMBER, "#")] ?? words.replace(NUMBER, "#");
  const shown = pattern.includes("# km/h") ? numbers.map((one) => speed(Number(one))) : numbers;
  return pattern.replace(/#/g, () => shown.shift() ?? "#").replace("km/h", speedUnit());
}

// Words with their gaps filled: {count} by what `gaps` has under "count".
export const filled = (words, gaps) => words.replace(/\{(\w+)\}/g, (_, key) => gaps[key]);

export const stretch = (name) => STRETCHES[name] ?? name.charAt(0).toUpperCase() + name.slice(1);

export const ended = (snapshot) =>
  ENDED[snapshot.stop_cause] ?? (snapshot.words && said(snapshot.words));

// What cuts the power of this treadmill: `pull` is shown, `said` is said; where there is no key to
// clip on, `before` is what to do before a walk.
export const powerCut = (snapshot) => POWER_CUTS[snapshot?.power_cut] ?? POWER_CUTS.key;

export const yesTo = (announced) => RISES[announced] ?? WORDS.yes;

export const minutes = (count) => filled(WORDS.minutes, { count });

// A date as it is written here.
export const localDay = (day) =>
  new Intl.DateTimeFormat(chosen, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(day));

export function timeLeft(seconds) {
  const whole = Math.ceil(seconds / 60);
  return whole > 1 ? filled(WORDS.minutesLeft, { count: whole }) : WORDS.lastMinute;
}

// A speed that nobody can vouch for is a dash, never a nought.
export const speed = (kmh) =>
  kmh === undefined ? "–" : tenths.format(inMiles ? kmh * MILES : kmh);

export function uphill(percent) {
  return percent >= 0.05 ? filled(WORDS.uphill, { percent: tenths.format(percent) }) : "";
}
