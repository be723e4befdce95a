"""A belt room with a bridge in the treadmill's key loop, and one without. In virtual time."""

import asyncio
from pathlib import Path

import pytest

from firmware_bridge import wire
from firmware_bridge.settings import KEYLOOP, Settings
from simulators.bridge_rig import BridgeRig
from simulators.faults import apply
from simulators.memory_gatt import MemoryRig
from treadctl.app import belt_room
from treadctl.board.board import Board
from treadctl.drivers.bridge_inputs import BridgeInputs
from treadctl.drivers.ftms import FtmsDriver
from treadctl.drivers.key_loop import KeyLoop
from treadctl.errors import Refused
from treadctl.model import Confirmed, StopCause
from treadctl.safety.buttons.bridge import BridgeButton
from treadctl.safety.buttons.wired import Wired
from treadctl.safety.key_input import KeyInput
from treadctl.safety.latch import Latch
from treadctl.safety.limits import TIERS


async def test_a_walk_holds_the_lease_and_a_press_at_the_bridge_is_pain(tmp_path: Path) -> None:
    treadmill, rig = MemoryRig(), BridgeRig(Settings(role=KEYLOOP, um_per_pulse=0))
    inputs = BridgeInputs()
    room = belt_room(
        Board(),
        lambda listener: FtmsDriver(treadmill.open_client, listener),
        Latch(tmp_path / "latch"),
        "A",
        pain_button="bridge",
        wired=Wired(BridgeButton("a port", inputs)),
        key=KeyInput(KeyLoop(rig.open_line, inputs)),
    )
    async with room as belt:
        await belt.guard.stands()
        await asyncio.sleep(3.0)
        with pytest.raises(Refused, match="Press the pain button once"):
            await belt.guard.start(TIERS["A"])
        rig.machine.relay.pressed = True
        await asyncio.sleep(0.5)
        rig.machine.relay.pressed = False
        await asyncio.sleep(1.5)
        assert await belt.guard.start(TIERS["A"]) == Confirmed()
        await asyncio.sleep(20.0)
        assert rig.machine.relay.closed and treadmill.machine.belt.started
        rig.machine.relay.pressed = True
        await asyncio.sleep(0.1)
        assert belt.guard.supervisor.latched is StopCause.PAIN
        rig.machine.relay.pressed = False
    assert treadmill.machine.belt.standing


async def test_the_loop_is_closed_until_a_closing_room_has_stopped_its_belt(tmp_path: Path) -> None:
    treadmill, rig = MemoryRig(), BridgeRig(Settings(role=KEYLOOP, um_per_pulse=0))
    room = belt_room(
        Board(),
        lambda listener: FtmsDriver(treadmill.open_client, listener),
        Latch(tmp_path / "latch"),
        "A",
        pain_button="somewhere",
        key=KeyInput(KeyLoop(rig.open_line, BridgeInputs())),
    )
    async with room as belt:
        await belt.guard.stands()
        await asyncio.sleep(3.0)
        assert await belt.guard.start(TIERS["A"]) == Confirmed()
        await asyncio.sleep(5.0)
        await belt.guard.close()
        assert treadmill.machine.belt.standing and rig.machine.relay.closed
    await asyncio.sleep(1.0)
    assert not rig.machine.relay.closed
    assert rig.machine.bridge.control.faults == wire.F_LINK


async def test_a_belt_that_ignores_its_stop_has_its_key_loop_opened(tmp_path: Path) -> None:
    treadmill, rig = MemoryRig(), BridgeRig(Settings(role=KEYLOOP, um_per_pulse=0))
    room = belt_room(
        Board(),
        lambda listener: FtmsDriver(treadmill.open_client, listener),
        Latch(tmp_path / "latch"),
        "A",
        pain_button="somewhere",
        key=KeyInput(KeyLoop(rig.open_line, BridgeInputs())),
    )
    async with room as belt:
        await belt.guard.stands()
        await asyncio.sleep(3.0)
        assert await belt.guard.start(TIERS["A"]) == Confirmed()
        apply(treadmill.machine, treadmill.link, "ignore-stop")
        belt.guard.stop(StopCause.USER)
        await asyncio.sleep(1.0)
        assert rig.machine.relay.closed
        await asyncio.sleep(6.0)
        assert not rig.machine.relay.closed
        apply(treadmill.machine, treadmill.link, "safety-key")  # what the open loop does to it


async def test_without_a_key_loop_everything_is_passed_on_as_it_is() -> None:
    def feed() -> None:
        """Nothing."""

    def open_driver(listener: object) -> FtmsDriver:
        raise AssertionError(listener)

    none = KeyInput()
    assert none.on_time(feed) is feed and none.around(open_driver) is open_driver
    none.open()
