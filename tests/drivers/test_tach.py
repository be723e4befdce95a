"""A LifeSpan base with a bridge's tachometer at its belt. In virtual time."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from firmware_bridge.settings import KEYLOOP, Settings
from simulators.bridge_rig import BridgeRig
from simulators.lifespan_machine import LifespanMachine
from simulators.memory_line import MemoryLine
from simulators.tach_beside import SETTINGS
from tests.drivers.connection import Heard, now
from treadctl.drivers import Driver, Listener, tach
from treadctl.drivers.bridge_inputs import BridgeInputs
from treadctl.drivers.key_loop import KeyedDriver, KeyLoop
from treadctl.drivers.lifespan import LifespanDriver
from treadctl.drivers.tach import TachDriver, alone, shared
from treadctl.errors import ConnectFailed, LinkLost
from treadctl.model import Answer, SetTargetSpeed, Start
from treadctl.protocols import lifespan
from treadctl.safety.stop_once import stop_once
from treadctl.treadmills import treadmill


class Belt:
    """A base and a bridge at one belt, and a driver for the two."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.machine = LifespanMachine(now())
        self.line = MemoryLine(self.machine)
        self.bridge = BridgeRig(settings, beside=self.machine.belt)
        self.heard = Heard()
        self.driver: Driver = TachDriver(self.open_base, alone(self.bridge.open_line), self.heard)

    def open_base(self, listener: Listener) -> Driver:
        return LifespanDriver(self.line.open_line, listener, "/dev/ttyUSB0")

    @property
    def speed_kmh(self) -> float:
        """The belt's own truth."""
        self.machine.belt.advance(now())
        return self.machine.belt.speed_kmh

    @property
    def measured_kmh(self) -> list[float]:
        """Every speed that was told."""
        return [one.speed_kmh for one in self.heard.records if one.speed_kmh is not None]

    @property
    def orders(self) -> list[bytes]:
        return [data for _, data in self.machine.writes]

    async def until(self, reached: Callable[[], object], within_s: float = 20.0) -> None:
        deadline = now() + within_s
        while not reached():
            assert now() < deadline, self.heard.__dict__
            await asyncio.sleep(0.01)


@asynccontextmanager
async def served(belt: Belt) -> AsyncIterator[Belt]:
    running = asyncio.create_task(belt.driver.run())
    try:
        yield belt
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        belt.line.wire.close()


async def walking(belt: Belt) -> None:
    await belt.until(lambda: belt.heard.machine)
    assert await belt.driver.send(Start()) is Answer.ACCEPTED
    assert await belt.driver.send(SetTargetSpeed(2.0)) is Answer.ACCEPTED
    await asyncio.sleep(12.0)


async def test_the_base_moves_the_belt_and_the_bridge_measures_it() -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        assert belt.speed_kmh == pytest.approx(2.0, abs=0.17)
        assert belt.measured_kmh[0] == 0.0
        assert belt.measured_kmh[-1] == pytest.approx(belt.speed_kmh, abs=0.02)
        assert any(record.steps for record in belt.heard.records)


async def test_the_bridge_is_only_looked_at() -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        belt.driver.stop()
        await asyncio.sleep(5.0)
        assert belt.bridge.machine.writes == [] and not belt.bridge.machine.relay.closed
        assert belt.measured_kmh[-1] == 0.0


async def test_a_stop_needs_no_bridge() -> None:
    belt = Belt()
    belt.machine.controls.console_speed(now(), 2.0)
    await asyncio.sleep(10.0)
    belt.bridge.in_reach = False
    belt.driver.stop()
    async with served(belt):
        await belt.until(lambda: belt.speed_kmh == 0.0)
        assert belt.orders[:1] == [lifespan.STOP] and belt.heard.machine is None


async def test_a_shell_stops_the_belt_and_sees_it_stand() -> None:
    belt = Belt()
    belt.machine.controls.console_speed(now(), 2.0)
    await asyncio.sleep(10.0)
    assert await stop_once(
        lambda listener: TachDriver(belt.open_base, alone(belt.bridge.open_line), listener), 20.0
    )
    assert belt.speed_kmh == 0.0


@pytest.mark.parametrize("befalls", ["lose", "mute", "hang"])
async def test_a_lost_tachometer_is_lost_telemetry_and_the_base_goes_on_to_be_stopped(
    befalls: str,
) -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        match befalls:
            case "lose":
                belt.bridge.lose()
            case "mute":
                belt.bridge.mute = True
            case "hang":
                belt.bridge.machine.hangs = True
        await asyncio.sleep(0.5)
        told = len(belt.measured_kmh)
        await asyncio.sleep(5.0)
        assert len(belt.measured_kmh) == told and belt.speed_kmh > 1.5
        belt.driver.stop()
        await belt.until(lambda: belt.heard.answers == [Answer.ACCEPTED])
        await belt.until(lambda: belt.speed_kmh == 0.0)


async def test_a_tachometer_that_is_back_measures_on() -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        belt.bridge.lose()
        await asyncio.sleep(5.0)
        told = len(belt.measured_kmh)
        belt.bridge.restore()
        await belt.until(lambda: len(belt.measured_kmh) > told + 5)
        assert belt.measured_kmh[-1] == pytest.approx(belt.speed_kmh, abs=0.02)


