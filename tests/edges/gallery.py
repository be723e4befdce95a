"""Every screen that the page can show, one after the other, put up in a moment and without a
server that says something else meanwhile.

`python -m tests.edges.gallery FOLDER [LANGUAGE [THEME]]` writes a picture of each one at the three
sizes of panels.
"""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from tests.edges import screens
from tests.edges.panel import BROWSER, PATIENCE_MS, Shown, open_page, screen, shown
from treadctl.board.snapshot import Snapshot, as_json
from treadctl.board.window import message
from treadctl.edges.people.person import PICTURES
from treadctl.edges.words import ENGLISH
from treadctl.model import StopCause
from treadctl.session.person.diary import FIRST_STEPS
from treadctl.session.person.intake import NEXT_MORNING
from treadctl.session.person.question import End
from treadctl.session.person.screening import ITEMS
from treadctl.session.person.told import qualities
from treadctl.session.person.wants import ACTIVITIES

PUT = """async ([messages, typed, note, part]) => {
  const { hear, state } = await import('/page/state.js');
  const now = performance.now();
  for (const message of messages) hear(message, now);
  state.snapshotAt = now + 1e7;  // no silence while it is looked at
  Object.assign(state, { typed, part, note, noteAt: note ? now + 1e7 : -Infinity, stops: 0 });
  document.dispatchEvent(new Event('click'));  // the page then draws the next frame
  await new Promise(requestAnimationFrame);
  return document.body.dataset.shows;
}"""
LOOKS = """async ([language, theme]) => {
  (await import('/page/words.js')).choose(language);
  document.documentElement.dataset.theme = theme;
  (await import('/page/fit.js')).refit();
}"""
# The longest that can be refused; the system's own words are in it, so it is the same everywhere.
LONGEST_NOTE = "The stop latch cannot be saved (No space left on device). Free some disk space."
LONG_NAME, LONG_NUMBER = "WILHELMINA-X", "00123456789012345678"
_CARD = {"walker": "w-1", "name": "Wilhelmina-x", "picture": "sun"}
_CROWD = [{"walker": f"w-{one}", "name": "Wilhelmina-x", "picture": one} for one in PICTURES]
_TREND = {
    "walks": [
        {"day": f"2026-03-{day:02}", "minutes": 8 + day, "pain_before": 2, "pain_after": 10}
        for day in range(1, 13, 2)
    ],
    **{"want": "stairs", "want_now": 4, "sheet": 24},
}
_ALL = _TREND | {"card": "\u202642"}
_YES_NO = (
    "new_signs",
    "dizzy",
    "allowed",
    "hills",
    "usual",
    "company",
    "seen",
    "move_to_b",
    *(item.key for item in ITEMS),
)
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "since_last": NEXT_MORNING,
    "quality": qualities("gentle-start"),
    "quality_then": qualities(FIRST_STEPS),
    "ladder": ("W", "T"),
    "want": ACTIVITIES,
    "want_now": ("stairs",),
    "picture": PICTURES,
    "walk": ("first-steps", "gentle-start", "back-ease-30", "senior-steady-20"),
}
KINDS = {
    **dict.fromkeys(_YES_NO, "yes_no"),
    **dict.fromkeys(("since_last", "quality", "quality_then", "ladder", "want"), "choice"),
    **{"pain": "pain", "end_pain": "pain", "effort": "effort", "age": "age", "key": "done"},
    "advised": "done",
    **{"name": "name", "picture": "picture", "walk": "choice", "want_now": "scale"},
    **{"paper": "age", "card": "card"},
}
_AFTER = {"quality", "end_pain", "effort", "want", "want_now"}

Visit = dict[str, Any]
NOBODY: Visit = {"shows": "who", "people": [], "keeps": True, "options": [], "advice": []}


_WALKED = {"day": "2026-12-28", "minutes": 30, "pain_before": 10, "pain_after": 10}
TREND = {"walks": [_WALKED] * 6, "want": "shop", "want_now": 10, "sheet": 24}


@dataclass(frozen=True, slots=True)
class View:
    """One screen by its name, what makes the page show it, a note on it, and which part of it."""

    screen: str
    snapshot: Snapshot = screens.IDLE
    visit: Visit = field(default_factory=lambda: NOBODY)
    note: str = ""
    part: int = 0

    @property
    def moves(self) -> bool:
        """True where the walker is on a moving belt, or about to be."""
        return self.snapshot.walk is not None

    def __str__(self) -> str:
        return f"{self.screen} {self.visit.get('key', '')} {self.note}".strip()


def _asked(key: str) -> View:
    about = {"after": "walk", "first": True} if key in _AFTER else {}
    options = list(_OPTIONS.get(key, ()))
    visit = {"shows": "question", "key": key.removesuffix("_then"), "kind": KINDS[key]}
    return View("question", visit=NOBODY | {"who": _CARD, "options": options} | visit | about)


