"""A person who has never seen it, by the written script of script.py; then a sore guest.

Each taps what the screen shows and nothing else. What is asked while walking comes in any order.
"""

import asyncio
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from playwright.async_api import TimeoutError as NotThere

from tests.edges.escort import Escort, escort
from tests.edges.gallery import VIEWS, gallery, put
from tests.edges.panel import screen, shown, until
from tests.edges.script import AFTER, BEFORE, PRACTICE, WHILE_WALKING, Line
from tests.edges.walkers import SAY, WELL, Finger
from treadctl.board.requests import Stop
from treadctl.edges import web

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

LONGEST_S = 120.0
SORE = tuple((says, {"Same or less": "More"}.get(one, one)) for says, one in WHILE_WALKING)
ASKED = "section:visible .buttons:visible button"


async def walks(page: Page, answers: tuple[tuple[str, str], ...]) -> set[str]:
    """Tap the answer to what the screen says, until the walk is over; which ones were tapped."""
    tapped: set[str] = set()
    async with asyncio.timeout(LONGEST_S):
        while await page.locator("body").get_attribute("data-shows") != "question":
            shown = await page.locator(ASKED).all_inner_texts()
            words = await page.locator("main").inner_text()
            wanted = next((one for says, one in answers if says in words and one in shown), None)
            if wanted is not None:
                with suppress(NotThere):  # it went while the finger was on its way
                    await page.get_by_role("button", name=wanted, exact=True).click(timeout=1000)
                    tapped.add(wanted)
            await asyncio.sleep(0.05)
    return tapped


async def starts(page: Page) -> None:
    """A guest, sore today, comes to the start of a gentle walk."""
    finger = Finger(page)
    await finger.tap("Guest")
    await finger.say_age()
    well = [{"act": "answer", "key": key, "value": value} for key, value in WELL.items()]
    await page.evaluate(SAY, well)  # tapped one by one by the script
    await finger.choose("Gentle start", pain=4)
    await finger.start()


async def goes(page: Page) -> None:
    """The walker answers what is asked at the end, and leaves."""
    finger = Finger(page)
    await finger.asked("end_pain")
    await finger.tap("4")
    await finger.asked("effort")
    await finger.tap("2")
    await screen(page, "done")
    await finger.tap("Leave")
    await screen(page, "idle")


async def plays(page: Page, lines: Iterable[Line]) -> None:
    """Read what the screen says, and tap as the script does."""
    for says, taps in lines:
        await expect(page.locator("main")).to_contain_text(says, use_inner_text=True)
        for name in taps:
            await page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}( |$)")).click()


async def finishes_first_steps(page: Page, kiosk: Escort) -> None:
    """The whole script, with every answer that leads on."""
    await plays(page, BEFORE)
    kiosk.tries = True
    await plays(page, PRACTICE)
    kiosk.tries = False
    assert await walks(page, WHILE_WALKING) == {answer for _, answer in WHILE_WALKING}
    await plays(page, AFTER)
    assert kiosk.events.count("check_in_answered") == 2
    assert kiosk.events.count("talk_answered") == 1
    assert kiosk.events.count("started") == 2
    assert not {"alarm", "slower", "held"} & set(kiosk.events)


async def hurts_more_twice(page: Page, kiosk: Escort) -> None:
    """More holds the level, and twice in a row finishes the walk."""
    kiosk.events.clear()
    await starts(page)
    assert "More" in await walks(page, SORE)
    await goes(page)
    events = [one for one in kiosk.events if one in ("held", "cool_down", "check_in_answered")]
    assert events == ["check_in_answered", "held", "check_in_answered", "cool_down"]


async def answers_nothing(page: Page, kiosk: Escort) -> None:
    """Silence is spoken to, slows, and stops; then somebody looks at the belt."""
    kiosk.events.clear()
    await starts(page)
    await page.get_by_role("button", name="I'm on", exact=True).click()
    kiosk.silent = True
    await screen(page, "latched")
    said = [one for one in kiosk.events if one in ("repeated", "slower", "latched")]
    assert said == ["repeated", "slower", "latched"]
    await expect_no_answer(page)


async def expect_no_answer(page: Page) -> None:
    words = await page.locator("section:visible .why").inner_text()
    assert words == "There was no answer, so the belt was stopped."
    await page.locator("#ok").click()
    await page.wait_for_selector("body:not([data-shows=latched])")


async def test_from_the_first_screen_through_every_answer_of_a_walk(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "HEARTBEAT_S", 1e6)  # by the clock that flies
    with escort(tmp_path) as kiosk:
        await page.goto(kiosk.url)
        await finishes_first_steps(page, kiosk)
        await hurts_more_twice(page, kiosk)
        await answers_nothing(page, kiosk)


async def test_a_touch_on_the_strip_stops_from_every_screen(browser: Browser) -> None:
    async with shown() as panel:
        page = await gallery(browser, panel, (800, 480))
        for view in VIEWS:
            await put(page, view)
            panel.asked.clear()
            await page.mouse.move(400, 420)
            await page.mouse.down()
            await until(lambda: Stop(pain=True) in panel.asked)
            await page.mouse.up()
        await page.close()
