"""The driver of a bridge that drives a motor, against the firmware itself. In virtual time."""

import asyncio
from collections.abc import Callable

import pytest

from firmware_bridge import wire
from firmware_bridge.settings import Settings
from simulators.bridge_machine import BridgeMachine
from simulators.bridge_rig import BridgeRig
from simulators.serial_line import serial_line
from tests.drivers.bridged import Bridged, bridged
from tests.drivers.connection import Heard
from treadctl.app import treadmill
from treadctl.drivers.bridge import BridgeDriver
from treadctl.errors import ConnectFailed, Refused
from treadctl.model import Answer, NoticeKind, Range, SetTargetInclination, SetTargetSpeed, Start

TILTS = Settings(incline_pulses=54, max_permille=150, min_permille=-30)
SLOW = Settings(max_ckmh=450, accel=30)


async def test_a_bridge_tells_its_range_within_the_ceiling_of_every_walk() -> None:
    async with bridged() as bridge:
        await bridge.ready()
        assert bridge.heard.machine is not None
        assert bridge.heard.machine.speed_kmh == Range(0.8, 6.0, 0.1)
        assert bridge.heard.machine.inclination_percent is None


async def test_a_bridge_that_is_set_tighter_keeps_its_own_limits() -> None:
    async with bridged(SLOW) as bridge:
        await bridge.ready()
        assert bridge.heard.machine is not None
        assert bridge.heard.machine.speed_kmh == Range(0.8, 4.5, 0.1)


async def test_a_bridge_with_an_incline_motor_tilts_within_the_ceiling() -> None:
    async with bridged(TILTS) as bridge:
        await bridge.ready()
        assert bridge.heard.machine is not None
        assert bridge.heard.machine.inclination_percent == Range(0.0, 5.0, 0.5)
        await bridge.walk()
        assert await bridge.driver.send(SetTargetInclination(2.0)) is Answer.ACCEPTED
        assert bridge.machine.bridge.control.target_permille == 20
        assert await bridge.driver.send(SetTargetInclination(5.5)) is Answer.REJECTED
        assert bridge.machine.bridge.control.target_permille == 20


async def test_the_belt_is_measured_and_follows_what_is_asked() -> None:
    async with bridged() as bridge:
        await bridge.walk(2.0)
        await asyncio.sleep(5.0)
        assert bridge.heard.records[-1].speed_kmh == pytest.approx(2.0, abs=0.1)
        assert bridge.machine.belt.peak_speed_kmh < 2.3


async def test_the_setpoint_is_said_ten_times_a_second_and_holds_the_lease() -> None:
    async with bridged() as bridge:
        await bridge.walk()
        leases = []
        for _ in range(500):
            await asyncio.sleep(0.01)
            leases.append(bridge.machine.bridge.control.lease_left_ms)
        assert min(leases) >= 350 and bridge.state == wire.RUNNING


async def test_the_target_that_is_too_high_is_rejected_and_the_one_before_it_stays() -> None:
    async with bridged() as bridge:
        await bridge.walk(1.0)
        assert await bridge.driver.send(SetTargetSpeed(6.1)) is Answer.REJECTED
        await asyncio.sleep(2.0)
        assert bridge.state == wire.RUNNING
        assert bridge.machine.belt.speed_kmh == pytest.approx(1.0, abs=0.1)


# -- stopping -------------------------------------------------------------------------------


async def test_a_stop_ramps_the_duty_down_within_a_control_step_of_its_arrival() -> None:
    async with bridged() as bridge:
        await bridge.walk(3.0)
        duty = bridge.duty
        bridge.driver.stop()
        assert await bridge.until(lambda: bridge.duty < duty) <= 0.05
        await bridge.until(lambda: bridge.machine.belt.speed_kmh == 0.0, within_s=3.0 / 1.8 + 1.5)
        assert bridge.heard.answers == [Answer.ACCEPTED] and bridge.noticed == []


