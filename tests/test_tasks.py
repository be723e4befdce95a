"""Cleanup that is not lost, and loops that do not end."""

import asyncio
import logging

import pytest

from treadctl.tasks import RESTART_DELAY_S, finish, keep_running


async def test_finish_returns_what_the_work_returns() -> None:
    async def work() -> int:
        await asyncio.sleep(1.0)
        return 7

    assert await finish(work(), within_s=2.0) == 7


async def test_finish_raises_what_the_work_raises() -> None:
    async def work() -> None:
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        await finish(work(), within_s=2.0)


async def test_finish_gives_up_at_its_limit() -> None:
    at = asyncio.get_running_loop().time()
    with pytest.raises(TimeoutError):
        await finish(asyncio.sleep(60.0), within_s=2.0)
    assert asyncio.get_running_loop().time() - at == 2.0


@pytest.mark.parametrize("cancels", [1, 2, 5])
async def test_work_under_finish_ends_before_a_cancel_is_felt(cancels: int) -> None:
    told: list[str] = []

    async def work() -> None:
        await asyncio.sleep(3.0)
        told.append("worked")

    async def caller() -> None:
        try:
            await finish(work(), within_s=10.0)
        except asyncio.CancelledError:
            told.append("cancelled")
            raise

    calling = asyncio.create_task(caller())
    for _ in range(cancels):
        await asyncio.sleep(0.1)
        calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    assert told == ["worked", "cancelled"]


async def test_work_that_is_cancelled_itself_is_a_cancel() -> None:
    async def work() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await finish(work(), within_s=1.0)


async def test_an_edge_that_fails_or_ends_is_logged_and_started_again_a_second_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.get_running_loop()
    begun: list[float] = []

    async def edge() -> None:
        begun.append(loop.time())
        if len(begun) == 1:
            raise ValueError("nonsense from a broker")
        if len(begun) > 2:
            await asyncio.sleep(3600.0)

    with caplog.at_level(logging.WARNING):
        keeping = asyncio.create_task(keep_running("mqtt", edge))
        await asyncio.sleep(10.0)
    assert begun == [0.0, RESTART_DELAY_S, 2 * RESTART_DELAY_S]
    assert "mqtt failed" in caplog.text and "mqtt ended" in caplog.text
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
