import asyncio
import time

import pytest

from simulators.virtual_time import Deadlock, run


async def loop_time() -> float:
    return asyncio.get_running_loop().time()


def test_an_hour_of_quarter_seconds_passes_in_a_blink() -> None:
    async def hour() -> float:
        for _ in range(4 * 3600):
            await asyncio.sleep(0.25)
        return await loop_time()

    began = time.perf_counter()
    assert run(hour()) == 3600.0
    assert time.perf_counter() - began < 2.0


def test_time_stands_still_while_there_is_work() -> None:
    async def busy() -> float:
        for _ in range(100):
            await asyncio.sleep(0)
        return await loop_time()

    assert run(busy()) == 0.0


def test_ten_tenths_of_a_second_are_one_second() -> None:
    async def tenths() -> float:
        for _ in range(10):
            await asyncio.sleep(0.1)
        return await loop_time()

    assert run(tenths()) == 1.0


def test_waiting_for_what_can_never_come_is_an_error_that_names_who_waits() -> None:
    async def stuck() -> None:
        await asyncio.create_task(asyncio.Event().wait(), name="the one that waits")

    with pytest.raises(Deadlock, match="the one that waits"):
        run(stuck())


def test_a_timeout_ends_a_wait_at_its_moment() -> None:
    async def limited() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(30.0):
                await asyncio.Event().wait()
        return await loop_time()

    assert run(limited()) == 30.0


def test_a_thread_is_run_inline_and_takes_no_time() -> None:
    async def threaded() -> tuple[int, float]:
        return await asyncio.to_thread(sum, [1, 2, 3]), await loop_time()

    assert run(threaded()) == (6, 0.0)


def test_an_error_in_a_thread_reaches_who_waits_for_it() -> None:
    async def threaded() -> None:
        await asyncio.to_thread(int, "no number")

    with pytest.raises(ValueError, match="no number"):
        run(threaded())


def test_tasks_left_behind_are_cancelled() -> None:
    ended = []

    async def forever() -> None:
        try:
            await asyncio.sleep(1e6)
        finally:
            ended.append(await loop_time())

    async def main() -> asyncio.Task[None]:
        task = asyncio.create_task(forever())
        await asyncio.sleep(5.0)
        return task

    assert run(main()).cancelled()
    assert ended == [5.0]
