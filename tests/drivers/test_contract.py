"""What every driver must do, held against the simulated machine of its kind."""

import asyncio
import importlib
import inspect
import pkgutil
from collections.abc import Callable

import pytest

import treadctl.drivers
from simulators.memory_gatt import MemoryRig
from tests.drivers.connection import Heard
from treadctl.drivers import Driver, Listener
from treadctl.drivers.ftms import FtmsDriver
from treadctl.errors import ConnectFailed, LinkLost, Refused
from treadctl.model import SetTargetSpeed, Start

METHODS = ("stop", "send", "run")


class FtmsBench:
    """An FTMS machine in reach; what reaches it, and what of it is a stop."""

    def __init__(self) -> None:
        self.rig = MemoryRig()

    def driver(self, listener: Listener) -> Driver:
        return FtmsDriver(self.rig.open_client, listener)

    @property
    def writes(self) -> list[bytes]:
        return [data for _, data in self.rig.machine.writes]

    def is_stop(self, data: bytes) -> bool:
        return data == bytes.fromhex("0801")


BENCHES: dict[str, Callable[[], FtmsBench]] = {"FtmsDriver": FtmsBench}


def drivers() -> list[str]:
    """The name of every driver class in `treadctl.drivers`, found by what it can do."""
    found = set()
    for module in pkgutil.iter_modules(treadctl.drivers.__path__, "treadctl.drivers."):
        for name, one in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if one is not Driver and all(hasattr(one, method) for method in METHODS):
                found.add(name)
    return sorted(found)


def test_every_driver_is_held_against_a_machine() -> None:
    assert drivers() == sorted(BENCHES)


@pytest.fixture(params=sorted(BENCHES))
async def bench(request: pytest.FixtureRequest) -> FtmsBench:
    return BENCHES[request.param]()


async def until_ready(heard: Heard) -> None:
    async with asyncio.timeout(30.0):
        while heard.machine is None:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


async def ended(running: asyncio.Task[None]) -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_stop_asked_for_before_the_link_is_the_first_thing_written(
    bench: FtmsBench,
) -> None:
    heard = Heard()
    driver = bench.driver(heard)
    driver.stop()
    running = asyncio.create_task(driver.run())
    await until_ready(heard)
    assert bench.is_stop(bench.writes[0]) and heard.stops_at
    await ended(running)


async def test_a_stop_goes_ahead_of_the_commands_that_wait_and_drops_them(
    bench: FtmsBench,
) -> None:
    heard = Heard()
    driver = bench.driver(heard)
    running = asyncio.create_task(driver.run())
    await until_ready(heard)
    before = len(bench.writes)
    commands = [asyncio.create_task(driver.send(SetTargetSpeed(1.0 + n / 10))) for n in range(5)]
    await asyncio.sleep(0)
    driver.stop()
    outcomes = await asyncio.gather(*commands, return_exceptions=True)
    await asyncio.sleep(1.0)
    written = bench.writes[before:]
    assert len(written) > 1 and all(bench.is_stop(data) for data in written[1:])
    assert all(isinstance(outcome, Refused) for outcome in outcomes[1:])
    await ended(running)


async def test_nothing_but_start_sets_a_belt_in_motion(bench: FtmsBench) -> None:
    heard = Heard()
    driver = bench.driver(heard)
    running = asyncio.create_task(driver.run())
    await until_ready(heard)
    await driver.send(SetTargetSpeed(2.0))
    await asyncio.sleep(20.0)
    assert {record.speed_kmh for record in heard.records} == {0.0}
    await driver.send(Start())
    await asyncio.sleep(20.0)
    assert heard.records[-1].speed_kmh
    await ended(running)


async def test_a_link_that_goes_is_said_and_one_that_never_was_too(bench: FtmsBench) -> None:
    heard = Heard()
    running = asyncio.create_task(bench.driver(heard).run())
    await until_ready(heard)
    bench.rig.link.lose()
    with pytest.raises(LinkLost):
        await running
    with pytest.raises(ConnectFailed):
        await bench.driver(heard).run()
