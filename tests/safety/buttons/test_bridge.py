"""The pain button at the bridge, as the bridge tells of it."""

import asyncio
from pathlib import Path

import pytest

from firmware_bridge import wire
from simulators.bridge_machine import BridgeMachine
from simulators.bridge_rig import BridgeRig
from simulators.serial_line import serial_line
from tests.safety.buttons.panel import watched
from treadctl.drivers.bridge_inputs import BridgeInputs
from treadctl.drivers.key_loop import KeyLoop, at
from treadctl.protocols.bridge_status import Status
from treadctl.safety.buttons import ButtonLost, ButtonTaken
from treadctl.safety.buttons.bridge import BridgeButton

RELEASED, PRESSED = wire.KEY | wire.PAIN_OK, wire.KEY


def status(inputs: int) -> Status:
    return Status(asyncio.get_running_loop().time(), wire.SAFE, inputs, 0, 1)


async def hold(inputs: BridgeInputs, level: int, for_s: float) -> None:
    """Let the bridge tell this level, ten times a second."""
    for _ in range(round(for_s * 10)):
        inputs.heard(status(level))
        await asyncio.sleep(0.1)


def there() -> BridgeInputs:
    inputs = BridgeInputs()
    inputs.missing = None
    return inputs


async def test_it_is_found_once_it_was_seen_released_for_certain() -> None:
    inputs = there()
    async with watched(BridgeButton("a port", inputs)) as (panel, _):
        await asyncio.sleep(0)
        await hold(inputs, RELEASED, 0.4)
        assert panel.words == []
        await hold(inputs, RELEASED, 0.3)
        assert panel.words == ["found"]


async def test_the_first_status_with_an_open_chain_is_a_press() -> None:
    inputs = there()
    async with watched(BridgeButton("a port", inputs)) as (panel, _):
        await asyncio.sleep(0)
        await hold(inputs, RELEASED, 1.0)
        at = asyncio.get_running_loop().time()
        inputs.heard(status(PRESSED))
        assert panel.told[-1] == ("pressed", at)
        await hold(inputs, RELEASED, 1.0)
        assert panel.words == ["found", "pressed", "released"]


async def test_a_bridge_that_is_lost_is_a_lost_button() -> None:
    inputs = there()
    async with watched(BridgeButton("a port", inputs)) as (panel, running):
        await asyncio.sleep(0)
        inputs.lost("The cable was pulled. Plug it in.")
        inputs.lost("And once more.")
        with pytest.raises(ButtonLost, match="The cable was pulled"):
            await running
        inputs.heard(status(PRESSED))
        assert panel.words == []


async def test_without_a_bridge_it_is_lost_at_once() -> None:
    with pytest.raises(ButtonLost, match="The bridge was not found yet"):
        async with watched(BridgeButton("a port", BridgeInputs())) as (_, running):
            await running


async def test_a_press_at_a_real_bridge_in_the_key_loop_is_told_within_a_fifth_of_a_second() -> (
    None
):
    rig, inputs = BridgeRig(), BridgeInputs()
    keeping = asyncio.create_task(
        KeyLoop(rig.open_line, inputs).keep(lambda _notice: None, lambda: True)
    )
    await asyncio.sleep(2.0)
    async with watched(BridgeButton("a port", inputs)) as (panel, _):
        await asyncio.sleep(1.0)
        at = asyncio.get_running_loop().time()
        rig.machine.relay.pressed = True
        await panel.hears("pressed")
        assert asyncio.get_running_loop().time() - at < 0.1
        rig.machine.relay.pressed = False
        await panel.hears("released")
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


def test_it_is_called_by_its_port() -> None:
    assert BridgeButton("/dev/ttyACM0").name == "bridge (/dev/ttyACM0)"


@pytest.mark.realtime
@pytest.mark.parametrize("pressed", [True, False])
async def test_one_look_tells_whether_it_is_pressed(pressed: bool) -> None:
    machine = BridgeMachine(asyncio.get_running_loop().time())
    machine.relay.pressed = pressed
    async with serial_line(machine) as line:
        await asyncio.sleep(0.2)  # a contact settles for 50 ms
        assert await asyncio.to_thread(BridgeButton(str(line.path)).look) is pressed


@pytest.mark.realtime
async def test_one_look_at_a_port_that_another_has_says_so() -> None:
    machine = BridgeMachine(asyncio.get_running_loop().time())
    async with serial_line(machine) as line:
        inputs = BridgeInputs()
        loop = at(str(line.path))
        keeping = asyncio.create_task(loop.keep(lambda _notice: None, lambda: True))
        await asyncio.sleep(0.5)
        with pytest.raises(ButtonTaken, match="in use by another program"):
            await asyncio.to_thread(BridgeButton(str(line.path), inputs).look)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


def test_one_look_at_a_port_that_is_not_there_names_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(ButtonLost, match="Plug the adapter in") as raised:
        BridgeButton(str(tmp_path / "ttyACM0")).look()
    assert not isinstance(raised.value, ButtonTaken)
