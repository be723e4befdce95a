// Which words of the screen are said: those in elements with `data-say`, when they come up.

import { hush, sayable, speak } from "./voice.js";

let screen = "";
let before = [];

// Say what came up on the screen `name` since the last look. Another screen ends the last one's
// words. While a number counts, it alone is said.
export function sayShown(name) {
  const saying = `header [data-say], [data-screen="${name}"] [data-say]`;
  const shown = [...document.querySelectorAll(saying)].filter(
    (element) => element.textContent && element.checkVisibility(),
  );
  const number = shown.find((element) => element.dataset.say === "number");
  const said = number ? [number] : shown;
  const words = said.flatMap((element) => sayable(element.textContent));
  if (name !== screen) hush();
  screen = name;
  if (words.join(" ") === before.join(" ")) return;
  const come = words.filter((sentence) => !before.includes(sentence));
  before = words;
  speak(come);
}
