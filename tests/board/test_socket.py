"""The board over a real Unix socket: whatever a client does, the belt room goes on."""

import asyncio
import json
import logging
import os
import socket as sockets
import stat
from pathlib import Path
from typing import Any

import pytest

from treadctl.board import socket as board_socket_module
from treadctl.board.board import Board
from treadctl.board.requests import MAX_BYTES, Request, Slower, Stop
from treadctl.board.snapshot import Snapshot
from treadctl.board.socket import board_socket, far_window
from treadctl.board.window import Json
from treadctl.errors import BadInput, LinkLost, Refused
from treadctl.model import BeltState, Event

pytestmark = pytest.mark.realtime

SLOWER = b'{"request":"slower"}\n'
LIMIT_S = 5.0


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


async def serves(path: Path) -> bool:
    """True if whoever serves at `path` answers."""
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(b"?\n")
    reply = await read(reader)
    writer.close()
    return "reply" in reply


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


# -- clients --------------------------------------------------------------------------------


async def test_a_client_sees_the_newest_snapshot_first_and_then_all_news(tmp_path: Path) -> None:
    path, board = tmp_path / "belt.sock", Board()
    board.post(snapshot(1))
    board.post(snapshot(2))
    async with board_socket(path, board, nobody):
        reader, writer = await asyncio.open_unix_connection(path)
        first = await read(reader)
        board.post(Event(3.0, "standing"))
        second = await read(reader)
        writer.close()
    assert (first["snapshot"]["seq"], second["event"]["event"]) == (2, "standing")


async def test_a_refusal_is_told_and_the_next_request_is_heard(tmp_path: Path) -> None:
    def refuse(_request: Request) -> None:
        raise Refused("Not now.")

    path = tmp_path / "belt.sock"
    async with board_socket(path, Board(), refuse):
        reader, writer = await asyncio.open_unix_connection(path)
        for line in (SLOWER, b"nonsense\n", b"\n", SLOWER):
            writer.write(line)
        replies = [(await read(reader))["reply"] for _ in range(4)]
        writer.close()
    assert [reply["ok"] for reply in replies] == [False] * 4
    assert replies[0]["reason"] == replies[3]["reason"] == "Not now."


async def test_garbage_without_an_end_is_told_so_and_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "belt.sock"
    async with board_socket(path, Board(), nobody):
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(b"\xff" * (MAX_BYTES * 3))
        told = await read_to_end(reader)
        writer.close()
        assert await serves(path)
    assert (
        json.loads(told)["reply"]["reason"]
        == f"A request is one line of at most {MAX_BYTES} bytes."
    )


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (b'{"request":"slo', []),
        (b'{"request":"stop"', [Stop()]),
        (b'{"request":"stop","pain":true', [Stop(pain=True)]),
    ],
)
async def test_a_peer_that_goes_in_the_middle_of_a_line_can_still_stop(
    tmp_path: Path, said: bytes, heard: list[Request]
) -> None:
    path, board, asked = tmp_path / "belt.sock", Board(), list[Request]()
    async with board_socket(path, board, asked.append):
        _, writer = await asyncio.open_unix_connection(path)
        writer.write(said)
        await writer.drain()
        writer.close()
        reader, other = await asyncio.open_unix_connection(path)
        other.write(SLOWER)
        assert (await read(reader))["reply"] == {"ok": True}
        board.post(snapshot(1))
        other.close()
    assert asked == [*heard, Slower(request="slower")]


async def test_a_burst_of_requests_takes_one_turn_of_the_loop_for_each(tmp_path: Path) -> None:
    path, turns, asked_in = tmp_path / "belt.sock", 0, list[int]()

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with board_socket(path, Board(), lambda _request: asked_in.append(turns)):
        reader, writer = await asyncio.open_unix_connection(path)
        turning = asyncio.create_task(turn())
        writer.write(SLOWER * 5000)
        async with asyncio.timeout(30):
            for _ in range(5000):
                await reader.readline()
        turning.cancel()
        writer.close()
    assert len(asked_in) == len(set(asked_in)) == 5000


async def test_who_reads_too_slowly_loses_snapshots_but_not_the_newest_ones(
    tmp_path: Path,
) -> None:
    path, board = tmp_path / "belt.sock", Board()
    async with board_socket(path, board, nobody):
        reader, writer = await asyncio.open_unix_connection(path, limit=1024)
        await asyncio.sleep(0.05)
        for seq in range(1, 8001):  # 1 MB, and nobody reads
            board.post(snapshot(seq))
            if seq % 100 == 0:
                await asyncio.sleep(0)
        seen = [(await read(reader))["snapshot"]["seq"] for _ in range(500)]
        while seen[-1] < 8001:
            board.post(snapshot(8001))
            seen.append((await read(reader))["snapshot"]["seq"])
        writer.close()
    assert len(seen) < 7000
    assert seen == sorted(seen)


async def test_who_does_not_read_is_cut_off_before_events_pile_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, board = tmp_path / "belt.sock", Board()
    async with board_socket(path, board, nobody):
        reader, writer = await asyncio.open_unix_connection(path, limit=1024)
        other, leaving = await asyncio.open_unix_connection(path)
        await asyncio.sleep(0.05)
        with caplog.at_level(logging.WARNING):
            for at in range(3000):
                board.post(Event(float(at), "prompt", {"words": "x" * 1000}))
                assert "event" in await read(other)
        kept = await read_to_end(reader)
        writer.close()
        leaving.close()
    assert "cut off" in caplog.text
    assert len(kept) < 2_000_000


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
