// The alarm's voice. A browser lets a page sound only after its first touch.

const BEEP_MS = 700;

let context = null;
let beeping = null;

addEventListener("pointerdown", unlock, { capture: true });

function unlock() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
}

export function sound(on) {
  if (on && beeping === null) {
    beep();
    beeping = setInterval(beep, BEEP_MS);
  } else if (!on && beeping !== null) {
    clearInterval(beeping);
    beeping = null;
  }
}

function beep() {
  if (context?.state !== "running") return;
  const tone = new OscillatorNode(context, { type: "square", frequency: 1500 });
  const level = new GainNode(context, { gain: 0.5 });
  tone.connect(level).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + BEEP_MS / 2000);
}
