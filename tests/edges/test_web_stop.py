"""A stop over HTTP, whatever it is asked with."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application

from treadctl.board.window import Json, Watcher
from treadctl.edges.web_stop import STOP_PATH, add_stop

pytestmark = pytest.mark.realtime


class Belt:
    """A window that notes what it is asked. `ok`: somebody heard it."""

    latest: Json | None = None

    def __init__(self, *, ok: bool = True) -> None:
        self.asked: list[Json] = []
        self._ok = ok

    @contextmanager
    def watched(self, _watcher: Watcher) -> Iterator[None]:
        yield

    async def ask(self, line: bytes) -> Json:
        self.asked.append(json.loads(line))
        return {"ok": self._ok}


async def stopped(belt: Belt, body: bytes) -> int:
    app = Application()
    add_stop(app, belt)
    async with TestClient(TestServer(app)) as client:
        return (await client.post(STOP_PATH, data=body)).status


@pytest.mark.parametrize(
    ("body", "pain"),
    [
        (b'{"pain": true}', True),
        (b'{"pain": false}', False),
        (b'{"pain": 1}', False),
        (b"", False),
        (b"[" * 5000, False),
        (b"\xff", False),
    ],
)
async def test_every_body_stops_and_only_a_true_one_is_for_pain(body: bytes, pain: bool) -> None:
    belt = Belt()
    assert await stopped(belt, body) == 200
    assert belt.asked == [{"request": "stop", "pain": pain}]


async def test_a_stop_that_nobody_heard_says_so() -> None:
    assert await stopped(Belt(ok=False), b"") == 503
