"""The bridge in a treadmill's own safety-key loop, beside an FTMS treadmill. In virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from firmware_bridge import wire
from firmware_bridge.settings import KEYLOOP, Settings
from simulators.bridge_rig import BridgeRig
from simulators.faults import apply
from simulators.memory_gatt import MemoryRig
from treadctl.drivers.bridge_inputs import BridgeInputs
from treadctl.drivers.ftms import FtmsDriver
from treadctl.drivers.key_loop import LATE_S, SETTLE_S, KeyLoop, keyed
from treadctl.errors import Refused
from treadctl.model import Confirmed, Event, Rejected, StopCause
from treadctl.protocols import ftms_control
from treadctl.safety.guard import Guard
from treadctl.safety.latch import Latch
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor

SETTINGS = Settings(role=KEYLOOP, um_per_pulse=0)
AT_REST = (wire.SAFE, wire.FAULT)
LEASE_S, LOOK_S = 0.5, 0.01


class Keyed:
    """A guarded FTMS treadmill whose key loop the bridge's relay is in."""

    def __init__(self, folder: Path) -> None:
        self.loop = asyncio.get_running_loop()
        self.treadmill = MemoryRig()
        self.bridge = BridgeRig(SETTINGS, self._wire_up)
        self.inputs = BridgeInputs()
        self.key_loop = KeyLoop(self.bridge.open_line, self.inputs)
        self.rules = Supervisor(stop_input=StopInput(wired=True))
        self.events: list[Event] = []
        self.opened_at: list[float] = []
        self._was_closed = False
        self.guard_is_on_time = True
        self.guard = Guard(
            keyed(lambda listener: FtmsDriver(self.treadmill.open_client, listener), self.key_loop),
            self.rules,
            LatchKeeper(Latch(folder / "latch"), None),
            self.events.append,
            self._on_time,
            on_alarm=self.key_loop.open,
        )

    def _on_time(self) -> None:
        if self.guard_is_on_time:
            self.key_loop.on_time()

    def _wire_up(self) -> None:
        """The treadmill sees its key pulled when the relay opens, and put in when it closes."""
        closed = self.closed
        if closed is not self._was_closed:
            self._was_closed = closed
            self.treadmill.machine.controller.key_out = not closed
            if not closed:
                self.opened_at.append(self.loop.time())
                apply(self.treadmill.machine, self.treadmill.link, "safety-key")

    @property
    def closed(self) -> bool:
        return self.bridge.machine.relay.closed

    @property
    def speed_kmh(self) -> float:
        belt = self.treadmill.machine.belt
        belt.advance(self.loop.time())
        return belt.speed_kmh

    @property
    def causes(self) -> list[object]:
        return [one.data["cause"] for one in self.events if one.event == "stop_requested"]

    def stands(self) -> bool:
        return self.rules.known.stands(self.loop.time())

    async def ready(self) -> None:
        await asyncio.wait_for(self.guard.stands(), 20.0)
        await self.until(lambda: self.bridge.machine.bridge.control.state in AT_REST)
        await self.until(lambda: not self.inputs.missing)

    async def walk(self) -> None:
        await self.ready()
        assert await self.guard.start(TIERS["A"]) == Confirmed()
        await asyncio.sleep(5.0)
        assert self.closed and self.speed_kmh > 0.5

    async def until(self, reached: Callable[[], object], within_s: float = 20.0) -> float:
        """Let time pass until `reached()`; return how long that took. AssertionError if longer."""
        begin = self.loop.time()
        while not reached():
            assert self.loop.time() < begin + within_s, self.causes
            await asyncio.sleep(LOOK_S)
        return self.loop.time() - begin

    async def opens_within(self, limit_s: float) -> float:
        return await self.until(lambda: not self.closed, limit_s)


@asynccontextmanager
async def key_loop(folder: Path) -> AsyncIterator[Keyed]:
    """Guard a treadmill and keep the bridge in its key loop until the block ends."""
    rig = Keyed(folder)
    serving = asyncio.create_task(rig.guard.serve(), name="guard")
    keeping = asyncio.create_task(rig.key_loop.keep(rig.guard.noticed, rig.stands), name="key loop")
    try:
        yield rig
    finally:
        for task in (serving, keeping):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_the_loop_is_closed_for_a_start_and_not_before(tmp_path: Path) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.ready()
        await asyncio.sleep(30.0)
        assert not rig.closed
        begin = rig.loop.time()
        assert await rig.guard.start(TIERS["A"]) == Confirmed()
        assert rig.closed
        writes = rig.treadmill.machine.writes
        started_at = next(at for at, data in writes if data == ftms_control.START)
        assert started_at - begin >= SETTLE_S


async def test_the_loop_stays_closed_through_a_stop_of_the_machine_s_own(tmp_path: Path) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.walk()
        rig.guard.stop(StopCause.PAIN)
        while rig.speed_kmh:
            assert rig.closed
            await asyncio.sleep(LOOK_S)
        await asyncio.sleep(30.0)
        assert rig.closed and rig.opened_at == []


