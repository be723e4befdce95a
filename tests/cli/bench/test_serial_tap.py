"""The tap at a serial line: it sees each stop, and keeps it from the machine only while closed."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from tests.drivers.connection import Heard
from tests.processes import until
from treadctl.cli.bench.serial_tap import tapped_port
from treadctl.model import Answer


@pytest.mark.realtime
@pytest.mark.parametrize("closed", [True, False])
async def test_a_stop_is_seen_and_acknowledged_whoever_gets_it(closed: bool) -> None:
    async with AsyncExitStack() as parts:
        open_driver, tap = await tapped_port(parts)
        heard = Heard()
        driver = open_driver(heard)
        running = asyncio.create_task(driver.run())
        await until(lambda: heard.machine is not None)
        assert tap.handed_over_ns == 0 < tap.answered_ns
        tap.closed = closed
        driver.stop()
        await until(lambda: heard.answers == [Answer.ACCEPTED])
        assert tap.over.is_set() and tap.handed_over_ns > 0
        assert tap.on_wire(b"\xa2\xc1") == (b"\xc1" if closed else b"\xa2\xc1")
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.mark.realtime
async def test_the_floor_is_the_same_byte_to_the_same_port() -> None:
    async with AsyncExitStack() as parts:
        open_driver, tap = await tapped_port(parts)
        heard = Heard()
        running = asyncio.create_task(open_driver(heard).run())
        await until(lambda: heard.machine is not None)
        tap.closed = True
        await tap.write_bare()
        assert tap.over.is_set() and tap.handed_over_ns > tap.answered_ns
        assert heard.stops_at == []
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
