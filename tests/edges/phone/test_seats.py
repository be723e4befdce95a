"""Room for so many connections of phones, and phones that do not read."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.edges.phone.test_server import HOST, Phones, phones
from treadctl.edges.phone.seats import MOST_CONNECTIONS
from treadctl.edges.phone.server import MOST_SCREENS

pytestmark = pytest.mark.realtime

CROWD = "127.0.0.3"


@asynccontextmanager
async def idle(port: int, count: int) -> AsyncIterator[list[asyncio.StreamReader]]:
    """So many connections from one address that say nothing."""
    async with AsyncExitStack() as opened:
        readers = []
        for _ in range(count):
            reader, writer = await asyncio.open_connection(HOST, port, local_addr=(CROWD, 0))
            opened.callback(writer.close)
            readers.append(reader)
        yield readers


async def cut_off(reader: asyncio.StreamReader) -> bool:
    """True if the server ended this connection."""
    try:
        async with asyncio.timeout(0.05):
            return await reader.read(1) == b""
    except ConnectionError:
        return True
    except TimeoutError:
        return False


async def test_a_crowd_that_says_nothing_keeps_no_stop_from_the_belt(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    async with phones(tmp_path, unused_tcp_port) as at:
        async with idle(unused_tcp_port, 3 * MOST_CONNECTIONS) as crowd:
            assert await at.stop(pain=True) == 200
            left = [reader for reader in crowd if not await cut_off(reader)]
            assert 0 < len(left) <= MOST_CONNECTIONS


async def test_a_crowd_pushes_out_its_own_and_no_phone_that_watches(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    async with phones(tmp_path, unused_tcp_port) as at:
        key = str((await at.join(at.invitations.new_code()))["key"])
        async with at.phone.ws_connect("/ws", params={"key": key}) as line:
            async with idle(unused_tcp_port, 2 * MOST_CONNECTIONS):
                for _ in range(8):
                    assert "snapshot" in await line.receive_json(timeout=5)


@asynccontextmanager
async def mute(port: int, key: str) -> AsyncIterator[None]:
    """A phone that comes to watch, and once it is let in does not even read."""
    asked = (
        f"GET /ws?key={key} HTTP/1.1\r\nHost: {HOST}:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n"
    )
    loop = asyncio.get_running_loop()
    with socket.create_connection((HOST, port)) as phone:
        phone.setblocking(False)
        await loop.sock_sendall(phone, asked.encode("ascii"))
        assert (await loop.sock_recv(phone, 12)).endswith(b" 101")
        yield


async def watches(at: Phones, key: str) -> bool:
    """True if one more phone may watch."""
    try:
        async with at.phone.ws_connect("/ws", params={"key": key}) as line:
            return "snapshot" in json.loads(await line.receive_str(timeout=5))
    except aiohttp.WSServerHandshakeError as refused:
        assert refused.status == 503
        return False


async def test_phones_that_do_not_read_are_let_go_and_make_room_for_one_that_does(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    async with phones(tmp_path, unused_tcp_port) as at, AsyncExitStack() as opened:
        key = str((await at.join(at.invitations.new_code()))["key"])
        for _ in range(MOST_SCREENS):
            await opened.enter_async_context(mute(unused_tcp_port, key))
        assert not await watches(at, key)
        async with asyncio.timeout(20.0):
            while not await watches(at, key):  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.2)
