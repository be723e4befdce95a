"""An edges process as the service starts it, with the pages that not every machine has."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.edges.kiosk import kiosk
from tests.processes import children
from treadctl.board.places import HISTORY, PIN
from treadctl.board.socket import board_socket
from treadctl.edges import process
from treadctl.edges.phone.address import Listen
from treadctl.edges.process import Edges
from treadctl.edges.professional import pin
from treadctl.errors import LinkLost
from treadctl.pulse import Limits
from treadctl.tasks import keep_child

pytestmark = pytest.mark.realtime

PHONES = "127.0.0.2"


@asynccontextmanager
async def edges(
    folder: Path, port: int, phone: Listen | None = None
) -> AsyncIterator[aiohttp.ClientSession]:
    """The edges of a belt room, and a client of theirs on this machine."""
    path = folder / "belt.sock"
    async with kiosk(folder) as served, board_socket(path, served.room.board, served.room.desk.ask):
        serving = Edges(path, port, history=folder / HISTORY, phone=phone).serve()
        running = asyncio.create_task(serving)
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as browser:
            await until_served(browser, "/")
            yield browser
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until_served(browser: aiohttp.ClientSession, url: str) -> str:
    """The page at `url`, once somebody serves it. Raises TimeoutError."""
    async with asyncio.timeout(20.0):
        while True:
            try:
                async with browser.get(url) as answer:
                    return await answer.text()
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)


async def test_a_second_screen_is_served_at_its_own_address_and_offered_on_the_screen(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    port, phones = unused_tcp_port_factory(), unused_tcp_port_factory()
    async with edges(tmp_path, port, Listen(PHONES, phones)) as browser:
        async with browser.get("/api/v1/phone") as answer:
            assert await answer.json() == {"offered": True}
        assert "phone.js" in await until_served(browser, f"http://{PHONES}:{phones}/")


async def test_phones_whose_address_is_not_there_cost_nothing_else_and_are_tried_again(
    tmp_path: Path,
    unused_tcp_port_factory: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(process, "PHONES_RETRY_S", 0.1)
    port, phones = unused_tcp_port_factory(), unused_tcp_port_factory()
    with socket.create_server((PHONES, phones)) as taken:
        async with edges(tmp_path, port, Listen(PHONES, phones)) as browser:
            async with asyncio.timeout(20.0):
                while not _told_of_phones(caplog):  # noqa: ASYNC110 - another task logs it
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.3)  # tried again meanwhile, and said once
            assert len(_told_of_phones(caplog)) == 1
            async with browser.get("/") as answer:
                assert answer.status == 200
            taken.close()
            assert "phone.js" in await until_served(browser, f"http://{PHONES}:{phones}/")


def _told_of_phones(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one for one in caplog.messages if "Phones cannot be served at" in one]


async def test_without_the_section_there_is_none(tmp_path: Path, unused_tcp_port: int) -> None:
    async with edges(tmp_path, unused_tcp_port) as browser:
        async with browser.get("/api/v1/phone") as answer:
            assert await answer.json() == {"offered": False}


async def test_the_professional_s_page_is_offered_where_a_code_was_set(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    pin.write(tmp_path / PIN, "314159")
    async with edges(tmp_path, unused_tcp_port) as browser:
        async with browser.get("/api/v1/professional") as answer:
            assert await answer.json() == {"offered": True}
        async with browser.post(
            "/api/v1/professional", json={"act": "open", "pin": "314159"}
        ) as answer:
            assert (await answer.json())["ok"]


async def test_edges_that_are_halted_are_killed_and_serve_again(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    path, gone = tmp_path / "belt.sock", asyncio.Event()
    edges = (sys.executable, "-m", "treadctl", "edges", "--socket", str(path))
    command = (*edges, "--port", str(unused_tcp_port))
    limits = Limits(begins_s=60, silent_s=3)
    async with (
        kiosk(tmp_path) as served,
        board_socket(path, served.room.board, served.room.desk.ask),
    ):
        keeping = asyncio.create_task(keep_child("edges", command, gone.set, limits))
        async with aiohttp.ClientSession(f"http://127.0.0.1:{unused_tcp_port}") as browser:
            await until_served(browser, "/")
            (halted,) = children(os.getpid())
            os.kill(halted, signal.SIGSTOP)
            async with asyncio.timeout(30.0):
                await gone.wait()
            await until_served(browser, "/")
            assert children(os.getpid()) != [halted]
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def test_edges_end_when_there_is_no_belt_room(tmp_path: Path) -> None:
    with pytest.raises(LinkLost, match="no treadctl is running here"):
        await Edges(tmp_path / "belt.sock", 8080).serve()
