// Words as large as the theme wants them, and smaller where they would not fit: a long word in
// another language must push no button under the strip.

const LARGEST = { large: 1.3 };
const STEP = 0.94;
const TOLERANCE_PX = 2;
const STRIP_SHARE = 0.94; // of its width that words may take
const LEAST = 0.5; // below it nothing gets smaller any more: no text is under 1rem

const root = document.documentElement;
const main = document.querySelector("main");
const strip = document.getElementById("pain");
let changed = true;

const changes = new MutationObserver((records) => records.some(differs) && refit());
changes.observe(main, {
  attributeFilter: ["hidden", "class", "data-kind"],
  attributeOldValue: true,
  characterData: true,
  childList: true,
  subtree: true,
});
addEventListener("resize", refit);
document.fonts.addEventListener("loadingdone", refit);

// Fit the words of the screen that is shown, if it changed since the last time.
export function fit() {
  if (!changed && !changes.takeRecords().some(differs)) return;
  let text = LARGEST[root.dataset.theme] ?? 1;
  set(main, text);
  while (text > LEAST && overflows()) set(main, (text *= STEP));
  changed = false;
  fitStrip();
}

function fitStrip() {
  const words = strip.firstElementChild;
  const most = STRIP_SHARE * strip.clientWidth;
  let text = 1;
  set(strip, text);
  while (text > LEAST && words.offsetWidth > most) set(strip, (text *= STEP));
}

// What is hidden and hidden again is no change.
function differs({ type, target, attributeName, oldValue }) {
  return type !== "attributes" || target.getAttribute(attributeName) !== oldValue;
}

export function refit() {
  changed = true;
  document.dispatchEvent(new Event("unfitted"));
}

function set(element, text) {
  element.style.setProperty("--text", text);
}

function overflows() {
  const shown = main.querySelectorAll("header *, section:not([hidden]), section:not([hidden]) *");
  const words = [...shown].filter((box) => box.checkVisibility() && !box.closest("svg"));
  return words.some((box) => outside(box) || spills(box));
}

// Out of the box that it is in.
function outside(box) {
  const [own, all] = [box, box.parentElement].map((one) => one.getBoundingClientRect());
  const [up, down] = [all.top - own.top, own.bottom - all.bottom];
  return Math.max(up, down, all.left - own.left, own.right - all.right) > TOLERANCE_PX;
}

// With words that are too long or too many for it. Digits are taller than their line.
function spills(box) {
  if (box.matches("p, h1, strong")) return box.scrollWidth > box.clientWidth + TOLERANCE_PX;
  if (!box.matches("button")) return false;
  const wide = box.scrollWidth - box.clientWidth;
  return Math.max(wide, box.scrollHeight - box.clientHeight) > TOLERANCE_PX;
}
