"""The page in another language: what is shown and what is said, from a tap on the first screen."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.edges import screens
from tests.edges.panel import open_page, screen, shown, until
from tests.edges.voice.recordings import record
from treadctl.board.snapshot import WalkView
from treadctl.edges.look import Look, Theme
from treadctl.edges.voice.prompts import Prompts, voices
from treadctl.model import PULL_THE_KEY

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

LISTEN = """
window.said = [];
document.addEventListener('said', ({ detail }) => said.push(...detail.sentences));
"""


@pytest_asyncio.fixture(loop_scope="session")
async def german(tmp_path: Path) -> AsyncIterator[dict[str, Prompts]]:
    """A recording of every sentence in each language."""
    made = voices(tmp_path)
    for prompts in made.values():
        record(prompts, 0.1)
    keeping = [asyncio.create_task(prompts.keep()) for prompts in made.values()]
    yield made
    for task in keeping:
        task.cancel()


async def test_a_tap_on_deutsch_turns_every_word_and_back(page: Page) -> None:
    async with shown() as panel:
        await open_page(page, panel.server)
        await page.get_by_role("button", name="Deutsch", exact=True).click()
        await expect(page.get_by_role("button", name="Gast", exact=True)).to_be_visible()
        assert await page.evaluate("document.documentElement.lang") == "de"
        await expect(page.locator("#pain")).to_contain_text("SCHMERZ")
        await page.get_by_role("button", name="Gast", exact=True).click()
        await expect(page.locator("#asked")).to_have_text("Wie alt sind Sie?")
        await page.get_by_role("button", name="Zurück", exact=True).click()
        await page.get_by_role("button", name="Deutsch", exact=True).click()


async def test_what_the_belt_room_says_is_shown_and_said_in_german(
    page: Page, german: dict[str, Prompts]
) -> None:
    async with shown(german, Look("de")) as panel:
        await page.add_init_script(LISTEN)
        await open_page(page, panel.server)
        await screen(page, "idle")
        await page.mouse.click(400, 5)
        await expect(page.get_by_role("button", name="Ton 2")).to_be_visible()
        panel.put(screens.WALKING)
        await screen(page, "walk")
        prompt = page.locator("section:visible .prompt")
        await expect(prompt).to_have_text("Beide Hände leicht an den Handlauf.")
        await expect(page.locator("#heading")).to_contain_text("Stetig 20: Einfinden, 3,0")
        await expect(page.locator("section:visible .number")).to_have_text("2,0")
        heard: list[str] = []
        async with asyncio.timeout(10):
            while "Beide Hände leicht an den Handlauf." not in heard:
                heard = await page.evaluate("said")
        panel.put(replace(screens.STOPPING, alarm=PULL_THE_KEY, alarmed=True))
        await expect(page.locator("section:visible")).to_contain_text("bewegt sich vielleicht noch")


async def test_miles_are_shown_and_kilometres_are_meant(page: Page) -> None:
    async with shown(look=Look(speed_unit="mph")) as panel:
        await open_page(page, panel.server)
        walk = screens.WALKING.walk
        assert walk is not None
        told = replace(walk, prompt="This treadmill starts at 0.8 km/h. Hold the rails.")
        panel.put(replace(screens.WALKING, speed_kmh=3.2, walk=told))
        await screen(page, "walk")
        await expect(page.locator("section:visible .speed")).to_have_text("2.0 mph")
        await expect(page.locator("section:visible .prompt")).to_have_text(
            "This treadmill starts at 0.5 mph. Hold the rails."
        )


async def test_a_theme_is_tapped_and_stays(page: Page) -> None:
    async with shown(look=Look(theme="large")) as panel:
        await open_page(page, panel.server)
        await page.get_by_role("button", name="Look:").click()
        assert await page.evaluate("document.documentElement.dataset.theme") == "dim"
        await page.reload()
        await expect(page.locator("#theme")).to_contain_text("Dim")
        assert await page.evaluate("document.documentElement.dataset.theme") == "dim"


async def test_the_screen_is_asked_to_stay_on(page: Page) -> None:
    await page.add_init_script("""
        window.asked = [];
        navigator.wakeLock.request = async (kind) => asked.push(kind);
    """)
    async with shown() as panel:
        await open_page(page, panel.server)
        await screen(page, "idle")
        assert await page.evaluate("asked") == ["screen"]
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await until(lambda: True)
        assert await page.evaluate("asked") == ["screen"] * 2


SPEECH = """
window.spoken = [];
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => [{ lang: 'en-GB', localService: true }],
  speak: ({ text }) => spoken.push(text),
  cancel: () => spoken.push('-'),
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


async def test_without_recordings_the_browser_speaks_where_it_has_a_voice(page: Page) -> None:
    await page.add_init_script(SPEECH)
    async with shown() as panel:
        await open_page(page, panel.server)
        await screen(page, "idle")
        panel.put(screens.ASKING["on"])
        await screen(page, "on")
        await page.locator("#pain").dispatch_event("pointerdown")
        await page.wait_for_function("spoken.includes('Stopping.')")
        panel.put(screens.STOPPING)
        await screen(page, "stopping")
        said: list[str] = await page.evaluate("spoken")
        asked = said.index("Step on when ready.")
        assert said[asked:] == ["Step on when ready.", "-", "Stopping.", "Hold the rails."]


@pytest.mark.parametrize(("usual", "worn"), [("normal", "dim"), ("contrast", "contrast")])
async def test_a_calm_walk_is_shown_dimly_but_to_who_needs_contrast(
    page: Page, usual: Theme, worn: Theme
) -> None:
    calm = WalkView("evening-unwind", "Evening unwind", "walking", "warm", 60.0, 600.0)
    async with shown(look=Look(theme=usual)) as panel:
        await open_page(page, panel.server)
        for snapshot, theme in (
            (screens.WALKING, usual),
            (replace(screens.WALKING, walk=calm), worn),
            (screens.WALKING, usual),
        ):
            await panel.turn(page, "walk", snapshot)
            await page.wait_for_selector(f"html[data-theme={theme}]")
