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
  pullSaid: "Pull the safety key.",
  sayAgain: "Repeat",
  who: "Who is walking?",
  hello: "Hello",
  welcome: "Guided walks on this treadmill, slow and short to begin with.",
  welcomeStop: "If it hurts, press the violet bar. The belt stops.",
  join: "I'm new",
  guest: "Guest",
  more: "More",
  today: "today",
  next: "Next",
  done: "Done",
  erase: "Erase",
  again: "Walk again",
  leave: "Leave",
  over: "The walk is over.",
  stepOff: "Hold the rails when you step off.",
  unheard: "That was not heard. Tap it again.",
  standOn: "Stand on the side rails and hold on. Then tap Start.",
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

export const VOLUMES = ["Sound 1", "Sound 2", "Sound 3"];

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

// What is asked before a walk, by its key. The health questions are asked word for word.
export const QUESTIONS = {
  picture: "Choose your picture.",
  name: "First name:",
  age: "How old are you?",
  since_last: "How was the pain after your last walk?",
  pain: "How strong is the pain now? 0 is none, 10 is the worst.",
  walk: "Which walk today?",
  key: "Clip the safety key to your clothes.",
  new_signs: "New numbness, weakness, bladder or bowel trouble, chest pain or fever?",
  numb_seat: "Numb between the legs, or new bladder or bowel trouble?",
  both_legs: "Are both legs weak, numb or tingling?",
  chest: "Chest pain, or a bad accident just now?",
  unwell: "Fever, weight loss, a lump, or cancer before?",
  heart: "Has a doctor named a heart problem?",
  sugar: "Do you have diabetes or a kidney problem?",
  breath: "Do you get dizzy or out of breath at rest?",
  active: "Do you walk on most days?",
  fall: "Did you fall in the last 12 months?",
  bones: "Has a doctor named weak bones?",
  spine: "Has a doctor named a narrow spine?",
  flare: "Did this pain start in the last six weeks?",
  treadmill: "Have you walked on a treadmill before?",
};

export const ANSWERS = {
  yes: "Yes",
  no: "No",
  same: "Same",
  better: "Better",
  worse: "Worse",
};

// Said with today's walks, where there are fewer than usual.
export const ADVICE = {
  strong_pain: "The pain is strong. Only a short, slow walk today.",
  sore_today: "You are sore today. A gentle walk is enough.",
  sharp_last_time: "It was sharp last time. A gentle walk today.",
  ask_your_professional: "Sharp again? Ask your professional. Walk gently today.",
};

// Where no walk is offered: what to do now, and what next.
export const HELP = {
  help_now: [
    "Do not walk. Get help now.",
    "Call the emergency number, or ask somebody near you to call.",
  ],
  help_today: [
    "Please do not walk today.",
    "Talk to a doctor or nurse today. Tell them what you answered.",
  ],
  rest: [
    "Rest today.",
    "Come back when the pain is less. If it stays strong, ask your professional.",
  ],
};

export const PICTURES = {
  sun: "Sun",
  moon: "Moon",
  star: "Star",
  heart: "Heart",
  tree: "Tree",
  leaf: "Leaf",
  bird: "Bird",
  fish: "Fish",
  cat: "Cat",
  house: "House",
  boat: "Boat",
  cup: "Cup",
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
