"""The second screen, in a real browser: invited on the treadmill's screen, opened elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.edges.kiosk import Kiosk, kiosk
from tests.edges.panel import PATIENCE_MS, open_page, screen
from tests.edges.test_page import FAINT, NARROW, OUTSIDE, OVERLAPPING, SIZES, SMALL
from tests.edges.walkers import SAY, WELL
from treadctl.edges.phone.address import Listen
from treadctl.edges.phone.invitation import Invitations, add_invitation
from treadctl.edges.phone.server import serve_phones
from treadctl.model import StopCause

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

HAND = {"width": 360, "height": 640}
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
GUEST = {"age": 70, **WELL, "pain": 2, "walk": "first-steps", "key": True}


@asynccontextmanager
async def two_screens(folder: Path, port: int) -> AsyncIterator[Kiosk]:
    """A machine with a second screen on another loopback address."""
    invitations, listen = Invitations(), Listen("127.0.0.2", port)
    more = [partial(add_invitation, invitations=invitations, listen=listen)]
    async with kiosk(folder, more=more) as served:
        phones = asyncio.create_task(serve_phones(served.window, listen, invitations))
        await served.until_ready()
        yield served
        phones.cancel()
        await asyncio.gather(phones, return_exceptions=True)


async def invited(page: Page, served: Kiosk) -> str:
    """A guest is about to start and asks for a second screen; the address on it."""
    await open_page(page, served.server)
    answers = [{"act": "answer", "key": key, "value": value} for key, value in GUEST.items()]
    await page.evaluate(SAY, [{"act": "guest"}, *answers])
    await screen(page, "ready")
    await page.get_by_role("button", name="Phone", exact=True).click()
    await screen(page, "phone")
    await expect(page.locator("#picture svg")).to_be_visible()
    return await page.locator("#phone-address").inner_text()


async def phone(browser: Browser) -> Page:
    opened = await browser.new_page(viewport=HAND)  # type: ignore[arg-type]  # two of its keys
    opened.set_default_timeout(PATIENCE_MS)
    return opened


async def test_a_phone_that_scanned_the_code_watches_and_its_stop_is_the_walker_s(
    tmp_path: Path, page: Page, browser: Browser, unused_tcp_port: int
) -> None:
    async with two_screens(tmp_path, unused_tcp_port) as served:
        address = await invited(page, served)
        hand = await phone(browser)
        await hand.goto(address)
        await expect(hand.locator("#heading")).to_have_text("No walk now.")
        await page.get_by_role("button", name="Back", exact=True).click()
        await page.get_by_role("button", name="Start", exact=True).click()
        await served.until(lambda: served.rig.machine.belt.speed_kmh > 0, 20.0)
        await expect(hand.locator("#heading")).to_contain_text("First steps")
        await expect(hand.locator("#speed")).to_be_visible()
        await hand.locator("#pain").dispatch_event("pointerdown")
        await served.until(lambda: served.room.guard.supervisor.latched is StopCause.PAIN)
        await expect(hand.locator("#words")).not_to_have_text("")
        await hand.close()


async def test_a_second_phone_with_the_same_code_may_stop_and_not_watch(
    tmp_path: Path, page: Page, browser: Browser, unused_tcp_port: int
) -> None:
    async with two_screens(tmp_path, unused_tcp_port) as served:
        address = await invited(page, served)
        first, second = await phone(browser), await phone(browser)
        await first.goto(address)
        await expect(first.locator("#heading")).to_have_text("No walk now.")
        await second.goto(address)
        await expect(second.locator("#heading")).to_contain_text("That code is no longer good.")
        await second.locator("#stop").dispatch_event("pointerdown")
        await served.until(lambda: "stop_requested" in served.events)
        for one in (first, second):
            await one.close()


async def test_a_phone_that_lost_the_treadmill_says_so_and_that_its_stop_was_not_heard(
    tmp_path: Path, page: Page, browser: Browser, unused_tcp_port: int
) -> None:
    hand = await phone(browser)
    async with two_screens(tmp_path, unused_tcp_port) as served:
        await hand.goto(await invited(page, served))
        await expect(hand.locator("#heading")).to_have_text("No walk now.")
    await expect(hand.locator("#heading")).to_have_text("This phone has lost the treadmill.")
    await hand.locator("#pain").dispatch_event("pointerdown")
    await expect(hand.locator("#heading")).to_have_text("PULL THE SAFETY KEY")
    await expect(hand.locator("#words")).to_have_text("Nobody heard the stop.")
    await hand.close()


@pytest.mark.parametrize("missing", ["phone.js", "words.js", "words/*.js"])
async def test_a_phone_stops_the_belt_also_when_the_rest_of_its_page_never_came(
    tmp_path: Path, browser: Browser, unused_tcp_port: int, missing: str
) -> None:
    async with two_screens(tmp_path, unused_tcp_port) as served:
        hand = await phone(browser)
        await hand.route(f"**/page/{missing}", lambda route: route.abort())
        await hand.goto(f"http://127.0.0.2:{unused_tcp_port}/")
        await hand.get_by_role("button", name="Stop now", exact=True).click()
        await served.until(lambda: "stop_requested" in served.events)
        assert served.room.guard.supervisor.latched is None
        await hand.locator("#pain").click()
        await served.until(lambda: served.room.guard.supervisor.latched is StopCause.PAIN)
        await hand.close()


async def test_a_stop_that_nobody_heard_says_so_without_the_rest_of_the_page(
    tmp_path: Path, browser: Browser, unused_tcp_port: int
) -> None:
    hand = await phone(browser)
    await hand.route("**/page/words.js", lambda route: route.abort())
    async with two_screens(tmp_path, unused_tcp_port):
        await hand.goto(f"http://127.0.0.2:{unused_tcp_port}/")
    await hand.locator("#pain").dispatch_event("pointerdown")
    await expect(hand.locator("#heading")).to_have_text("PULL THE SAFETY KEY")
    await expect(hand.locator("body")).to_have_class("alarm")
    await hand.close()


@pytest.mark.parametrize("size", SIZES)
async def test_the_picture_to_scan_is_whole_and_big(
    tmp_path: Path, page: Page, size: tuple[int, int], unused_tcp_port: int
) -> None:
    async with two_screens(tmp_path, unused_tcp_port) as served:
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await invited(page, served)
        for shown in ("phone", "ready"):
            await screen(page, shown)
            await page.evaluate(TWO_FRAMES)
            for wrong in (OUTSIDE, OVERLAPPING, SMALL, NARROW, FAINT):
                assert (shown, await page.evaluate(wrong)) == (shown, [])
            await page.get_by_role("button", name="Back", exact=True).click()


async def test_on_a_machine_without_a_second_screen_there_is_no_button_for_it(
    tmp_path: Path, page: Page
) -> None:
    async with kiosk(tmp_path) as served:
        await served.until_ready()
        await open_page(page, served.server)
        answers = [{"act": "answer", "key": key, "value": value} for key, value in GUEST.items()]
        await page.evaluate(SAY, [{"act": "guest"}, *answers])
        await screen(page, "ready")
        await expect(page.locator("#phone")).to_be_hidden()
