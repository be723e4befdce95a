"""How each kind of treadmill is opened, by its address."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from treadctl.app import belt_room
from treadctl.board.board import Board
from treadctl.cli.record import opens
from treadctl.drivers import Driver, Listener
from treadctl.errors import BadInput
from treadctl.safety.latch import Latch
from treadctl.treadmills import simulated, treadmill


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(30.0):
        while not reached():  # noqa: ASYNC110 - time here is free
            await asyncio.sleep(0.05)


async def test_a_simulated_treadmill_is_the_same_one_after_a_reconnect() -> None:
    open_driver = simulated("t12b")
    first = await _heard_from(open_driver)
    assert await _heard_from(open_driver) == first == "FS-BT-D2"


async def _heard_from(open_driver: Callable[[Listener], Driver]) -> str:
    names: list[str] = []
    room = belt_room(Board(), open_driver, Latch(Path("unused")), "A")
    async with room as belt:
        await until(lambda: belt.guard.supervisor.known.machine is not None)
        machine = belt.guard.supervisor.known.machine
        names.append(machine.name if machine else "")
    return names[0]


def test_a_twin_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(BadInput, match=r"no simulated 'x'; there are bowflex-t9, fs-bt-t4"):
        treadmill("sim://?quirk=x")


@pytest.mark.realtime
def test_naming_a_treadmill_loads_nothing_to_reach_it_with() -> None:
    names = ("ftms://F0:F1:F2:F3:F4:F5", "ftms://name/X", "sim://?hci=127.0.0.1:9001")
    code = (
        f"import sys\nfrom treadctl.treadmills import treadmill\nfor n in {names}: treadmill(n)\n"
    )
    code += "print({'bleak', 'bumble', 'simulators'} & set(sys.modules))"
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, capture_output=True, check=True, text=True)
    assert ended.stdout == "set()\n"


def test_a_machine_that_is_simulated_elsewhere_needs_the_demo_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("treadctl.treadmills.find_spec", lambda _name: None)
    for by in (treadmill, opens):
        with pytest.raises(BadInput, match=r"needs the demo extra: pip install"):
            by("sim://?hci=127.0.0.1:9")
