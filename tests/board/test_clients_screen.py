"""The board's socket tells when the one through whom a page showed its life has gone."""

import asyncio
from pathlib import Path

import pytest

from tests.board.links import LIMIT_S, SLOWER, linked, nobody_minds, reply
from treadctl.board.board import Board
from treadctl.board.socket import board_socket

pytestmark = pytest.mark.realtime

ALIVE = b'{"request":"alive","seq":1}\n'


async def test_the_one_that_showed_its_life_is_missed(tmp_path: Path) -> None:
    path, gone = tmp_path / "belt.sock", asyncio.Event()
    async with board_socket(path, Board(), nobody_minds, gone.set), linked(path, 2) as links:
        (reader, writer), (other_reader, other) = links
        writer.write(ALIVE)
        await reply(reader)
        other.write(SLOWER)
        await reply(other_reader)
        other.close()
        await other.wait_closed()
        await asyncio.sleep(0.05)
        assert not gone.is_set()
        writer.close()
        async with asyncio.timeout(LIMIT_S):
            await gone.wait()


async def test_the_one_whose_last_words_are_that_it_lives_is_missed_too(tmp_path: Path) -> None:
    path, gone = tmp_path / "belt.sock", asyncio.Event()
    told: list[str] = []

    def ask(_request: object) -> None:
        told.append("alive")

    async with board_socket(path, Board(), ask, gone.set), linked(path, 1) as [(_, writer)]:
        writer.write(SLOWER * 150 + ALIVE)  # more than is taken before its end is noticed
        writer.transport.abort()
        async with asyncio.timeout(LIMIT_S):
            await gone.wait()
    assert len(told) == 151