async def test_a_wire_that_is_cut_reads_as_a_belt_that_stands() -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        belt.bridge.machine.no_tach = True
        await asyncio.sleep(3.0)
        assert belt.measured_kmh[-1] == 0.0 and belt.speed_kmh > 1.5


async def test_behind_a_cut_wire_nothing_stands_until_the_base_has_taken_the_stop() -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        belt.bridge.machine.no_tach = True
        await belt.until(lambda: belt.measured_kmh[-1] == 0.0)
        belt.line.befall("baud-mismatch")
        belt.driver.stop()
        await asyncio.sleep(1.5)
        assert Answer.ACCEPTED not in belt.heard.answers
        assert belt.heard.records[-1].speed_kmh is None


async def test_a_belt_that_goes_again_needs_its_next_stop_taken_too() -> None:
    async with served(Belt()) as belt:
        await walking(belt)
        belt.driver.stop()
        await belt.until(lambda: belt.measured_kmh[-1] == 0.0)
        assert belt.heard.answers == [Answer.ACCEPTED]
        await walking(belt)
        belt.bridge.machine.no_tach = True
        await belt.until(lambda: belt.measured_kmh[-1] == 0.0)
        belt.line.befall("baud-mismatch")
        belt.driver.stop()
        await asyncio.sleep(1.5)
        assert belt.heard.records[-1].speed_kmh is None


async def test_without_a_bridge_there_is_no_connection_and_the_sentence_says_which_port() -> None:
    belt = Belt()
    belt.bridge.in_reach = False
    with pytest.raises(ConnectFailed, match=r"The tachometer: There is no such port\. Plug"):
        await belt.driver.run()


async def test_without_a_base_there_is_none_either_and_the_bridge_is_let_go() -> None:
    belt = Belt()
    belt.line.befall("unplug")
    with pytest.raises(ConnectFailed, match="no serial port"):
        await belt.driver.run()
    await belt.bridge.open_line(lambda _data: None, lambda _why: None)


async def test_a_bridge_without_a_tachometer_tells_no_speed() -> None:
    async with served(Belt(Settings(role=KEYLOOP, um_per_pulse=0))) as belt:
        await belt.until(lambda: len(belt.heard.records) > 10)
        assert belt.measured_kmh == []


async def test_the_bridge_in_the_key_loop_measures_and_can_cut_the_belt() -> None:
    belt, inputs = Belt(), BridgeInputs()
    loop = KeyLoop(belt.bridge.open_line, inputs)
    keeping = asyncio.create_task(loop.keep(lambda _notice: None, lambda: False))
    made = TachDriver(belt.open_base, shared(inputs), belt.heard)
    belt.driver = KeyedDriver(made, loop)
    async with served(belt):
        await belt.until(lambda: belt.bridge.machine.bridge.control.still)
        starting = asyncio.create_task(on_time(loop))
        await walking(belt)
        assert belt.bridge.machine.relay.closed
        assert belt.measured_kmh[-1] == pytest.approx(belt.speed_kmh, abs=0.02)
        starting.cancel()
        await asyncio.sleep(2.0)
        assert not belt.bridge.machine.relay.closed
        keeping.cancel()
        await asyncio.gather(keeping, starting, return_exceptions=True)


async def on_time(loop: KeyLoop) -> None:
    """A guard that is never late."""
    while True:
        loop.on_time()
        await asyncio.sleep(0.25)


async def test_a_bridge_in_the_key_loop_that_is_not_there_is_not_waited_for_for_ever() -> None:
    begun = now()
    with pytest.raises(ConnectFailed, match="not found yet"):
        await shared(BridgeInputs())(lambda _status: None)
    assert now() - begun <= 10.0


async def test_a_bridge_in_the_key_loop_that_goes_is_a_lost_tachometer() -> None:
    inputs = BridgeInputs()
    following = asyncio.create_task(shared(inputs)(lambda _status: None))
    await asyncio.sleep(0)
    inputs.lost("The cable was pulled. Plug it in.")
    inputs.lost("Said again.")
    with pytest.raises(LinkLost, match="The cable was pulled"):
        await following


@pytest.mark.realtime
async def test_the_address_names_both_ports(tmp_path: Path) -> None:
    base, port = tmp_path / "base", tmp_path / "tach"
    heard = Heard()
    driver = treadmill(f"lifespan://{base}?tach={port}")(heard)
    with pytest.raises(ConnectFailed, match=rf"There is no {tmp_path}/(base|tach)"):
        await driver.run()


@pytest.mark.realtime
async def test_the_bridge_in_the_key_loop_is_not_opened_a_second_time(tmp_path: Path) -> None:
    base, port = tmp_path / "base", str(tmp_path / "tach")
    driver = treadmill(f"lifespan://{base}?tach={port}", port)(Heard())
    with pytest.raises(ConnectFailed, match=f"There is no {base}"):
        await driver.run()


@pytest.mark.realtime
async def test_nor_is_it_under_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tach, "FOUND_LIMIT_S", 0.1)
    monkeypatch.setattr(tach, "INPUTS", BridgeInputs())
    port, by_id = tmp_path / "port", tmp_path / "by-id"
    by_id.symlink_to(port)
    ours, base = os.openpty()
    driver = treadmill(f"lifespan://{os.ttyname(base)}?tach={by_id}", str(port))(Heard())
    with pytest.raises(ConnectFailed, match="The tachometer: The bridge was not found yet"):
        await driver.run()
    for end in (ours, base):
        os.close(end)