async def test_a_belt_that_ignores_its_stop_is_stopped_by_its_key(tmp_path: Path) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.walk()
        apply(rig.treadmill.machine, rig.treadmill.link, "ignore-stop")
        rig.guard.stop(StopCause.PAIN)
        await rig.opens_within(6.0)
        await rig.until(lambda: rig.rules.phase is Phase.IDLE)
        assert rig.speed_kmh == 0.0


async def test_a_belt_out_of_reach_is_stopped_by_its_key(tmp_path: Path) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.walk()
        rig.treadmill.link.lose()
        await rig.opens_within(12.0)
        await asyncio.sleep(2.0)
        assert rig.speed_kmh == 0.0


@pytest.mark.parametrize("phase_s", [0.0, 0.03, 0.07, 0.11, 0.17, 0.23])
async def test_a_process_that_dies_opens_the_loop_within_its_lease(
    tmp_path: Path, phase_s: float
) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.walk()
        await asyncio.sleep(phase_s)
        rig.bridge.mute = True  # as if nobody were there any more
        assert await rig.opens_within(LEASE_S + 0.1)


async def test_a_guard_that_hangs_opens_the_loop_though_the_rest_lives_on(tmp_path: Path) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.walk()
        rig.guard_is_on_time = False
        assert await rig.opens_within(LATE_S + LEASE_S + 0.2)


async def test_a_pulled_cable_opens_the_loop_and_stops_the_walk(tmp_path: Path) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.walk()
        rig.bridge.lose()
        await asyncio.sleep(0.05)
        assert rig.causes == ["control_lost"]
        await rig.opens_within(LEASE_S + 0.1)


async def test_a_key_pulled_at_the_bridge_is_a_latched_stop(tmp_path: Path) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.walk()
        rig.bridge.machine.relay.key_in = False
        assert await rig.opens_within(0.05)
        await asyncio.sleep(0.1)
        assert rig.causes[0] == "safety_key" and rig.rules.latched is StopCause.SAFETY_KEY


async def test_the_pain_button_at_the_bridge_opens_nothing_while_the_belt_slows(
    tmp_path: Path,
) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.walk()
        rig.bridge.machine.relay.pressed = True
        while rig.speed_kmh:
            assert rig.closed
            await asyncio.sleep(LOOK_S)
        assert rig.causes
        await rig.opens_within(2.0)
        await asyncio.sleep(2.0)
        assert len(rig.causes) == 1


async def test_without_its_bridge_a_start_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.ready()
        rig.bridge.lose()
        await asyncio.sleep(0.5)
        outcome = await rig.guard.start(TIERS["A"])
        assert isinstance(outcome, Rejected) and "has no bridge" in outcome.reason
        assert ftms_control.START not in [data for _, data in rig.treadmill.machine.writes]


async def test_with_the_key_out_a_start_is_refused(tmp_path: Path) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.ready()
        rig.bridge.machine.relay.key_in = False
        await asyncio.sleep(0.5)
        assert await rig.guard.start(TIERS["A"]) == Rejected("The safety key is out. Put it in.")


async def test_a_stop_while_the_loop_is_being_closed_drops_the_start(tmp_path: Path) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.ready()
        starting = asyncio.create_task(rig.guard.start(TIERS["A"]))
        await asyncio.sleep(SETTLE_S / 2)
        rig.guard.stop(StopCause.USER)
        assert await starting == Rejected("A stop came first.")
        await asyncio.sleep(10.0)
        assert ftms_control.START not in [data for _, data in rig.treadmill.machine.writes]


async def test_after_a_press_that_stopped_the_belt_the_next_start_closes_the_loop_again(
    tmp_path: Path,
) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.walk()
        rig.bridge.machine.relay.pressed = True
        await asyncio.sleep(6.0)
        rig.bridge.machine.relay.pressed = False
        await asyncio.sleep(4.0)
        rig.guard.acknowledge()
        await asyncio.sleep(3.5)
        await rig.walk()


async def test_a_bridge_that_comes_back_is_used_again(tmp_path: Path) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.ready()
        rig.bridge.lose()
        await asyncio.sleep(5.0)
        rig.bridge.restore()
        await asyncio.sleep(5.0)
        await rig.walk()


async def test_a_loop_that_is_open_stays_open_when_asked_to_open(tmp_path: Path) -> None:
    async with key_loop(tmp_path) as rig:
        await rig.ready()
        rig.key_loop.open()
        await asyncio.sleep(1.0)
        assert not rig.closed


async def test_before_it_has_met_a_bridge_a_key_loop_refuses_to_close() -> None:
    alone = KeyLoop(BridgeRig(SETTINGS).open_line, BridgeInputs())
    alone.open()
    with pytest.raises(Refused, match="The bridge was not found yet"):
        await alone.close()
