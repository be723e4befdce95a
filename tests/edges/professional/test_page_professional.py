"""The professional's page, in a real browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.edges.kiosk import Kiosk, kiosk
from tests.edges.panel import open_page, screen
from tests.edges.test_page import FAINT, NARROW, OUTSIDE, OVERLAPPING, SIZES, SMALL, STRIP_30_MM_PX
from treadctl.edges.before import local_day
from treadctl.edges.people.people import People
from treadctl.edges.people.person import Person
from treadctl.edges.people.records import keep
from treadctl.edges.professional import pin
from treadctl.edges.professional.office import Office
from treadctl.edges.professional.routes import add_professional
from treadctl.edges.recorder.recorder import Recorder
from treadctl.model import StopCause
from treadctl.session.person.agreed import Agreed
from treadctl.session.person.diary import Answers

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

CODE = "314159"
ANNA = Person("w-7", "Anna", "cat", 70, Answers(local_day()))
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
SPOKEN_OF = ("2.5 km/h", "0 %", "15 min", "Leave open", "3")


@asynccontextmanager
async def surgery(folder: Path) -> AsyncIterator[Kiosk]:
    """A machine that knows Anna and has a code."""
    recorder = Recorder(folder / "history.sqlite", publishes=False)
    await recorder.run(partial(keep, person=ANNA))
    pin.write(folder / "code", CODE)
    people = People(recorder)
    more = [partial(add_professional, office=Office(people, folder / "code", local_day))]
    async with kiosk(folder, people=people, more=more) as served:
        await served.until_ready()
        yield served
    recorder.close()


async def tap(page: Page, *names: str) -> None:
    """Tap the buttons of these names."""
    for name in names:
        await page.get_by_role("button", name=name, exact=True).click()


async def come(page: Page, served: Kiosk, code: str = CODE) -> None:
    """Come to the page by its card, and type the code."""
    await open_page(page, served.server)
    await screen(page, "idle")
    await tap(page, "For staff")
    await screen(page, "professional")
    await tap(page, *code, "Next")


async def asked(page: Page, words: str) -> None:
    await expect(page.locator("#asked")).to_have_text(words)


async def test_what_is_agreed_holds_for_the_walker_s_next_walk(tmp_path: Path, page: Page) -> None:
    async with surgery(tmp_path) as served:
        await come(page, served)
        await asked(page, "For which walker?")
        await page.get_by_role("button", name="Anna").click()
        await asked(page, "Which walks may it be?")
        await page.get_by_role("button", name="Brisk minutes").click()
        await expect(page.get_by_role("button", name="Brisk minutes")).to_contain_text(
            "not allowed"
        )
        await tap(page, "Next", *SPOKEN_OF)
        await asked(page, "Your initials:")
        await tap(page, "N", "N", "Save")
        await expect(page.locator("#note")).to_have_text("It is saved.")
        await expect(page.locator("#answers")).to_contain_text("Agreed with NN on")
        people = People(Recorder(tmp_path / "history.sqlite", publishes=False))
        person, _ = await people.find("w-7", local_day())
        held = person.agreed
        assert held is not None and held.profiles is not None
        assert "power-intervals" not in held.profiles and "back-ease-20" in held.profiles
        expected = Agreed("NN", local_day(), held.profiles, 2.5, 0.0, 15.0, None, 3)
        assert held == expected


async def test_a_wrong_code_is_refused_in_words_and_tells_nothing(
    tmp_path: Path, page: Page
) -> None:
    async with surgery(tmp_path) as served:
        await come(page, served, "271828")
        await expect(page.locator("#note")).to_contain_text("You can try 9 more.")
        await asked(page, "Code:")
        assert "Anna" not in await page.locator("main").inner_text()
        await tap(page, "Leave")
        await screen(page, "idle")


async def test_the_strip_stops_here_too_and_the_walker_s_page_comes_back(
    tmp_path: Path, page: Page
) -> None:
    async with surgery(tmp_path) as served:
        await come(page, served)
        await page.locator("#pain").dispatch_event("pointerdown")
        await served.until(lambda: served.room.guard.supervisor.latched is StopCause.PAIN)
        await page.wait_for_selector("body[data-shows=latched], body[data-shows=question]")


@pytest.mark.parametrize("size", SIZES[:2])
async def test_each_step_is_whole_big_and_clear(
    tmp_path: Path, page: Page, size: tuple[int, int]
) -> None:
    async with surgery(tmp_path) as served:
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await come(page, served)
        await page.get_by_role("button", name="Anna").click()
        for names in (["Next"], *([one] for one in SPOKEN_OF), ["N"]):
            await page.evaluate(TWO_FRAMES)  # words are fitted to the screen in the next one
            for wrong in (OUTSIDE, OVERLAPPING, SMALL, NARROW, FAINT):
                assert (names, await page.evaluate(wrong)) == (names, [])
            box = await page.locator("#pain").bounding_box()
            assert box is not None and box["height"] >= STRIP_30_MM_PX[size]
            await tap(page, *names)
