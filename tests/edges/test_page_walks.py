"""Choosing a walk, in a real browser: today's first, then the others, then those not open yet."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.edges.kiosk import Kiosk
from tests.edges.panel import open_page
from tests.edges.test_page import FAINT, NARROW, OUTSIDE, OVERLAPPING, SIZES, SMALL
from tests.edges.test_page_before import ANNA, gym
from tests.edges.walkers import SAY, Finger
from treadctl.edges.before import local_day
from treadctl.edges.people.agreements import add
from treadctl.edges.recorder.recorder import Recorder
from treadctl.session.person.agreed import Agreed
from treadctl.session.person.diary import Answers

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

HELD = Agreed("NN", local_day(), max_speed_kmh=1.5, max_minutes=10)
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
COMES = [
    {"act": "known", "walker": ANNA.walker},
    {"act": "answer", "key": "new_signs", "value": False},
    {"act": "answer", "key": "pain", "value": 2},
]


async def agree(folder: Path) -> None:
    """Anna and her professional come to an agreement."""
    recorder = Recorder(folder / "history.sqlite", publishes=False)
    await recorder.run(partial(add, walker=ANNA.walker, agreed=HELD))
    recorder.close()


async def choose(page: Page, served: Kiosk) -> None:
    """Anna comes and is asked which walk it is to be."""
    await open_page(page, served.server)
    await page.evaluate(SAY, COMES)
    await Finger(page).asked("walk")


async def test_today_s_walk_is_one_button_across_the_screen(tmp_path: Path, page: Page) -> None:
    async with gym(tmp_path, ANNA) as served:
        await choose(page, served)
        first = page.locator("#answers button").first
        await expect(first).to_contain_text("First steps")
        await expect(first).to_contain_text("Today's walk")
        await expect(first).to_contain_text("week 1, walk 1 of 3")
        box, room = await first.bounding_box(), await page.locator("#answers").bounding_box()
        assert box is not None and room is not None and box["width"] == room["width"]
        await first.click()
        await Finger(page).asked("key")


async def test_more_leads_to_what_is_not_open_yet_and_why(tmp_path: Path, page: Page) -> None:
    async with gym(tmp_path, ANNA) as served:
        await choose(page, served)
        finger, seen, answers = Finger(page), "", page.locator("#answers")
        while "Backward walk" not in seen:
            before = await answers.inner_text()
            await finger.tap("More")
            await expect(answers).not_to_have_text(before, use_inner_text=True)
            await expect(page.locator("#asked")).to_have_text("Not open yet:")
            await expect(page.locator("#answers button")).to_have_count(0)
            seen += await answers.inner_text()
        assert "First walk First steps a few times." in seen
        assert "It needs a helper with a stop button." in seen


async def test_whose_caps_hold_is_shown_and_the_walk_keeps_them(tmp_path: Path, page: Page) -> None:
    await agree(tmp_path)
    async with gym(tmp_path, ANNA) as served:
        await choose(page, served)
        asked = page.locator("#asked")
        await expect(asked).to_contain_text("Agreed with NN on")
        await expect(asked).to_contain_text("At most 10 min, 1.5 km/h.")
        finger = Finger(page)
        await page.locator("#answers button").first.click()
        await finger.asked("key")
        await finger.tap("Done")
        await expect(page.locator("#heading")).to_have_text("First steps, 10 min")
        await finger.start()
        await served.until(lambda: served.room.desk.walk is not None)
        walk = served.room.desk.walk
        assert walk is not None
        assert walk.session.plan.duration_s == 600
        assert walk.session.plan.limits.max_speed_kmh == 1.5


@pytest.mark.parametrize("size", SIZES)
async def test_each_screen_of_walks_is_whole_big_and_clear(
    tmp_path: Path, page: Page, size: tuple[int, int]
) -> None:
    await agree(tmp_path)
    known = replace(ANNA, answers=Answers(local_day(), new_to_treadmills=False))
    async with gym(tmp_path, known) as served:
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await choose(page, served)
        for _ in range(3):
            await page.evaluate(TWO_FRAMES)  # words are fitted to the screen in the next one
            for wrong in (OUTSIDE, OVERLAPPING, SMALL, NARROW, FAINT):
                assert await page.evaluate(wrong) == []
            await Finger(page).tap("More")
