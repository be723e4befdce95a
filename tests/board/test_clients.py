"""The clients of the board's socket: they wait for each other, and the belt for none of them."""

import asyncio
import json
import socket
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.board.links import (
    LIMIT_S,
    SLOWER,
    STOP,
    linked,
    nobody,
    nobody_minds,
    read,
    read_to_end,
    reply,
    snapshot,
)
from treadctl.board.board import Board
from treadctl.board.client import FULL, Client
from treadctl.board.clients import (
    HELPING_BYTES,
    HELPING_S,
    LINE_COST_BYTES,
    MAX_CLIENTS,
    MAX_LATE,
    Clients,
)
from treadctl.board.requests import Request, Slower, Stop
from treadctl.board.socket import board_socket

pytestmark = pytest.mark.realtime


# -- in turn --------------------------------------------------------------------------------


async def _count_turns(turns: Counter[str]) -> None:
    while True:
        turns["all"] += 1
        await asyncio.sleep(0)


@pytest.mark.parametrize("clients", [1, 3])
@pytest.mark.parametrize("line", [SLOWER, SLOWER[:-1] + b" " * 900 + b"\n"])
async def test_one_turn_of_the_loop_takes_no_more_than_a_helping_from_all_together(
    tmp_path: Path, clients: int, line: bytes
) -> None:
    path, turns, taken = tmp_path / "belt.sock", Counter[str](), Counter[int]()
    cost_bytes = len(line) - 1 + LINE_COST_BYTES

    def ask(_request: Request) -> None:
        taken[turns["all"]] += cost_bytes

    async with board_socket(path, Board(), ask), linked(path, clients) as links:
        turning = asyncio.create_task(_count_turns(turns))
        for _, writer in links:
            writer.write(line * 500)
        for reader, _ in links:
            for _ in range(500):
                assert (await reply(reader))["ok"]
        turning.cancel()
    assert sum(taken.values()) == clients * 500 * cost_bytes
    assert max(taken.values()) <= HELPING_BYTES


async def test_the_loop_takes_no_more_than_a_helping_a_millisecond(tmp_path: Path) -> None:
    path, count, loop = tmp_path / "belt.sock", 2000, asyncio.get_running_loop()
    async with board_socket(path, Board(), nobody_minds), linked(path, 1) as [(reader, writer)]:
        began = loop.time()
        writer.write(SLOWER * count)
        for _ in range(count):
            await reply(reader)
        took_s = loop.time() - began
    helpings = count * (len(SLOWER) - 1 + LINE_COST_BYTES) / HELPING_BYTES
    assert took_s >= (int(helpings) - 1) * HELPING_S


async def test_who_asks_once_is_answered_before_those_who_ask_without_end(tmp_path: Path) -> None:
    path, asked = tmp_path / "belt.sock", list[Request]()
    async with board_socket(path, Board(), asked.append), linked(path, MAX_CLIENTS) as links:
        *flooding, (reader, writer) = links
        for _, other in flooding:
            other.write(SLOWER * 2000)
        await asyncio.sleep(0)
        writer.write(STOP)
        assert (await reply(reader))["ok"]
        assert asked.index(Stop()) < 2000


async def test_a_stop_is_found_behind_a_flood_of_the_same_client(tmp_path: Path) -> None:
    path, asked = tmp_path / "belt.sock", list[Request]()
    async with board_socket(path, Board(), asked.append), linked(path, 1) as [(reader, writer)]:
        draining = asyncio.create_task(read_to_end(reader))
        writer.write(SLOWER * 3000 + b"]{\n" * 3000 + STOP)
        async with asyncio.timeout(LIMIT_S):
            while Stop() not in asked:  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.01)
        draining.cancel()
    assert asked.count(Slower(request="slower")) == 3000