async def test_a_stop_is_said_again_until_status_shows_it_and_then_no_more() -> None:
    async with bridged() as bridge:
        await bridge.walk(2.0)
        bridge.rig.mute = True
        bridge.driver.stop()
        await asyncio.sleep(0.2)
        bridge.rig.mute = False
        await bridge.until(lambda: bridge.state != wire.RUNNING, within_s=0.1)
        await asyncio.sleep(0.3)
        written = len(bridge.heard.stops_at)
        assert written >= 4
        await asyncio.sleep(1.0)
        assert len(bridge.heard.stops_at) == written


async def test_nothing_but_a_stop_is_written_after_a_stop() -> None:
    async with bridged() as bridge:
        await bridge.walk(2.0)
        bridge.driver.stop()
        with pytest.raises(Refused, match="A stop came first"):
            await bridge.driver.send(SetTargetSpeed(2.0))
        before = len(bridge.machine.writes)
        await asyncio.sleep(2.0)
        assert {data[0] for _, data in bridge.machine.writes[before:]} == {wire.STOP}


async def test_a_start_under_which_a_stop_comes_is_refused() -> None:
    async with bridged() as bridge:
        await bridge.ready()
        starting = asyncio.create_task(bridge.driver.send(Start()))
        await asyncio.sleep(0.01)
        bridge.driver.stop()
        with pytest.raises(Refused, match="A stop came first"):
            await starting
        await asyncio.sleep(3.0)
        assert bridge.machine.belt.peak_speed_kmh == 0.0


async def test_after_a_stop_the_belt_is_started_again() -> None:
    async with bridged() as bridge:
        await bridge.walk(1.0)
        bridge.driver.stop()
        await bridge.until(lambda: bridge.state == wire.SAFE)
        await asyncio.sleep(0.2)
        await bridge.walk(1.0)


# -- what befalls it ------------------------------------------------------------------------


async def test_a_pulled_key_opens_the_relay_and_is_noticed() -> None:
    async with bridged() as bridge:
        await bridge.walk(2.0)
        bridge.machine.relay.key_in = False
        await bridge.until(lambda: not bridge.machine.relay.closed, within_s=0.05)
        await asyncio.sleep(0.1)
        assert bridge.noticed == [NoticeKind.STOPPED_BY_SAFETY_KEY]
        assert bridge.state == wire.FAULT and bridge.duty == 0


async def test_somebody_at_the_console_ends_the_walk() -> None:
    async with bridged() as bridge:
        await bridge.walk(2.0)
        bridge.machine.console = True
        await bridge.until(lambda: bridge.noticed, within_s=0.2)
        assert bridge.noticed == [NoticeKind.STOPPED_BY_USER]


async def test_a_fault_of_the_tachometer_is_noticed_as_control_that_was_lost() -> None:
    async with bridged() as bridge:
        await bridge.walk(2.0)
        bridge.machine.no_tach = True
        await bridge.until(lambda: bridge.noticed, within_s=3.0)
        assert bridge.noticed == [NoticeKind.CONTROL_LOST]
        await bridge.until(lambda: not bridge.machine.relay.closed, within_s=0.1)


async def test_with_the_key_out_a_start_is_refused_and_says_so() -> None:
    async with bridged() as bridge:
        await bridge.ready()
        bridge.machine.relay.key_in = False
        await asyncio.sleep(0.5)
        with pytest.raises(Refused, match=r"The safety key is out\. Put it in\."):
            await bridge.driver.send(Start())


async def test_a_start_by_a_person_clears_what_was_latched() -> None:
    async with bridged() as bridge:
        await bridge.walk(2.0)
        bridge.machine.relay.key_in = False
        await asyncio.sleep(3.0)
        bridge.machine.relay.key_in = True
        await asyncio.sleep(3.0)
        assert bridge.state == wire.FAULT and bridge.machine.belt.speed_kmh == 0.0
        assert await bridge.driver.send(Start()) is Answer.ACCEPTED


async def test_nothing_is_armed_or_cleared_but_for_a_start() -> None:
    async with bridged() as bridge:
        bridge.machine.relay.key_in = False
        await bridge.until(lambda: bridge.heard.machine)
        bridge.machine.relay.key_in = True
        await asyncio.sleep(10.0)
        assert bridge.state == wire.FAULT
        assert bridge.writes(wire.ARM) == bridge.writes(wire.CLEAR) == []


