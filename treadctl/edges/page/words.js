// Everything the page says, in one place. Short words, short sentences, no medical claims.

export const WORDS = {
  simulated: "Simulated treadmill",
  looking: "Looking for the treadmill",
  switchOn: "Switch it on and wait.",
  noSpeed: "It does not tell its speed. Do not step on.",
  screenLost: "The screen has lost the treadmill.",
  screenLostStill: "The screen has lost the treadmill. If the belt moves, pull the safety key.",
  notHeard: "Nobody heard the stop.",
  pull: "PULL THE SAFETY KEY",
  choose: "Choose a walk",
  noWalks: "There are no walks to choose from.",
  earlier: "Earlier",
  more: "More",
  clip: "Clip the safety key to your clothes. Hold the rails.",
  back: "Back",
  start: "Start",
  getReady: "Get ready",
  counting: "Stand on the side rails and hold on.",
  starting: "The belt starts now. Hold the rails.",
  on: "I'm on",
  notNow: "Not now",
  unit: "km/h",
  slower: "Slower",
  finish: "Finish",
  stay: "No, stay like this",
  goOn: "Go on",
  goOnAsk: "The treadmill is back. Is all well?",
  stopNow: "Stop now",
  linkLost: "The treadmill cannot be reached. The belt may be moving. Hold the rails.",
  belt: "The belt is moving",
  notOurs: "It was started at its console.",
  speedLost: "The speed is not known. Hold the rails.",
  sameOrLess: "Same or less",
  morePain: "More",
  stopping: "Stopping. Hold the rails.",
  stands: "The belt has stopped.",
  unknown: "It is not known if the belt stands.",
  wait: "One moment.",
  ok: "I am OK",
  painHelp: "Stops the belt at once. The key P does the same.",
};

const STRETCHES = {
  warm: "Warm-up",
  settle: "Settling in",
  build: "Building up",
  walk: "Walking",
  flat: "On the flat",
  ease: "Easing off",
  down: "Downhill",
  cool: "Cool-down",
};

// What the last stop is called once the belt stands. The other causes bring their own words.
const ENDED = {
  finished: "The walk is done. Well done.",
  user: "You stopped the walk.",
  not_stopping: "It did not stop in time.",
  link_lost: "The treadmill could not be reached.",
};

const RISES = {
  "A little faster in five.": "Yes, a little faster",
  "A little steeper in five.": "Yes, a little steeper",
};

export const stretch = (name) => STRETCHES[name] ?? name.charAt(0).toUpperCase() + name.slice(1);

export const ended = (snapshot) => ENDED[snapshot.stop_cause] ?? snapshot.words;

export const yesTo = (announced) => RISES[announced] ?? "Yes";

export const minutes = (count) => `${count}\u00a0min`;

export function timeLeft(seconds) {
  const whole = Math.ceil(seconds / 60);
  return whole > 1 ? `${whole} min left` : "Last minute";
}

// A speed that nobody can vouch for is a dash, never a nought.
export const speed = (kmh) => (kmh === undefined ? "–" : kmh.toFixed(1));

export function uphill(percent) {
  return percent >= 0.05 ? `, ${percent.toFixed(1)} % uphill` : "";
}
