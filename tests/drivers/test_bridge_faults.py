"""A bridge as the treadmill: what befalls it, and a line that is silent or gone."""

import asyncio
from collections.abc import Callable

import pytest

from firmware_bridge import wire
from simulators.bridge_machine import BridgeMachine
from simulators.bridge_rig import BridgeRig
from simulators.serial_line import serial_line
from tests.drivers.bridged import Bridged, bridged
from tests.drivers.connection import Heard
from treadctl.drivers.bridge import BridgeDriver
from treadctl.drivers.bridge_link import SILENT_S
from treadctl.errors import ConnectFailed, Refused
from treadctl.model import Answer, NoticeKind, Start
from treadctl.treadmills import treadmill

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
        await bridge.until(lambda: bridge.heard.stops_at, within_s=1.0)
        assert 0.0 < bridge.heard.stops_at[0] - begin - SILENT_S < 0.1
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
