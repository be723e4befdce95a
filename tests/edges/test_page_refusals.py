"""What cannot be is refused with a plain sentence, and the belt does not move."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from playwright.async_api import Browser, Page, expect

from tests.edges.kiosk import Kiosk, kiosk
from tests.edges.panel import new_page, open_page, screen
from tests.edges.professional.test_page_professional import CODE, come, surgery, tap
from tests.edges.test_page_before import guest_until
from tests.edges.walkers import SAY, Finger

pytestmark = [pytest.mark.realtime, pytest.mark.asyncio(loop_scope="session")]

WRONG_AGES: tuple[object, ...] = (-1, 0, 11, 111, 10**9, 70.5, "70", True, None, [70], {})
WRONG_PAINS: tuple[object, ...] = (-1, 11, 2.5, "2", True, None, [2], 10**400)
ALREADY = ("A walk is under way.", "That start is no longer on the screen. Tap Start again.")
PAGE = "page-number-1"


async def say(
    session: ClientSession, served: Kiosk, act: Mapping[str, object]
) -> dict[str, object]:
    """What the server answers to this act of a page."""
    body = json.dumps({"page": PAGE, **act}).encode()
    headers = {"Content-Type": "application/json"}
    address = served.server.make_url("/api/v1/before")
    async with session.post(address, data=body, headers=headers) as answer:
        assert answer.status == 200
        found: dict[str, Any] = await answer.json()
        return found


@pytest.mark.parametrize(("key", "wrong"), [("age", WRONG_AGES), ("pain", WRONG_PAINS)])
async def test_no_impossible_number_is_taken(
    tmp_path: Path, key: str, wrong: tuple[object, ...]
) -> None:
    async with kiosk(tmp_path) as served, ClientSession() as session:
        await served.until_ready()
        for act in guest_until(key):
            assert await say(session, served, act) == {"ok": True}
        for value in wrong:
            answer = await say(session, served, {"act": "answer", "key": key, "value": value})
            assert answer["ok"] is False
            assert str(answer["reason"]).endswith(".") and "\n" not in str(answer["reason"])
        last = {"act": "answer", "key": key, "value": 12 if key == "age" else 10}
        assert await say(session, served, last) == {"ok": True}
        assert served.started == [] and served.rig.machine.belt.speed_kmh == 0


async def starts(page: Page) -> dict[str, Any]:
    """Tap Start; what the server answered, which the page shows until the countdown."""
    async with page.expect_response("**/api/v1/before") as answered:
        await Finger(page).start()
    found: dict[str, Any] = await (await answered.value).json()
    return found


async def test_of_two_starts_at_once_one_walks_and_the_other_is_told_why_not(
    tmp_path: Path, page: Page, browser: Browser
) -> None:
    other = await new_page(browser)
    pages = (page, other)
    async with kiosk(tmp_path) as served:
        await served.until_ready()
        for one in pages:
            await open_page(one, served.server)
            await screen(one, "idle")
            await one.evaluate(SAY, guest_until(""))
            await screen(one, "ready")
        answers = await asyncio.gather(*(starts(one) for one in pages))
        (refused,) = [one["reason"] for one in answers if not one["ok"]]
        assert refused in ALREADY
        await screen(page, "countdown")
        await screen(other, "countdown")
        await served.until(lambda: len(served.started) == 1)
    await other.close()


async def test_after_ten_wrong_codes_the_right_one_opens_nothing_and_the_strip_still_stops(
    tmp_path: Path, page: Page
) -> None:
    async with surgery(tmp_path) as served:
        await come(page, served, "271828")
        note = page.locator("#note")
        for left in range(9, 0, -1):
            await expect(note).to_contain_text(f"You can try {left} more.")
            await tap(page, *"271828", "Next")
        await expect(note).to_contain_text("minutes")
        await tap(page, *CODE, "Next")
        await expect(note).to_contain_text("minutes")
        assert "Anna" not in await page.locator("main").inner_text()
        await page.locator("#pain").dispatch_event("pointerdown")
        await served.until(lambda: served.stops > 0)
