"""What is wired up: the button that an address names, and a belt room that watches it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from simulators.memory_gatt import MemoryRig
from tests.safety.buttons.fake_gpio import FakeLine
from tests.safety.buttons.panel import NotedPanel
from treadctl.app import BeltRoom, belt_room
from treadctl.board.board import Board
from treadctl.drivers.ftms import FtmsDriver
from treadctl.errors import BadInput, Refused
from treadctl.model import StopCause
from treadctl.safety.buttons.bridge import BridgeButton
from treadctl.safety.buttons.gpio import GpioButton
from treadctl.safety.buttons.input_event import InputButton
from treadctl.safety.buttons.wired import Wired, button
from treadctl.safety.latch import Latch
from treadctl.safety.limits import TIERS

STOP = b"\x08\x01"
BY_ID = "/dev/input/by-id/usb-Maker_Button-event-kbd"


def test_an_address_opens_nothing_yet() -> None:
    assert button("none") is None
    assert button("gpio://no-such-chip/17") == GpioButton("no-such-chip", 17)
    assert button(f"input://{BY_ID}") == InputButton(Path(BY_ID))


def test_a_button_at_the_bridge_is_at_its_port_and_needs_one() -> None:
    assert button("bridge", "/dev/ttyACM0") == BridgeButton("/dev/ttyACM0")
    with pytest.raises(BadInput, match="needs a bridge: as the treadmill, or key_loop"):
        button("bridge")


def test_a_gpio_button_without_its_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "treadctl.safety.buttons.gpio")
    monkeypatch.setitem(sys.modules, "gpiod", None)
    with pytest.raises(BadInput, match=r"pip install 'treadctl\[gpio\]'"):
        button("gpio://pinctrl-rp1/17")


async def test_where_nothing_is_wired_there_is_nothing_to_watch() -> None:
    async with asyncio.timeout(1.0):
        await Wired().watch(NotedPanel(), lambda: None)


async def test_a_touch_screen_is_watched_beside_the_button(tmp_path: Path) -> None:
    panel, gone = NotedPanel(), list[str]()
    both = Wired(InputButton(tmp_path / "button"), tmp_path / "touch")
    watching = asyncio.create_task(both.watch(panel, lambda: gone.append("gone")))
    await asyncio.sleep(0.5)
    assert (panel.words, gone) == (["lost"], ["gone"])
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


# -- in the belt room, in virtual time --------------------------------------------------------


class Gym:
    """A belt room with a button whose wire the test holds."""

    def __init__(self, room: BeltRoom, rig: MemoryRig, line: FakeLine) -> None:
        self.room, self.rig, self.line = room, rig, line
        self.rules = room.guard.supervisor

    async def tap(self) -> None:
        """Press the button and let it go, as each start asks."""
        self.line.is_open = True
        await asyncio.sleep(0.3)
        self.line.is_open = False
        await asyncio.sleep(1.0)

    async def walk(self) -> None:
        """Start the belt as a person would."""
        await self.room.guard.stands()
        await asyncio.sleep(5.0)
        await self.tap()
        await asyncio.sleep(5.0)
        await self.room.guard.start(TIERS["A"])

    @property
    def stops(self) -> int:
        """How often the machine was told to stop."""
        return sum(data == STOP for _, data in self.rig.machine.writes)


@asynccontextmanager
async def gym(folder: Path, line: FakeLine) -> AsyncIterator[Gym]:
    rig = MemoryRig()
    room = belt_room(
        Board(),
        lambda listener: FtmsDriver(rig.open_client, listener, simulated=True),
        Latch(folder / "latch"),
        "A",
        pain_button="gpio://chip/17",
        wired=Wired(GpioButton("chip", 17, lambda _label, _offset: line)),
    )
    async with room as opened:
        yield Gym(opened, rig, line)


async def test_a_press_stops_the_belt_and_latches_pain(tmp_path: Path) -> None:
    async with gym(tmp_path, FakeLine()) as here:
        await here.walk()
        assert here.rules.driving
        before = here.stops
        here.line.is_open = True
        await asyncio.sleep(0.15)
        assert here.stops == before + 1
        assert here.rules.latched is StopCause.PAIN


async def test_a_chip_that_goes_away_stops_the_belt(tmp_path: Path) -> None:
    async with gym(tmp_path, FakeLine()) as here:
        await here.walk()
        here.line.unplug()
        await asyncio.sleep(0.15)
        assert not here.rules.driving
        assert here.rules.latched is StopCause.BUTTON_LOST


async def test_no_walk_starts_before_the_button_was_pressed_and_let_go(tmp_path: Path) -> None:
    async with gym(tmp_path, FakeLine()) as here:
        await here.room.guard.stands()
        await asyncio.sleep(5.0)
        with pytest.raises(Refused, match="Press the pain button once"):
            await here.room.guard.start(TIERS["A"])


async def test_no_walk_starts_while_the_button_is_held(tmp_path: Path) -> None:
    async with gym(tmp_path, FakeLine(is_open=True)) as here:
        await here.room.guard.stands()
        await asyncio.sleep(5.0)
        assert here.rules.latched is StopCause.PAIN
        here.room.guard.acknowledge()
        await asyncio.sleep(5.0)
        with pytest.raises(Refused, match="pain button does not work: It was not found yet"):
            await here.room.guard.start(TIERS["A"])


async def test_the_button_is_watched_until_the_closing_belt_stands(tmp_path: Path) -> None:
    line = FakeLine()
    async with gym(tmp_path, line) as here:
        await here.walk()
        await asyncio.sleep(20.0)
        rules, closing = here.rules, here
        asyncio.get_running_loop().call_later(0.2, setattr, line, "is_open", True)
    assert rules.latched is StopCause.PAIN
    assert closing.line.released
