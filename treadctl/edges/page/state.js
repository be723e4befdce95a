// What the page knows, and which screen that makes. No DOM here.

const SILENCE_MS = 1500; // the belt room posts four times a second
const STOP_HEARD_MS = 1000;
const NOTE_MS = 10_000;
const SAME_STOP_S = 2; // what tells of a stop may come twice: by its event and by the belt
const STAND_S = 3.2; // a stop is confirmed three seconds after it, and a start comes three after that

export const state = {
  snapshot: null,
  snapshotAt: -Infinity, // ms of the page's clock
  standingFrom: null, // seconds of the belt room's clock
  confirmedAt: -Infinity, // likewise: when the last stop was confirmed
  walks: [],
  visit: { shows: "who", people: [], keeps: false }, // where the walker before this page is
  ready: null, // the last walk that could be started here
  part: 0, // of the cards, where there are more than fit
  typed: "",
  inviting: false, // a phone, to be a second screen
  printAt: null, // where these walks can be printed, once that was asked
  note: "", // what was refused and why, for a while
  noteAt: -Infinity,
  announced: null,
  pressedAt: null, // the pain strip, until the stop was seen or heard
  stops: 0, // how many this page learned of
  stopAt: -Infinity, // seconds of the belt room's clock
};

export function hear(message, now) {
  if (message.snapshot) seen(message.snapshot, now);
  if (message.reply?.reason) note(message.reply.reason, now);
  if (message.event) happened(message.event, now);
  if (message.before) turn(message.before);
}

function turn(visit) {
  const stays = visit.shows === state.visit.shows && visit.key === state.visit.key;
  state.visit = visit;
  if (visit.shows === "ready") state.ready = visit;
  if (!stays) Object.assign(state, { part: 0, typed: "", note: "", inviting: false, printAt: null });
}

function seen(snapshot, now) {
  const before = state.snapshot?.belt ?? "stopping"; // one under way is none of ours to tell
  if (snapshot.belt === "stopping" && before !== "stopping") stopped(snapshot.at);
  if (state.snapshot?.latched && !snapshot.latched) state.confirmedAt = snapshot.at;
  state.snapshot = snapshot;
  state.snapshotAt = now;
  const stands = snapshot.belt === "standing" && snapshot.linked;
  state.standingFrom = stands ? state.standingFrom ?? snapshot.at : null;
  if (snapshot.latched || snapshot.belt === "stopping") state.pressedAt = null;
}

export function note(words, now) {
  state.note = words;
  state.noteAt = now;
}

function stopped(at) {
  if (at - state.stopAt > SAME_STOP_S) state.stops += 1;
  state.stopAt = at;
}

function happened(event, now) {
  const stopping = state.snapshot?.belt === "stopping";
  if (event.event === "stop_requested" && !stopping) stopped(event.at);
  if (event.event === "rise_announced") state.announced = event.words;
  if (event.event === "refused") note(event.words, now);
  if (event.event === "started" || event.event === "acknowledged") state.note = "";
}

export const noted = (now) => (now - state.noteAt < NOTE_MS ? state.note : "");

export const silent = (now) => now - state.snapshotAt > SILENCE_MS;

export const unheard = (now) => state.pressedAt !== null && now - state.pressedAt > STOP_HEARD_MS;

// True if the belt stood when it was last seen, with nobody on a walk.
export function wasStill() {
  const last = state.snapshot;
  return last === null || (last.belt === "standing" && !last.walk);
}

export function mayConfirm() {
  const { snapshot, standingFrom } = state;
  const long = standingFrom !== null && snapshot.at - standingFrom >= STAND_S;
  return long && snapshot.acknowledge_token !== undefined;
}

// True unless a stop was confirmed just now. A machine that was switched on anew counts from there.
export function mayStart() {
  const since = state.snapshot.at - state.confirmedAt;
  return since < 0 || since >= STAND_S;
}

// Whoever pressed speaks of it first; then, or instead of it, the stop is confirmed.
function latched({ belt }) {
  if (belt === "moving") return "stopping";
  const speaks = state.visit.after === "stop" && ["question", "help"].includes(state.visit.shows);
  return speaks && mayConfirm() ? state.visit.shows : "latched";
}

export function screen(now) {
  const snapshot = state.snapshot;
  if (unheard(now)) return "alarm";
  if (silent(now)) return wasStill() ? "looking" : "alarm";
  if (snapshot.alarm) return "alarm";
  if (snapshot.belt === "stopping") return "stopping";
  if (snapshot.console) return "walk";
  if (snapshot.latched) return latched(snapshot);
  if (snapshot.walk) return walking(snapshot.walk);
  if (!snapshot.linked || snapshot.belt === "unknown") return "looking";
  if (snapshot.belt !== "standing") return "walk";
  return state.inviting && state.visit.shows === "ready" ? "phone" : BEFORE[state.visit.shows];
}

// A walk that was just started is not on the board yet.
const BEFORE = {
  who: "idle",
  question: "question",
  ready: "ready",
  help: "help",
  walking: "ready",
  done: "done",
  trend: "trend",
};

function walking(walk) {
  if (walk.question === "go_on") return "walk";
  if (walk.stage === "countdown" || walk.stage === "starting") return "countdown";
  if (walk.stage === "stepping_on") return "on";
  if (walk.stage === "over") return "stopping";
  return walk.question === "pain" ? "pain" : "walk";
}
