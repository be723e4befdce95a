"""One adapter: the treadmill never waits for a strap, and a strap waits for the treadmill."""

import asyncio

import pytest

from treadctl.drivers.turns import HAND_OVER_S, Turns
from treadctl.errors import ConnectFailed


def now() -> float:
    return asyncio.get_running_loop().time()


async def takes(seconds: float) -> float:
    """Work of this length; returns when it was done."""
    await asyncio.sleep(seconds)
    return now()


async def test_work_that_nobody_disturbs_is_done() -> None:
    turns = Turns()
    assert await turns.later(lambda: takes(2.0)) == 2.0
    assert await turns.first(lambda: takes(1.0)) == 3.0


async def test_who_is_later_waits_for_who_is_first() -> None:
    turns = Turns()
    treadmill = asyncio.create_task(turns.first(lambda: takes(5.0)))
    await asyncio.sleep(1.0)
    assert await turns.later(lambda: takes(2.0)) == pytest.approx(7.0, abs=0.3)
    assert await treadmill == 5.0


async def test_who_is_first_interrupts_who_is_later() -> None:
    turns = Turns()
    strap = asyncio.create_task(turns.later(lambda: takes(60.0)))
    await asyncio.sleep(1.0)
    assert await turns.first(lambda: takes(2.0)) == 3.0
    with pytest.raises(ConnectFailed, match="treadmill came first"):
        await strap


async def test_a_scan_that_does_not_let_go_is_waited_for_no_longer_than_a_second() -> None:
    async def lets_go_slowly() -> None:
        try:
            await asyncio.sleep(60.0)
        finally:
            await asyncio.sleep(30.0)

    turns = Turns()
    strap = asyncio.create_task(turns.later(lets_go_slowly))
    await asyncio.sleep(1.0)
    assert await turns.first(lambda: takes(2.0)) == pytest.approx(1.0 + HAND_OVER_S + 2.0)
    with pytest.raises(ConnectFailed):
        await strap


async def test_two_who_are_later_take_turns() -> None:
    turns = Turns()
    done = await asyncio.gather(*(turns.later(lambda: takes(2.0)) for _ in range(2)))
    assert sorted(done) == [2.0, pytest.approx(4.0, abs=0.3)]


async def test_work_that_fails_fails_for_who_asked_and_frees_the_turn() -> None:
    async def fails() -> None:
        raise ConnectFailed("There is nobody.")

    turns = Turns()
    for ask in (turns.later, turns.first, turns.later):
        with pytest.raises(ConnectFailed, match="nobody"):
            await ask(fails)


async def test_who_gives_up_stops_their_work() -> None:
    ended: list[float] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60.0)
        finally:
            ended.append(now())

    turns = Turns()
    strap = asyncio.create_task(turns.later(work))
    await asyncio.sleep(1.0)
    strap.cancel()
    await asyncio.gather(strap, return_exceptions=True)
    assert (ended, strap.cancelled()) == ([1.0], True)
    assert await turns.later(lambda: takes(1.0)) == pytest.approx(2.0)
