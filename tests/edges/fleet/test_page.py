"""The gym's page: its server, and the table in a real browser."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from playwright.async_api import async_playwright, expect

from tests.edges.fleet.machines import info, state, wall_time
from tests.edges.panel import BROWSER
from treadctl.edges.fleet.gym import Gym
from treadctl.edges.fleet.page import application, serve_gym
from treadctl.edges.mqtt_link import BrokerLost
from treadctl.errors import BadInput
from treadctl.model import BeltState

pytestmark = pytest.mark.realtime

BASE = "treadctl/v1/gym-1/tm-1"


class Desk:
    """A gym with one walking machine, and who stopped what."""

    def __init__(self) -> None:
        self.gym = Gym(wall_time)
        self.gym.linked(None, 0.0)
        self.gym.hear(f"{BASE}/availability", b"online", 0.0)
        self.gym.hear(f"{BASE}/info", info(), 0.0)
        self.gym.hear(f"{BASE}/state", state(BeltState.MOVING), 0.0)
        self.stopped: list[str] = []
        self.comes_of_it: Callable[[], bool] = lambda: True

    def view(self) -> dict[str, Any]:
        return self.gym.view(0.0)

    async def stop(self, site: str, machine: str) -> bool:
        self.stopped.append(f"{site}/{machine}")
        return self.comes_of_it()


@asynccontextmanager
async def served(desk: Desk) -> AsyncIterator[str]:
    server = TestServer(application(desk.view, desk.stop), host="127.0.0.1")
    async with server:
        yield f"http://127.0.0.1:{server.port}"


async def test_it_shows_each_machine_and_stops_one_at_a_touch() -> None:
    desk = Desk()
    async with served(desk) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page()
        await page.goto(address)
        row = page.get_by_role("row", name="gym-1/tm-1")
        await expect(row).to_contain_text("moving")
        await expect(row).to_contain_text("wired")
        await row.get_by_role("button", name="Stop gym-1/tm-1").click()
        await expect(page.locator("#note")).to_have_text("gym-1/tm-1 stands.")
        desk.gym.linked("it hung up", 0.0)
        await expect(page.locator("#reach")).to_have_text("The broker is away: it hung up.")
        desk.gym.linked(None, 0.0)
        await expect(page.locator("#reach")).to_be_empty()
        await expect(page.locator("#note")).to_have_text("gym-1/tm-1 stands.")
        desk.gym.hear(f"{BASE}/availability", b"offline", 0.0)
        await expect(row).to_contain_text("away since")
        await expect(row).to_have_class("alarm")
        await browser.close()
    assert desk.stopped == ["gym-1/tm-1"]


def _lost() -> bool:
    raise BrokerLost("it hung up")


@pytest.mark.parametrize(
    ("comes_of_it", "status", "says"),
    [
        (lambda: True, 200, None),
        (lambda: False, 503, "pull the safety key"),
        (_lost, 503, "broker was not reached"),
    ],
)
async def test_a_stop_says_what_came_of_it(
    comes_of_it: Callable[[], bool], status: int, says: str | None
) -> None:
    desk = Desk()
    desk.comes_of_it = comes_of_it
    async with served(desk) as address, ClientSession() as session:
        url = f"{address}/api/v1/stop?machine=gym-1/tm-1"
        async with session.post(url) as answer:
            found = await answer.json()
    assert (answer.status, found["stands"]) == (status, status == 200)
    assert says is None or says in found["reason"]


async def test_a_stop_of_no_machine_stops_none() -> None:
    desk = Desk()
    async with served(desk) as address, ClientSession() as session:
        async with session.post(f"{address}/api/v1/stop?machine=gym-1/%2B") as answer:
            assert answer.status == 404
    assert desk.stopped == []


async def test_a_foreign_page_may_stop_and_may_not_look() -> None:
    desk, foreign = Desk(), {"Origin": "http://elsewhere.example"}
    async with served(desk) as address, ClientSession(headers=foreign) as session:
        async with session.get(f"{address}/api/v1/fleet") as answer:
            assert answer.status == 403
        async with session.post(f"{address}/api/v1/stop?machine=gym-1/tm-1") as answer:
            assert answer.status == 200


@pytest.mark.parametrize("path", ["/page/index.html", "/page/..%2Fpage.py", "/start"])
async def test_nothing_else_is_there(path: str) -> None:
    async with served(Desk()) as address, ClientSession() as session:
        async with session.get(address + path) as answer:
            assert answer.status == 404


async def test_a_port_that_is_taken_is_said_with_the_next_step() -> None:
    desk = Desk()
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(BadInput, match="another one with --page"):
        await serve_gym(desk.view, desk.stop, port)
    server.close()
    await server.wait_closed()
