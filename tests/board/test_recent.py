import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.board.links import linked, nobody, read, reply, snapshot
from treadctl.board.board import Board
from treadctl.board.recent import RECALL, REST_S, ROOM_BYTES, Recent
from treadctl.board.snapshot import Snapshot
from treadctl.board.socket import MESSAGE_LIMIT_BYTES, board_socket, far_window
from treadctl.board.window import encode, message
from treadctl.model import Event


def line(news: Snapshot | Event) -> bytes:
    return encode(message(news))[:-1]


def recalled(reply_line: bytes | None) -> list[Any]:
    assert reply_line is not None
    found: list[Any] = json.loads(reply_line)["reply"]["recalled"]
    return found


def test_it_gives_back_what_was_posted_in_order() -> None:
    recent = Recent()
    recent.keep(line(Event(1.0, "linked")))
    recent.keep(line(snapshot(2)))
    first, second = recalled(recent.reply(5.0))
    assert first == {"event": {"at": 1.0, "event": "linked"}}
    assert second["snapshot"]["seq"] == 2


def test_it_forgets_the_oldest_and_always_fits_into_one_message() -> None:
    recent = Recent()
    for n in range(10_000):
        recent.keep(line(Event(float(n), "target", {"speed_kmh": n})))
    reply_line = recent.reply(0.0)
    found = recalled(reply_line)
    assert found[-1]["event"]["speed_kmh"] == 9999
    assert 1000 < len(found) < 10_000
    assert ROOM_BYTES - 1000 < len(reply_line or b"") < MESSAGE_LIMIT_BYTES


def test_nobody_gets_it_again_at_once() -> None:
    recent = Recent()
    assert recent.reply(5.0) is not None
    assert recent.reply(5.0 + REST_S / 2) is None
    assert recent.reply(5.0 + REST_S) is not None


@pytest.mark.realtime
async def test_a_client_catches_up_with_what_it_missed(tmp_path: Path) -> None:
    path, board = tmp_path / "belt.sock", Board()
    async with board_socket(path, board, nobody):
        board.post(Event(1.0, "linked"))
        async with linked(path, 1) as ((reader, writer),):
            board.post(Event(2.0, "link_lost"))
            writer.write(RECALL + b"\n")
            assert (await read(reader))["event"]["event"] == "link_lost"
            found = await reply(reader)
            assert [one["event"]["event"] for one in found["recalled"]] == ["linked", "link_lost"]
            writer.write(RECALL + b"\n")
            assert (await reply(reader))["ok"] is False


@pytest.mark.realtime
async def test_a_window_takes_in_as_much_as_there_can_be(tmp_path: Path) -> None:
    path, board = tmp_path / "belt.sock", Board()
    async with board_socket(path, board, nobody):
        for n in range(5000):
            board.post(Event(float(n), "target", {"speed_kmh": n}))
        async with far_window(path) as window:
            running = asyncio.create_task(window.run())
            found = await window.ask(RECALL)
            running.cancel()
    assert found["recalled"][-1]["event"]["speed_kmh"] == 4999
