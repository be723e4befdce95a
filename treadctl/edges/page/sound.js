// What comes out of the loudspeaker: tones at a stop, the alarm until it is over, and recorded
// words. A browser lets a page sound only after its first touch.

const BEEP_MS = 700;
const BEEP_HZ = 1500;
const BEEPS = 3; // then there is room for words
const ROUND = 6;
const FALLING_HZ = [1200, 800]; // old ears hear these better than high ones
const TONE_S = 0.2;
const CHIME_HZ = 880;
const CHIME_S = 0.5; // from the chime to the first word
const PAUSE_S = 0.25; // between two sentences
const LEVELS = [0.25, 0.5, 1];
const KEY = "volume";

let context = null;
let words = null; // the level of what is said
let quiet = false;
let beeping = null;

for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, unlock, { capture: true });

function unlock() {
  context ??= new AudioContext({ latencyHint: "interactive" });
  words ??= new GainNode(context, { gain: level() });
  words.connect(context.destination);
  if (context.state === "suspended") context.resume();
}

// How loud words are: 0, 1 or 2. A stop and the alarm are always loud.
export function volume() {
  const kept = Number(localStorage.getItem(KEY) ?? 1);
  return kept in LEVELS ? kept : 1;
}

export function turnVolume() {
  localStorage.setItem(KEY, `${(volume() + 1) % LEVELS.length}`);
  if (words) words.gain.value = level();
}

// In a calm walk words are one step quieter, where there is one.
export function speakQuietly(calm) {
  if (calm === quiet) return;
  quiet = calm;
  if (words) words.gain.value = level();
}

const level = () => LEVELS[Math.max(0, quiet ? volume() - 1 : volume())];

// May anything be heard? Right after the first touch it may, but not yet.
export const audible = () => context?.state === "running";
export const audibleSoon = () => context !== null && context.state !== "closed";

// Once: the belt is being stopped.
export function stopTones() {
  if (beeping !== null) return;
  FALLING_HZ.forEach((frequency, i) => tone("triangle", frequency, i * TONE_S, TONE_S));
}

// Play recordings one after another. Returns what ends them, in how many ms they end, and how many
// the device takes of its own; `ended` is called if nothing ended them.
export function play(recordings, { chimes, loud, ended }) {
  const out = loud ? context.destination : words;
  let at = context.currentTime;
  const sources = chimes ? [chime(at, out)] : [];
  if (chimes) at += CHIME_S;
  for (const buffer of recordings) {
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(out);
    source.start(at);
    sources.push(source);
    at += buffer.duration + PAUSE_S;
  }
  sources.at(-1).onended = ended;
  const end = () => {
    sources.at(-1).onended = null;
    for (const source of sources) source.stop();
  };
  const device_s = context.baseLatency + context.outputLatency;
  return { end, lasts_ms: (at - context.currentTime) * 1000, device_ms: device_s * 1000 };
}

// Again and again, from `on` to not `on`. `say` puts words between the beeps, or
// returns false.
export function alarm(on, say) {
  if (on && beeping === null) {
    let [count, worded] = [0, false];
    const turn = () => {
      const place = count++ % ROUND;
      if (place === 0) worded = false;
      if (place === BEEPS) worded = say();
      if (!worded) beep();
    };
    turn();
    beeping = setInterval(turn, BEEP_MS);
  } else if (!on && beeping !== null) {
    clearInterval(beeping);
    beeping = null;
  }
}

function chime(at, out) {
  const source = new OscillatorNode(context, { type: "sine", frequency: CHIME_HZ });
  const level = new GainNode(context, { gain: 0.4 });
  level.gain.setTargetAtTime(0, at, 0.1);
  source.connect(level).connect(out);
  source.start(at);
  source.stop(at + CHIME_S);
  return source;
}

function beep() {
  tone("square", BEEP_HZ, 0, BEEP_MS / 2000);
}

function tone(type, frequency, after_s, length_s) {
  if (!audible()) return;
  const source = new OscillatorNode(context, { type, frequency });
  const level = new GainNode(context, { gain: 0.5 });
  const from = context.currentTime + after_s;
  source.connect(level).connect(context.destination);
  source.start(from);
  source.stop(from + length_s);
}
