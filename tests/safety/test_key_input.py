"""A belt room with a bridge in the treadmill's key loop, and one without. In virtual time."""

import asyncio
from pathlib import Path

import pytest

from firmware_bridge import wire
from firmware_bridge.settings import KEYLOOP, Settings
from simulators.bridge_relay import BridgeRelay
from simulators.bridge_rig import BridgeRig
from simulators.faults import apply
from simulators.memory_gatt import MemoryRig
from treadctl.app import BeltRoom, belt_room
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


class Keyed:
    """A treadmill with a bridge in its key loop, and the room that serves both."""

    def __init__(self, folder: Path, pain_button: str = "somewhere") -> None:
        self.treadmill = MemoryRig()
        self.bridge = BridgeRig(Settings(role=KEYLOOP, um_per_pulse=0))
        inputs = BridgeInputs()
        button = BridgeButton("a port", inputs) if pain_button == "bridge" else None
        self.room = belt_room(
            Board(),
            lambda listener: FtmsDriver(self.treadmill.open_client, listener),
            Latch(folder / "latch"),
            "A",
            pain_button=pain_button,
            wired=Wired(button),
            key=KeyInput(KeyLoop(self.bridge.open_line, inputs)),
        )

    @property
    def relay(self) -> BridgeRelay:
        return self.bridge.machine.relay

    def fault(self, name: str) -> None:
        apply(self.treadmill.machine, self.treadmill.link, name)


async def may_start(belt: BeltRoom) -> None:
    """Wait until the belt stands and the bridge is known."""
    await belt.guard.stands()
    await asyncio.sleep(3.0)


async def test_a_walk_holds_the_lease_and_a_press_at_the_bridge_is_pain(tmp_path: Path) -> None:
    keyed = Keyed(tmp_path, "bridge")
    async with keyed.room as belt:
        await may_start(belt)
        with pytest.raises(Refused, match="Press the pain button once"):
            await belt.guard.start(TIERS["A"])
        keyed.relay.pressed = True
        await asyncio.sleep(0.5)
        keyed.relay.pressed = False
        await asyncio.sleep(1.5)
        assert await belt.guard.start(TIERS["A"]) == Confirmed()
        await asyncio.sleep(20.0)
        assert keyed.relay.closed and keyed.treadmill.machine.belt.started
        keyed.relay.pressed = True
        await asyncio.sleep(0.1)
        assert belt.guard.supervisor.latched is StopCause.PAIN
        keyed.relay.pressed = False
    assert keyed.treadmill.machine.belt.standing


async def test_the_loop_is_closed_until_a_closing_room_has_stopped_its_belt(tmp_path: Path) -> None:
    keyed = Keyed(tmp_path)
    async with keyed.room as belt:
        await may_start(belt)
        assert await belt.guard.start(TIERS["A"]) == Confirmed()
        await asyncio.sleep(5.0)
        await belt.guard.close()
        assert keyed.treadmill.machine.belt.standing and keyed.relay.closed
    await asyncio.sleep(1.0)
    assert not keyed.relay.closed
    assert keyed.bridge.machine.bridge.control.faults == wire.F_LINK


async def test_a_belt_that_ignores_its_stop_has_its_key_loop_opened(tmp_path: Path) -> None:
    keyed = Keyed(tmp_path)
    async with keyed.room as belt:
        await may_start(belt)
        assert await belt.guard.start(TIERS["A"]) == Confirmed()
        keyed.fault("ignore-stop")
        belt.guard.stop(StopCause.USER)
        await asyncio.sleep(1.0)
        assert keyed.relay.closed
        await asyncio.sleep(6.0)
        assert not keyed.relay.closed
        keyed.fault("safety-key")  # what the open loop does to it


async def test_without_a_key_loop_everything_is_passed_on_as_it_is() -> None:
    def feed() -> None:
        """Nothing."""

    def open_driver(listener: object) -> FtmsDriver:
        raise AssertionError(listener)

    none = KeyInput()
    assert none.on_time(feed) is feed and none.around(open_driver) is open_driver
    none.open()


async def test_a_tick_in_time_is_passed_on_beside_the_lease() -> None:
    fed: list[str] = []
    loop = KeyLoop(BridgeRig(Settings(role=KEYLOOP, um_per_pulse=0)).open_line, BridgeInputs())
    KeyInput(loop).on_time(lambda: fed.append("fed"))()
    assert fed == ["fed"]
