"""How a tachometer is reached: a bridge of its own, or the one that is in the key loop."""

import asyncio
import os
from pathlib import Path

import pytest

from firmware_bridge.settings import KEYLOOP, Settings
from tests.drivers.beside import Belt, served, walking
from tests.drivers.connection import Heard, now
from treadctl.drivers import tach
from treadctl.drivers.bridge_inputs import BridgeInputs
from treadctl.drivers.key_loop import KeyedDriver, KeyLoop
from treadctl.drivers.tach import TachDriver, shared
from treadctl.errors import ConnectFailed, LinkLost
from treadctl.treadmills import treadmill


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