def _views() -> list[View]:
    asked = [_asked(key) for key in KINDS]
    ready = NOBODY | {"shows": "ready", "profile": "gentle-start", "tier": "A", "who": _CARD}
    done = NOBODY | {"shows": "done", "again": True, "cooled": True, "who": _CARD}
    ended = replace(screens.IDLE, stop_cause=StopCause.FINISHED)
    first = {"profile": "first-steps", "minutes": 12, "week": 1, "days": 3, "done": 1}
    agreed = {"by": "NN", "on": "2026-03-01", "max_speed_kmh": 2.5, "max_minutes": 12}
    why = ("first_steps_first", "somebody_with_you", "not_offered", "one_at_a_time")
    names = ("back-ease-30", "power-intervals", "retro-supervised", "incline-gentle")
    closed = [{"profile": name, "why": one} for name, one in zip(names, why, strict=True)]
    walks = _asked("walk").visit | {"today": first, "agreed": agreed, "closed": closed}
    whole = [
        *(View(name, snapshot) for name, snapshot in screens.SCREENS),
        View("idle", visit=NOBODY | {"people": _CROWD}),
        View("idle", visit=NOBODY | {"people": _CROWD[:4], "cards": True}),
        View("walk", screens.PRACTISING, NOBODY | {"shows": "walking", "practise": True}),
        *asked,
        *(View("question", visit=walks, part=part) for part in range(3)),
        *(View("help", visit=NOBODY | {"shows": "help", "help": end.value}) for end in End),
        View("ready", visit=ready),
        View("ready", visit=ready | {"profile": "first-steps"}),
        View("ready", replace(screens.IDLE, uncommissioned=True), ready),
        View("ready", visit=ready | {"after": "stop"}),
        View("ready", visit=ready | {"after": "stop", "lower": True}),
        View("ready", screens.TILTED, ready | {"after": "stop"}),
        View("ready", replace(screens.TILTED, level_token=None, levelling=True), ready),
        View("ready", replace(screens.TILTED, deck_stuck=True), ready),
        View("trend", ended, NOBODY | {"shows": "trend", "trend": TREND, "who": _CARD}),
        View("trend", ended, NOBODY | {"shows": "trend", "trend": {"walks": []}, "who": _CARD}),
        View("done", ended, done),
        View("done", ended, done | {"again": False}),
        View("done", ended, done | {"cooled": False}),
        View("trend", visit=NOBODY | {"shows": "trend", "who": _CARD, "trend": _TREND}),
        View("trend", visit=NOBODY | {"shows": "trend", "who": _CARD, "trend": _ALL}),
        View("trend", visit=NOBODY | {"shows": "trend", "who": _CARD, "trend": {"walks": []}}),
    ]
    noted = {"idle", "question", "ready", "done", "latched"}
    last = {one.screen: replace(one, note=LONGEST_NOTE) for one in whole if one.screen in noted}
    crowd = View("idle", visit=NOBODY | {"people": _CROWD}, note=LONGEST_NOTE)
    return [*whole, *last.values(), crowd]


VIEWS = tuple(_views())
SIZES = ((800, 480), (720, 1280), (1280, 720))


async def gallery(browser: Browser, panel: Shown, size: tuple[int, int]) -> Page:
    """A page of this size that shows only what `put` puts up. It was shown everything once."""
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_default_timeout(PATIENCE_MS)
    panel.silent = False
    await open_page(page, panel.server)
    await screen(page, "idle")
    panel.silent = True
    await page.evaluate("() => document.fonts.ready")
    return page


async def wear(page: Page, language: str, theme: str) -> None:
    """Show all that comes in this language and theme."""
    await page.evaluate(LOOKS, [language, theme])


async def put(page: Page, view: View) -> None:
    """Put one screen up."""
    shown = as_json(view.snapshot)
    later = shown | {"at": view.snapshot.at + 10.0}
    messages = [message(screens.RISE), {"before": view.visit}, {"snapshot": shown}]
    typed = {"name": LONG_NAME, "card": LONG_NUMBER}.get(view.visit.get("key", ""), "")
    told = [*messages, {"snapshot": later}]
    found = await page.evaluate(PUT, [told, typed, view.note, view.part])
    assert found == view.screen, f"{found} is shown instead of {view}"


async def draw(folder: Path, language: str = ENGLISH, theme: str = "normal") -> None:
    """Write the pictures."""
    async with async_playwright() as playwright, shown() as panel:
        browser = await playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"]
        )
        for width, height in SIZES:
            page = await gallery(browser, panel, (width, height))
            await wear(page, language, theme)
            for number, view in enumerate(VIEWS):
                await put(page, view)
                kind = view.visit.get("key", view.screen)
                name = f"{width}x{height}-{language}-{theme}-{number:02}-{kind}.png"
                await page.screenshot(path=folder / name)


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(draw(Path(sys.argv[1]), *sys.argv[2:4]))
