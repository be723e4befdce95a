"""What waits for a slow screen."""

import asyncio

import pytest

from treadctl.board.window import Json
from treadctl.edges.web_outbox import MAX_NEWS, Outbox


def _snapshot(seq: int) -> Json:
    return {"snapshot": {"seq": seq}}


async def test_of_many_snapshots_a_slow_screen_gets_the_newest_only() -> None:
    outbox = Outbox()
    for seq in range(100):
        outbox.put(_snapshot(seq))
    assert await outbox.take() == _snapshot(99)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(outbox.take(), 0)


async def test_events_and_replies_are_kept_in_order_and_come_before_the_snapshot() -> None:
    outbox = Outbox()
    news = [{"event": {"event": "started"}}, _snapshot(1), {"reply": {"ok": True}}]
    for one in news:
        outbox.put(one)
    assert [await outbox.take() for _ in news] == [news[0], news[2], news[1]]


async def test_no_screen_makes_more_than_a_little_wait_for_it() -> None:
    outbox = Outbox()
    for at in range(10 * MAX_NEWS):
        outbox.put({"event": {"at": at}})
    kept = [(await outbox.take())["event"]["at"] for _ in range(MAX_NEWS)]
    assert kept == list(range(9 * MAX_NEWS, 10 * MAX_NEWS))


async def test_a_screen_that_waits_is_told_at_once() -> None:
    outbox = Outbox()
    waiting = asyncio.create_task(outbox.take())
    await asyncio.sleep(0)
    outbox.put(_snapshot(7))
    assert await waiting == _snapshot(7)