# -- silence and loss -----------------------------------------------------------------------


async def test_a_silent_bridge_is_told_to_stop_and_after_a_second_it_is_lost() -> None:
    async with bridged() as bridge:
        await bridge.walk(2.0)
        begin = bridge.loop.time()
        bridge.machine.hangs = True
        await bridge.until(lambda: bridge.heard.stops_at, within_s=0.6)
        assert 0.2 < bridge.heard.stops_at[0] - begin < 0.5
        await bridge.until(lambda: bridge.inputs.missing, within_s=1.0)
        assert bridge.inputs.missing == (
            "The bridge is silent. Pull the safety key if the belt moves."
        )


async def test_a_cable_that_is_pulled_ends_the_lease_and_the_link() -> None:
    async with bridged() as bridge:
        await bridge.walk(6.0)
        duty = bridge.duty
        bridge.rig.lose()
        assert await bridge.until(lambda: bridge.duty < duty) <= 0.6
        assert bridge.inputs.missing == "The cable was pulled. Plug it in."


async def test_a_bridge_that_restarts_is_a_lost_link() -> None:
    async with bridged() as bridge:
        await bridge.walk(2.0)
        bridge.machine.restart()
        await bridge.until(lambda: bridge.inputs.missing, within_s=3.0)
        assert not bridge.machine.relay.closed


async def test_a_new_link_to_a_belt_that_moves_stops_it_and_says_that_control_was_lost() -> None:
    async with bridged() as bridge:
        await bridge.walk(2.0)
        bridge.rig.lose()
        await asyncio.sleep(0.1)
        bridge.rig.restore()
        again = Heard()
        running = asyncio.create_task(BridgeDriver(bridge.rig.open_line, again, "again").run())
        await bridge.until(lambda: again.machine)
        assert [one.kind for one in again.notices] == [NoticeKind.CONTROL_LOST]
        assert bridge.state != wire.RUNNING
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_where_nothing_answers_the_next_step_is_said() -> None:
    rig = BridgeRig()
    rig.mute = True
    with pytest.raises(ConnectFailed, match=r"No bridge answers there.*treadctl bridge flash"):
        await BridgeDriver(rig.open_line, Heard(), "a bridge").run()


async def test_a_port_that_is_not_there_fails_to_connect() -> None:
    rig = BridgeRig()
    rig.lose()
    with pytest.raises(ConnectFailed, match="There is no such port"):
        await BridgeDriver(rig.open_line, Heard(), "a bridge").run()


async def test_before_the_bridge_is_ready_a_command_is_refused() -> None:
    bridge = Bridged()
    with pytest.raises(Refused, match="not ready yet"):
        await bridge.driver.send(Start())


async def test_frames_that_are_spoiled_are_counted_and_move_nothing() -> None:
    async with bridged() as bridge:
        await bridge.walk(1.0)
        for number in range(50):
            bridge.machine.received(bytes((number, 7, 0, 255 - number)), bridge.loop.time())
            await asyncio.sleep(0.05)
        assert bridge.state == wire.RUNNING
        assert bridge.machine.belt.speed_kmh == pytest.approx(1.0, abs=0.1)


@pytest.mark.realtime
async def test_by_its_address_a_bridge_at_a_real_port_is_found_and_stopped() -> None:
    machine, heard = BridgeMachine(asyncio.get_running_loop().time()), Heard()
    async with serial_line(machine) as line:
        driver = treadmill(f"bridge://{line.path}")(heard)
        assert isinstance(driver, BridgeDriver)
        running = asyncio.create_task(driver.run())
        await until(lambda: heard.machine or running.done())
        driver.stop()
        await until(lambda: [data for _, data in machine.writes if data[0] == wire.STOP])
        assert heard.machine is not None and heard.machine.identity == str(line.path)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until(reached: Callable[[], object]) -> None:
    async with asyncio.timeout(60.0):
        while not reached():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.05)
