"""The bridge in a treadmill's own safety-key loop, beside an FTMS treadmill. In virtual time."""

import asyncio
from pathlib import Path

import pytest

from simulators.bridge_rig import BridgeRig
from simulators.faults import apply
from tests.drivers.keyed import LEASE_S, LOOK_S, SETTINGS, key_loop
from treadctl.drivers.bridge_inputs import BridgeInputs
from treadctl.drivers.key_loop import LATE_S, SETTLE_S, KeyLoop
from treadctl.errors import Refused
from treadctl.model import Confirmed, Rejected, StopCause
from treadctl.protocols import ftms_control
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase


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
