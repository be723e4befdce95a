"""What the page's server is told by the walker before it, and what it shows next."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse

from tests.edges.kiosk import kiosk
from treadctl.edges.people.people import People

pytestmark = pytest.mark.realtime

Json = dict[str, Any]
PAGE_NAME = "page-number-1"


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[ClientSession]:
    async with kiosk(tmp_path) as served:
        async with ClientSession(served.server.make_url("/")) as session:
            yield session


async def _say(browser: ClientSession, body: bytes, **headers: str) -> Json:
    kind = {"Content-Type": "application/json"}
    answer = await browser.post("/api/v1/before", data=body, headers=kind | headers)
    found: Json = await answer.json()
    return found


async def _visit(screen: ClientWebSocketResponse) -> Json:
    """What the page is told next to show of the walker before it."""
    while True:
        message: Json = await screen.receive_json(timeout=5)
        if "before" in message:
            visit: Json = message["before"]
            return visit


async def test_a_page_is_told_where_its_walker_is_and_what_they_said_is_answered(
    browser: ClientSession,
) -> None:
    async with browser.ws_connect(f"/ws?page={PAGE_NAME}") as screen:
        assert (await _visit(screen))["shows"] == "who"
        assert await _say(browser, b'{"page":"page-number-1","act":"guest"}') == {"ok": True}
        assert (await _visit(screen))["key"] == "age"
        early = await _say(
            browser, b'{"page":"page-number-1","act":"answer","key":"pain","value":2}'
        )
        assert not early["ok"] and "no longer on the screen" in early["reason"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 500, b'{"act": "guest"}', b'{"page": "page-number-1"}', b"\xff"]
)
async def test_what_is_no_act_of_a_walker_is_answered_with_a_reason(
    browser: ClientSession, body: bytes
) -> None:
    answer = await _say(browser, body)
    assert not answer["ok"] and answer["reason"]


async def test_a_foreign_page_says_nothing_for_a_walker(browser: ClientSession) -> None:
    foreign = {"Origin": "http://evil.test", "Content-Type": "application/json"}
    body = b'{"page":"page-number-1","act":"guest"}'
    assert (await browser.post("/api/v1/before", data=body, headers=foreign)).status == 403


@pytest.mark.parametrize("name", ["", "x", "../../etc/passwd", "X" * 20])
async def test_a_line_without_a_page_s_name_only_looks_on(
    browser: ClientSession, name: str
) -> None:
    async with browser.ws_connect("/ws", params={"page": name}) as screen:
        for _ in range(4):
            assert "before" not in await screen.receive_json(timeout=5)


async def test_visits_go_on_after_an_error_nobody_thought_of(tmp_path: Path) -> None:
    class Odd:
        asked = 0

        async def run(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
            self.asked += 1
            raise LookupError

    database = Odd()
    async with kiosk(tmp_path, people=People(database)) as served:
        await served.until(lambda: database.asked > 1)
