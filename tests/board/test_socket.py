"""The board over a real Unix socket: the place, and the window of another process."""

import asyncio
import json
import os
import socket as sockets
import stat
from pathlib import Path

import pytest

from treadctl.board import socket as board_socket_module
from treadctl.board.board import Board
from treadctl.board.requests import MAX_BYTES, Request, Slower
from treadctl.board.snapshot import Snapshot
from treadctl.board.socket import board_socket, far_window
from treadctl.board.window import Json
from treadctl.errors import BadInput, LinkLost
from treadctl.model import BeltState, Event

pytestmark = pytest.mark.realtime

SLOWER = b'{"request":"slower"}\n'
LIMIT_S = 5.0


def snapshot(seq: int) -> Snapshot:
    return Snapshot(seq, float(seq), BeltState.UNKNOWN, False, None, False, "none")


async def serves(path: Path) -> bool:
    """True if whoever serves at `path` answers."""
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(b"?\n")
    async with asyncio.timeout(LIMIT_S):
        reply = await reader.readline()
    writer.close()
    return b"reply" in reply


def nobody(_request: Request) -> None:
    raise AssertionError("nothing valid was asked")


# -- the place ------------------------------------------------------------------------------


async def test_only_the_owner_and_the_group_may_use_it(tmp_path: Path) -> None:
    path = tmp_path / "run" / "belt.sock"
    old = os.umask(0)
    try:
        async with board_socket(path, Board(), nobody):
            assert stat.S_IMODE(path.stat().st_mode) == 0o660
    finally:
        os.umask(old)
    assert not path.exists()


async def test_a_socket_that_a_killed_service_left_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "belt.sock"
    with sockets.socket(sockets.AF_UNIX) as left:
        left.bind(str(path))
    assert path.exists()
    asked: list[Request] = []
    async with board_socket(path, Board(), asked.append), far_window(path) as window:
        following = asyncio.create_task(window.run())
        assert await window.ask(SLOWER) == {"ok": True}
        following.cancel()
    assert asked == [Slower(request="slower")]


async def test_a_second_service_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "belt.sock"
    async with board_socket(path, Board(), nobody):
        with pytest.raises(BadInput, match="running already"):
            async with board_socket(path, Board(), nobody):
                pass
        assert await serves(path)


async def test_a_place_where_no_socket_can_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match=r"belt\.sock: the socket cannot be made"):
        async with board_socket(tmp_path / "file" / "belt.sock", Board(), nobody):
            pass


async def test_a_file_that_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "belt.sock"
    path.write_text("precious")
    with pytest.raises(BadInput):
        async with board_socket(path, Board(), nobody):
            pass
    assert path.read_text() == "precious"


# -- the far window -------------------------------------------------------------------------


async def test_a_far_window_asks_and_watches(tmp_path: Path) -> None:
    path, board, seen = tmp_path / "belt.sock", Board(), list[Json]()
    board.post(snapshot(1))
    async with board_socket(path, board, nobody_minds), far_window(path) as window:
        following = asyncio.create_task(window.run())
        with window.watched(seen.append):
            replies = await asyncio.gather(*(window.ask(SLOWER) for _ in range(20)))
            board.post(Event(1.0, "standing"))
            assert (await window.ask(b'{"request":\n"faster"}'))["ok"] is False
        with window.watched(seen.append):
            pass
        following.cancel()
    assert replies == [{"ok": True}] * 20
    assert [*map(next, map(iter, seen))] == ["snapshot", "event", "snapshot"]
    assert window.latest is not None and window.latest["seq"] == 1


def nobody_minds(_request: Request) -> None:
    """Grant everything."""


async def test_without_a_service_there_is_no_window(tmp_path: Path) -> None:
    with pytest.raises(LinkLost, match="no treadctl is running here"):
        async with far_window(tmp_path / "belt.sock"):
            pass


@pytest.mark.parametrize("last", [b"", b'{"snapshot":{"se'])
async def test_a_far_window_says_when_the_belt_room_is_gone(tmp_path: Path, last: bytes) -> None:
    path = tmp_path / "belt.sock"

    async def die(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(last)
        writer.close()

    async with await asyncio.start_unix_server(die, path), far_window(path) as window:
        with pytest.raises(LinkLost, match="gone"):
            async with asyncio.timeout(LIMIT_S):
                await window.run()


async def test_a_belt_room_killed_with_a_request_unread_is_gone_too(tmp_path: Path) -> None:
    path = tmp_path / "belt.sock"
    with sockets.socket(sockets.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        async with far_window(path) as window:
            room, _ = listener.accept()
            asking = asyncio.create_task(window.ask(SLOWER))
            await asyncio.sleep(0.01)
            room.close()
            with pytest.raises(LinkLost, match="gone"):
                async with asyncio.timeout(LIMIT_S):
                    await window.run()
            asking.cancel()


async def test_a_request_that_is_too_long_costs_the_edges_no_connection(tmp_path: Path) -> None:
    path = tmp_path / "belt.sock"
    async with board_socket(path, Board(), nobody_minds), far_window(path) as window:
        following = asyncio.create_task(window.run())
        assert not (await window.ask(b"x" * (MAX_BYTES + 1)))["ok"]
        assert not (await window.ask(b"x" * MAX_BYTES))["ok"]
        assert await window.ask(SLOWER) == {"ok": True}
        following.cancel()


async def test_a_belt_room_that_does_not_answer_is_told_and_a_late_answer_is_nobody_else_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, awake = tmp_path / "belt.sock", asyncio.Event()
    monkeypatch.setattr(board_socket_module, "ANSWER_LIMIT_S", 0.05)

    async def sleepy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await awake.wait()
        for number in range(2):
            await reader.readline()
            writer.write(json.dumps({"reply": {"ok": True, "number": number}}).encode() + b"\n")
        writer.close()

    async with await asyncio.start_unix_server(sleepy, path), far_window(path) as window:
        following = asyncio.create_task(window.run())
        assert await window.ask(SLOWER) == {
            "ok": False,
            "reason": "The belt room does not answer.",
        }
        awake.set()
        monkeypatch.setattr(board_socket_module, "ANSWER_LIMIT_S", LIMIT_S)
        assert (await window.ask(SLOWER))["number"] == 1
        following.cancel()
