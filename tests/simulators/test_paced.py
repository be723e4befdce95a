import asyncio

import pytest

from simulators.paced import PacedBytes

BYTE_S = 10 / 9600


@pytest.fixture
def arrived() -> list[tuple[int, float]]:
    return []


@pytest.fixture
async def wire(arrived: list[tuple[int, float]]) -> PacedBytes:
    return PacedBytes(lambda byte, span: arrived.append((byte, round(span[1] / BYTE_S, 3))))


async def test_each_byte_arrives_behind_the_one_before_it(
    wire: PacedBytes, arrived: list[tuple[int, float]]
) -> None:
    wire.carry(b"ab", 0.0, 9600)
    wire.carry(b"c", 0.0, 9600)
    await asyncio.sleep(1.0)
    wire.carry(b"d", 960 * BYTE_S, 4800)
    await asyncio.sleep(1.0)
    assert arrived == [(97, 1.0), (98, 2.0), (99, 3.0), (100, 962.0)]


async def test_it_speaks_only_while_a_byte_is_under_way(wire: PacedBytes) -> None:
    wire.carry(b"ab", 1.0, 9600)
    assert wire.speaks_in(1.0 + 1.5 * BYTE_S, 9.0)
    assert not wire.speaks_in(0.0, 1.0)
    assert not wire.speaks_in(1.0 + 2.5 * BYTE_S, 9.0)


async def test_what_is_dropped_never_arrives_and_blocks_nothing(
    wire: PacedBytes, arrived: list[tuple[int, float]]
) -> None:
    wire.carry(b"abc", 0.0, 9600)
    await asyncio.sleep(1.5 * BYTE_S)
    wire.drop()
    wire.carry(b"d", 2 * BYTE_S, 9600)
    await asyncio.sleep(1.0)
    assert arrived == [(97, 1.0), (100, 3.0)]


async def test_without_a_speed_nothing_is_carried(
    wire: PacedBytes, arrived: list[tuple[int, float]]
) -> None:
    wire.carry(b"a", 0.0, 0)
    await asyncio.sleep(1.0)
    assert arrived == []
