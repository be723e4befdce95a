"""One connection to the board: whatever it says or does, it is answered, and a stop is heard."""

import asyncio
import json
import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.board.links import LIMIT_S, SLOWER, STOP, Link, nobody, read, read_to_end, snapshot
from treadctl.board.board import Board
from treadctl.board.requests import MAX_BYTES, TOO_LONG, Request, Slower, Stop
from treadctl.board.socket import board_socket
from treadctl.errors import Refused
from treadctl.model import Event

pytestmark = pytest.mark.realtime


# -- what is said ---------------------------------------------------------------------------


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
    assert json.loads(told) == {"reply": {"ok": False, "reason": TOO_LONG}}


async def test_a_stop_in_what_is_too_long_is_still_found(tmp_path: Path) -> None:
    path, asked = tmp_path / "belt.sock", list[Request]()
    async with board_socket(path, Board(), asked.append):
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(b"x" * MAX_BYTES + b'"stop"\n' + SLOWER)
        assert await read_to_end(reader) == b'{"reply":{"ok":true}}\n'
        writer.close()
    assert asked == [Stop()]


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


# -- who does not read ----------------------------------------------------------------------


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


async def test_who_asks_without_reading_is_cut_off_and_has_stopped_the_belt(
    tmp_path: Path,
) -> None:
    path, asked = tmp_path / "belt.sock", list[Request]()
    async with board_socket(path, Board(), asked.append):
        reader, writer = await asyncio.open_unix_connection(path, limit=1024)
        writer.write(b"?\n" * 20_000 + STOP)
        async with asyncio.timeout(LIMIT_S):
            while not asked:  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.01)
        await read_to_end(reader)
        writer.close()
    assert asked == [Stop()]


# -- any bytes ------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(["slower", "finish", "alive", "start", "reply", "acknowledge", "stop"])
LINES = st.one_of(
    st.binary(max_size=300),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.builds(
        lambda name, more: json.dumps({"request": name} | more).encode(),
        NAMES,
        st.dictionaries(st.text(max_size=8), JSON, max_size=4),
    ),
    st.sampled_from([b"[" * 1024, b"[" * 1025, b"9" * 900, b"\xff\xfe", b"x" * 5000, b"\0"]),
)


async def _say(path: Path, said: bytes, pieces: list[int]) -> tuple[list[Any], Link]:
    """Say it in pieces; return what was replied before the room hung up or fell silent."""
    reader, writer = await asyncio.open_unix_connection(path)
    for start, end in zip([0, *pieces], [*pieces, len(said)], strict=True):
        writer.write(said[start:end])
        await asyncio.sleep(0)
    replies = []
    async with asyncio.timeout(LIMIT_S):
        for _ in range(_replies_due(said)):
            replies.append(json.loads(await reader.readline()))
    return replies, (reader, writer)


def _replies_due(said: bytes) -> int:
    """One for each line, up to one that is too long."""
    lines = said.split(b"\n")[:-1]
    long = [number for number, line in enumerate(lines, 1) if len(line) > MAX_BYTES]
    return long[0] if long else len(lines)


async def _fuzz(said: bytes, cuts: list[float]) -> None:
    asked: list[Request] = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "belt.sock"
        async with board_socket(path, Board(), asked.append):
            pieces = sorted(int(cut * len(said)) for cut in cuts)
            replies, (reader, writer) = await _say(path, said, pieces)
            assert all(one["reply"].keys() <= {"ok", "reason", "recalled"} for one in replies)
            closed = any(len(line) > MAX_BYTES for line in said.split(b"\n"))
            assert closed or not reader.at_eof()
            if closed:
                assert await read_to_end(reader) == b""
                writer.close()
                reader, writer = await asyncio.open_unix_connection(path)
            asked.clear()
            writer.write(STOP)
            assert await read(reader) == {"reply": {"ok": True}}
            assert asked == [Stop()]
            writer.close()


@given(st.lists(LINES, max_size=8), st.lists(st.floats(0, 1), max_size=3))
@example([b"x" * 1024, b"x" * 1025, SLOWER[:-1]], [])
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_answered_line_by_line_and_a_stop_afterwards_stops(
    lines: list[bytes], cuts: list[float]
) -> None:
    asyncio.run(_fuzz(b"".join(line + b"\n" for line in lines), cuts))
