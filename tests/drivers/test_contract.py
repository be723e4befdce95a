"""What every driver must do, held against the simulated machine of its kind."""

import asyncio
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Protocol

import pytest

import treadctl.drivers
from firmware_bridge.settings import KEYLOOP, Settings
from simulators.bridge_machine import BridgeMachine
from simulators.bridge_rig import BridgeRig
from simulators.csafe_machine import CsafeMachine
from simulators.lifespan_machine import LifespanMachine
from simulators.line import SerialMachine
from simulators.memory_gatt import MemoryRig
from simulators.memory_line import MemoryLine
from simulators.tach_beside import SETTINGS
from simulators.trackmaster_machine import TrackmasterMachine
from simulators.woodway_machine import WoodwayMachine
from tests.drivers.connection import Heard
from treadctl.drivers import Driver, Listener
from treadctl.drivers.bridge import BridgeDriver
from treadctl.drivers.bridge_inputs import BridgeInputs
from treadctl.drivers.csafe import CsafeDriver
from treadctl.drivers.ftms import FtmsDriver
from treadctl.drivers.key_loop import KeyedDriver, KeyLoop
from treadctl.drivers.lifespan import LifespanDriver
from treadctl.drivers.serial_port import OpenLine
from treadctl.drivers.tach import TachDriver, alone
from treadctl.drivers.trackmaster import TrackmasterDriver
from treadctl.drivers.woodway import WoodwayDriver
from treadctl.errors import ConnectFailed, LinkLost, Refused
from treadctl.model import SetTargetSpeed, Start

METHODS = ("stop", "send", "run")
LIFESPAN_STOPS = ("01 06 00 02 00 01 E9 CA", "01 06 00 0A 00 32 28 1D")


class Bench(Protocol):
    """A machine in reach: what its belt truly does, the orders that reach it, which is a stop."""

    def driver(self, listener: Listener) -> Driver: ...
    def lose(self) -> None: ...
    @property
    def speed_kmh(self) -> float: ...
    @property
    def writes(self) -> list[bytes]: ...
    def is_stop(self, data: bytes) -> bool: ...


class FtmsBench:
    """An FTMS machine by radio."""

    def __init__(self) -> None:
        self.rig = MemoryRig()

    def driver(self, listener: Listener) -> Driver:
        return FtmsDriver(self.rig.open_client, listener)

    @property
    def speed_kmh(self) -> float:
        return self.rig.machine.belt.speed_kmh

    @property
    def writes(self) -> list[bytes]:
        return [data for _, data in self.rig.machine.writes]

    def is_stop(self, data: bytes) -> bool:
        return data == bytes.fromhex("0801")

    def lose(self) -> None:
        self.rig.link.lose()


class KeyedBench(FtmsBench):
    """The same with a bridge in its key loop, and a guard that is never late."""

    def __init__(self) -> None:
        super().__init__()
        bridge = BridgeRig(Settings(role=KEYLOOP, um_per_pulse=0), self._guard_ticks)
        self._key_loop = KeyLoop(bridge.open_line, BridgeInputs())
        keeping = self._key_loop.keep(lambda _notice: None, lambda: False)
        self._keeping = asyncio.create_task(keeping, name="key loop")

    def driver(self, listener: Listener) -> Driver:
        return KeyedDriver(super().driver(listener), self._key_loop)

    def _guard_ticks(self) -> None:
        self._key_loop.on_time()


class SerialBench:
    """A machine at a serial line, and the driver that is made for it."""

    def __init__(
        self,
        machine: Callable[[float], SerialMachine],
        driver: Callable[[OpenLine, Listener, str], Driver],
        *stops: str,
    ) -> None:
        self.line = MemoryLine(machine(asyncio.get_running_loop().time()))
        self._driver = driver
        self._stops = [bytes.fromhex(stop) for stop in stops]

    def driver(self, listener: Listener) -> Driver:
        return self._driver(self.line.open_line, listener, "the line")

    @property
    def speed_kmh(self) -> float:
        belt = self.line.machine.belt
        belt.advance(asyncio.get_running_loop().time())
        return belt.speed_kmh

    @property
    def writes(self) -> list[bytes]:
        return [data for _, data in self.line.machine.writes]

    def is_stop(self, data: bytes) -> bool:
        return data in self._stops

    def lose(self) -> None:
        self.line.befall("unplug")


class TachBench(SerialBench):
    """A machine that tells no speed, and a bridge's tachometer at its belt."""

    def __init__(self) -> None:
        super().__init__(LifespanMachine, LifespanDriver, *LIFESPAN_STOPS)
        self._follow = alone(BridgeRig(SETTINGS, beside=self.line.machine.belt).open_line)

    def driver(self, listener: Listener) -> Driver:
        return TachDriver(super().driver, self._follow, listener)


BENCHES: dict[str, Callable[[], Bench]] = {
    "BridgeDriver": lambda: SerialBench(BridgeMachine, BridgeDriver, "05 01 00 00 00"),
    "CsafeDriver": lambda: SerialBench(CsafeMachine, CsafeDriver, "86", "25 03 00 00 31"),
    "FtmsDriver": FtmsBench,
    "KeyedDriver": KeyedBench,
    "LifespanDriver": lambda: SerialBench(LifespanMachine, LifespanDriver, *LIFESPAN_STOPS),
    "TachDriver": TachBench,
    "TrackmasterDriver": lambda: SerialBench(TrackmasterMachine, TrackmasterDriver, "A2"),
    "WoodwayDriver": lambda: SerialBench(WoodwayMachine, WoodwayDriver, "AA"),
}


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
async def bench(request: pytest.FixtureRequest) -> Bench:
    return BENCHES[request.param]()


async def until_ready(heard: Heard) -> None:
    async with asyncio.timeout(30.0):
        while heard.machine is None:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


async def ended(running: asyncio.Task[None]) -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_stop_asked_for_before_the_link_is_the_first_thing_written(
    bench: Bench,
) -> None:
    heard = Heard()
    driver = bench.driver(heard)
    driver.stop()
    running = asyncio.create_task(driver.run())
    await until_ready(heard)
    assert bench.is_stop(bench.writes[0]) and heard.stops_at
    await ended(running)


async def test_a_stop_goes_ahead_of_the_commands_that_wait_and_drops_them(
    bench: Bench,
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
    stops = [bench.is_stop(data) for data in bench.writes[before:]]
    assert any(stops) and all(stops[1:])  # the first one may have been on its way already
    assert all(isinstance(outcome, Refused) for outcome in outcomes[1:])
    await ended(running)


async def test_nothing_but_start_sets_a_belt_in_motion(bench: Bench) -> None:
    heard = Heard()
    driver = bench.driver(heard)
    running = asyncio.create_task(driver.run())
    await until_ready(heard)
    await driver.send(SetTargetSpeed(2.0))
    await asyncio.sleep(20.0)
    assert {record.speed_kmh for record in heard.records} <= {0.0, None}
    assert bench.speed_kmh == 0.0
    await driver.send(Start())
    await asyncio.sleep(20.0)
    assert bench.speed_kmh > 0.0
    assert heard.records[-1].speed_kmh in (None, pytest.approx(bench.speed_kmh, abs=0.1))
    await ended(running)


async def test_a_link_that_goes_is_said_and_one_that_never_was_too(bench: Bench) -> None:
    heard = Heard()
    running = asyncio.create_task(bench.driver(heard).run())
    await until_ready(heard)
    bench.lose()
    with pytest.raises(LinkLost):
        await running
    with pytest.raises(ConnectFailed):
        await bench.driver(heard).run()
