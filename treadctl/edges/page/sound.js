// What the walker hears: two falling tones at a stop, and the alarm until it is over.
// A browser lets a page sound only after its first touch.

const BEEP_MS = 700;
const BEEP_HZ = 1500;
const FALLING_HZ = [1200, 800]; // old ears hear these better than high ones
const TONE_S = 0.2;

let context = null;
let beeping = null;

addEventListener("pointerdown", unlock, { capture: true });

function unlock() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
}

// Once: the belt is being stopped.
export function stopTones() {
  if (beeping !== null) return;
  FALLING_HZ.forEach((frequency, i) => tone("triangle", frequency, i * TONE_S, TONE_S));
}

// Again and again, from `on` to not `on`.
export function alarm(on) {
  if (on && beeping === null) {
    beep();
    beeping = setInterval(beep, BEEP_MS);
  } else if (!on && beeping !== null) {
    clearInterval(beeping);
    beeping = null;
  }
}

function beep() {
  tone("square", BEEP_HZ, 0, BEEP_MS / 2000);
}

function tone(type, frequency, after_s, length_s) {
  if (context?.state !== "running") return;
  const source = new OscillatorNode(context, { type, frequency });
  const level = new GainNode(context, { gain: 0.5 });
  const from = context.currentTime + after_s;
  source.connect(level).connect(context.destination);
  source.start(from);
  source.stop(from + length_s);
}
