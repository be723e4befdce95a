"""Waiting for something to become true."""

import asyncio

from treadctl.safety.pulse import Pulse


async def test_what_is_true_is_not_waited_for() -> None:
    await asyncio.wait_for(Pulse().until(lambda: True), 0.1)


async def test_everybody_who_waits_looks_again_at_each_beat() -> None:
    pulse = Pulse()
    reached: list[bool] = []
    waiting = [asyncio.create_task(pulse.until(lambda: bool(reached))) for _ in range(2)]
    await asyncio.sleep(0.1)
    pulse.beat()
    await asyncio.sleep(0.1)
    assert not any(one.done() for one in waiting)
    reached.append(True)
    pulse.beat()
    await asyncio.wait_for(asyncio.gather(*waiting), 1.0)
