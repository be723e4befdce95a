"""A driver at the wrong machine, or at the right one with the wrong speed: one clear sentence."""

import asyncio
from functools import partial
from importlib import import_module
from itertools import permutations
from pathlib import Path

import pytest

from simulators.bridge_rig import BridgeRig
from simulators.live_serial import MACHINES
from simulators.memory_line import MemoryLine
from tests.drivers.connection import Heard, now
from treadctl.drivers import Driver, Listener
from treadctl.drivers.bridge import BridgeDriver
from treadctl.drivers.csafe import CsafeDriver
from treadctl.drivers.lifespan import LifespanDriver
from treadctl.drivers.serial_port import OpenLine
from treadctl.drivers.tach import TachDriver, alone
from treadctl.drivers.trackmaster import TrackmasterDriver
from treadctl.drivers.woodway import WoodwayDriver
from treadctl.errors import ConnectFailed

PORT = "/dev/ttyUSB0"
DRIVERS = {
    "bridge": BridgeDriver,
    "csafe": CsafeDriver,
    "lifespan": LifespanDriver,
    "trackmaster": TrackmasterDriver,
    "woodway": WoodwayDriver,
}
OWN_BAUD = {kind: MACHINES[kind](0.0).baudrate for kind in DRIVERS}
OTHER_BAUD = {"bridge": 9600, "csafe": 4800, "lifespan": 9600, "trackmaster": 9600, "woodway": 9600}
NOT_THAT_ONE = (
    rf"^(Nothing answers at {PORT}\. .* check the cable\."
    rf"|What answers at {PORT} is no .*, or not at this speed\. Correct the scheme .*"
    r"|No bridge answers there\. Check the port, or run `treadctl bridge flash`\.)$"
)


def driver(kind: str, open_line: OpenLine, listener: Listener) -> Driver:
    made: Driver = DRIVERS[kind](open_line, listener, PORT)
    return made


async def stays_away_from(line: MemoryLine, kind: str) -> None:
    heard = Heard()
    with pytest.raises(ConnectFailed, match=NOT_THAT_ONE):
        await driver(kind, line.open_line, heard).run()
    assert heard.machine is None and heard.records == []
    assert not line.machine.belt.started
    line.wire.close()


@pytest.mark.parametrize(("kind", "machine"), sorted(permutations(DRIVERS, 2)))
async def test_the_wrong_machine_is_one_sentence_and_is_never_started(
    kind: str, machine: str
) -> None:
    await stays_away_from(MemoryLine(MACHINES[machine](now()), OWN_BAUD[kind]), kind)


@pytest.mark.parametrize("kind", sorted(DRIVERS))
async def test_the_wrong_speed_is_one_sentence(kind: str) -> None:
    await stays_away_from(MemoryLine(MACHINES[kind](now()), OTHER_BAUD[kind]), kind)


async def test_a_tachometer_that_is_no_bridge_is_said_to_be_the_one_that_is_wrong() -> None:
    base, other = (MemoryLine(MACHINES["lifespan"](now())) for _ in range(2))
    made = TachDriver(partial(driver, "lifespan", base.open_line), alone(other.open_line), Heard())
    with pytest.raises(ConnectFailed, match=r"^The tachometer: No bridge answers there\."):
        await made.run()


async def test_a_bridge_that_is_in_use_is_said_to_be_so() -> None:
    base, bridge = MemoryLine(MACHINES["lifespan"](now())), BridgeRig()
    await bridge.open_line(lambda _data: None, lambda _why: None)
    follow = alone(bridge.open_line)
    made = TachDriver(partial(driver, "lifespan", base.open_line), follow, Heard())
    running = asyncio.create_task(made.run())
    with pytest.raises(ConnectFailed, match=r"^The tachometer: The port is in use"):
        await running


@pytest.mark.realtime
@pytest.mark.parametrize("kind", sorted({*DRIVERS} - {"bridge"}))
async def test_a_port_that_is_not_there_is_one_sentence(kind: str, tmp_path: Path) -> None:
    path = str(tmp_path / "ttyUSB0")
    connect = import_module(f"treadctl.drivers.{kind}").connect
    with pytest.raises(ConnectFailed, match=rf"^There is no {path}\. .*Plug the adapter in"):
        await connect(path, None, Heard()).run()