async def test_a_request_that_breaks_the_room_costs_the_others_nothing(tmp_path: Path) -> None:
    path, asked, broken = tmp_path / "belt.sock", list[Request](), list[str]()

    def ask(request: Request) -> None:
        asked.append(request)
        if len(asked) == 1:
            raise RuntimeError("broken")

    def note(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        broken.append(str(context["exception"]))

    asyncio.get_running_loop().set_exception_handler(note)
    async with board_socket(path, Board(), ask), linked(path, 2) as [(_, first), (reader, writer)]:
        first.write(SLOWER)
        await asyncio.sleep(0.02)
        writer.write(STOP)
        assert (await reply(reader))["ok"]
    assert asked[-1] == Stop()
    assert broken == ["broken"]


# -- how many -------------------------------------------------------------------------------


async def test_one_client_too_many_is_told_so_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "belt.sock"
    async with board_socket(path, Board(), nobody), linked(path, MAX_CLIENTS + 1) as links:
        told = await read_to_end(links[-1][0])
        assert json.loads(told) == {"reply": {"ok": False, "reason": FULL}}


async def test_one_client_too_many_can_still_stop_and_then_sees_the_belt(tmp_path: Path) -> None:
    path, board, asked = tmp_path / "belt.sock", Board(), list[Request]()
    board.post(snapshot(7))
    async with board_socket(path, board, asked.append), linked(path, MAX_CLIENTS + 1) as links:
        reader, writer = links[-1]
        writer.write(STOP)
        assert await read(reader) == {"reply": {"ok": True}}
        assert (await read(reader))["snapshot"]["seq"] == 7
        await asyncio.sleep(1.1)
        board.post(snapshot(8))
        assert (await read(reader))["snapshot"]["seq"] == 8
    assert asked == [Stop()]


async def test_one_client_too_many_can_ask_for_nothing_but_a_stop(tmp_path: Path) -> None:
    path = tmp_path / "belt.sock"
    async with board_socket(path, Board(), nobody), linked(path, MAX_CLIENTS + 1) as links:
        reader, writer = links[-1]
        writer.write(SLOWER + SLOWER)
        told = await read_to_end(reader)
        assert json.loads(told) == {"reply": {"ok": False, "reason": FULL}}


async def test_far_too_many_clients_are_closed_at_once_and_the_first_ones_stay(
    tmp_path: Path,
) -> None:
    path, count = tmp_path / "belt.sock", MAX_CLIENTS + MAX_LATE + 20
    async with board_socket(path, Board(), nobody_minds), linked(path, count) as links:
        for reader, _ in links[MAX_CLIENTS:]:
            assert FULL.encode() in await read_to_end(reader)
        for reader, writer in links[:MAX_CLIENTS]:
            writer.write(SLOWER)
            assert (await reply(reader))["ok"]


@pytest.mark.parametrize("count", [MAX_CLIENTS + MAX_LATE, 300])
async def test_who_comes_last_can_stop_however_many_say_nothing(tmp_path: Path, count: int) -> None:
    path, asked = tmp_path / "belt.sock", list[Request]()
    async with board_socket(path, Board(), asked.append), linked(path, count):
        async with linked(path, 1) as links:
            reader, writer = links[0]
            writer.write(STOP)
            assert (await reply(reader))["ok"]
    assert asked == [Stop()]


async def test_so_many_that_stopped_and_stay_keep_nobody_from_a_stop(tmp_path: Path) -> None:
    path, asked = tmp_path / "belt.sock", list[Request]()
    count = MAX_CLIENTS + MAX_LATE + 5
    async with board_socket(path, Board(), asked.append), linked(path, MAX_CLIENTS) as first:
        async with AsyncExitStack() as more:
            for _ in range(count):
                ((reader, writer),) = await more.enter_async_context(linked(path, 1))
                writer.write(STOP)
                assert (await reply(reader))["ok"]
            first[0][1].write(SLOWER)
            assert (await reply(first[0][0]))["ok"]
    assert asked.count(Stop()) == count


async def test_connections_without_end_leave_the_loop_its_time(tmp_path: Path) -> None:
    """No more of them are taken in one turn than take a millisecond or so."""
    path, turns, seen = tmp_path / "belt.sock", Counter[str](), Counter[int]()
    waiting = [socket.socket(socket.AF_UNIX) for _ in range(100)]
    seat, seated = Clients.seat, asyncio.Event()

    def counted(clients: Clients, client: Client) -> None:
        seen[turns["all"]] += 1
        seat(clients, client)
        if seen.total() == len(waiting):
            seated.set()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Clients, "seat", counted)
        async with board_socket(path, Board(), nobody):
            turning = asyncio.create_task(_count_turns(turns))
            for one in waiting:
                one.connect(str(path))
            async with asyncio.timeout(LIMIT_S):
                await seated.wait()
            turning.cancel()
            for one in waiting:
                one.close()
    assert max(seen.values()) <= 10


async def test_a_seat_that_is_left_is_free_again(tmp_path: Path) -> None:
    path = tmp_path / "belt.sock"
    async with board_socket(path, Board(), nobody_minds):
        for _ in range(3):
            async with linked(path, MAX_CLIENTS) as links:
                for reader, writer in links:
                    writer.write(SLOWER)
                    assert (await reply(reader))["ok"]
            await asyncio.sleep(0.05)
