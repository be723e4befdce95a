"""Clients of a board's socket, for the tests of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from treadctl.board.requests import Request
from treadctl.board.snapshot import Snapshot
from treadctl.model import BeltState

SLOWER = b'{"request":"slower"}\n'
STOP = b'{"request":"stop"}\n'
LIMIT_S = 10.0
Link = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def snapshot(seq: int) -> Snapshot:
    return Snapshot(seq, float(seq), BeltState.UNKNOWN, False, None, False, "none")


async def read(reader: asyncio.StreamReader) -> Any:
    """One message."""
    async with asyncio.timeout(LIMIT_S):
        return json.loads(await reader.readline())


async def read_to_end(reader: asyncio.StreamReader) -> bytes:
    """All that still comes."""
    found = b""
    async with asyncio.timeout(LIMIT_S):
        try:
            while some := await reader.read(65536):
                found += some
        except ConnectionError:
            pass
    return found


async def reply(reader: asyncio.StreamReader) -> Any:
    """The next reply; what is posted in between is left out."""
    while "reply" not in (news := await read(reader)):
        pass
    return news["reply"]


def nobody(_request: Request) -> None:
    raise AssertionError("nothing valid was asked")


def nobody_minds(_request: Request) -> None:
    """Grant everything."""


@asynccontextmanager
async def linked(path: Path, count: int) -> AsyncIterator[list[Link]]:
    """So many clients, connected one after the other and seen by the belt room."""
    async with AsyncExitStack() as parts:
        links = []
        for _ in range(count):
            link = await asyncio.open_unix_connection(path)
            parts.callback(link[1].close)
            links.append(link)
        await asyncio.sleep(0.02)
        yield links
