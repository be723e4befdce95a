"""A person beside a simulated treadmill: reads each sentence, presses keys and the console."""

import asyncio
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import pytest

from simulators.faults import apply
from simulators.machines import DEFAULT, MachineModel
from simulators.memory_gatt import MemoryRig
from simulators.physics import KMH_PER_MPH, Belt
from treadctl.cli.commission import Commissioning
from treadctl.cli.commission.technician import Technician
from treadctl.cli.keys import GONE
from treadctl.drivers import Driver, Listener
from treadctl.drivers.ftms import FtmsDriver
from treadctl.drivers.identity import Identity
from treadctl.drivers.machine_file import FOLDER, MachineFile, read_all
from treadctl.errors import TreadctlError

ADDRESS = "F0:F1:F2:F3:F4:F5"
URI = f"ftms://{ADDRESS}"
SLOWEST_KMH = 0.8
AT_CONSOLE = "Start the belt at its console"
READING = "Which speed does the console show?"
TYPE = "Type start, then Enter:"
WILLING: Mapping[str, str] = {
    "y/n": "y",
    AT_CONSOLE: f"console-speed={SLOWEST_KMH}",
    READING: "reading",
    TYPE: "start\n",
}
"""What is done at which words: a key, an event of the machine, the number on its console, or
nothing, or (`gone`) the window is closed. `,`: one after the other; `then`: the next time.
"""

NOTHING_ELSE: Mapping[str, str] = MappingProxyType({})


class Rig(Protocol):
    """A machine in reach of a driver, with a console."""

    @property
    def who(self) -> Identity: ...
    @property
    def belt(self) -> Belt: ...
    @property
    def writes(self) -> list[tuple[float, bytes]]: ...
    def open_driver(self, listener: Listener) -> Driver: ...
    def befall(self, text: str) -> None: ...


class ByRadio:
    """An FTMS treadmill in this process."""

    def __init__(self, model: MachineModel = DEFAULT) -> None:
        self.rig, self.who = MemoryRig(model), Identity()
        self.machine = self.rig.machine

    @property
    def belt(self) -> Belt:
        return self.machine.belt

    @property
    def writes(self) -> list[tuple[float, bytes]]:
        return self.machine.writes

    def open_driver(self, listener: Listener) -> Driver:
        return FtmsDriver(self.rig.open_client, listener, met=self.who.met)

    def befall(self, text: str) -> None:
        if text == "deck-stuck":
            self.belt.drive = replace(self.belt.drive, incline_percent_s=0.0)
            return
        if text == "says-stopped":
            self.machine.notify_status(b"\x02\x01")
            return
        name, _, value = text.partition("=")
        apply(self.machine, self.rig.link, name, float(value) if value else None)


class Beside(io.StringIO):
    """The terminal and whoever sits at it. `does`: what is done at which words."""

    def __init__(self, rig: Rig, does: Mapping[str, str], *, console_in_mph: bool) -> None:
        super().__init__()
        self._rig, self._does = rig, {**WILLING, **does}
        self._unit_kmh = KMH_PER_MPH if console_in_mph else 1.0
        self.press: Callable[[bytes], None] = lambda _key: None

    def write(self, text: str) -> int:
        words = next((words for words in reversed(self._does) if words in text), None)
        if words is not None:
            now, _, then = self._does[words].partition(" then ")
            self._does[words] = then or now
            for number, act in enumerate(now.split(", ")):
                asyncio.get_running_loop().call_later(0.5 * (1 + number), self._act, act)
        return super().write(text)

    def _act(self, act: str) -> None:
        match act:
            case "nothing":
                return
            case "gone":
                self.press(GONE)
            case "reading":
                self._rig.belt.advance(asyncio.get_running_loop().time())
                self._type(f"{self._rig.belt.speed_kmh / self._unit_kmh:.1f}\n")
            case _ if len(act) == 1 or act.endswith("\n"):
                self._type(act)
            case _:
                self._rig.befall(act)

    def _type(self, keys: str) -> None:
        for key in keys:
            self.press(key.encode())


class Trying:
    """One commissioning of `rig` by such a person. `seen` is what was on the terminal."""

    def __init__(
        self,
        rig: Rig,
        folder: Path,
        does: Mapping[str, str] = NOTHING_ELSE,
        *,
        uri: str = URI,
        console_in_mph: bool = False,
    ) -> None:
        self.rig, self.folder = rig, folder
        self._screen = Beside(rig, does, console_in_mph=console_in_mph)
        person = Technician(self._screen)
        self._screen.press = person.press
        self._work = Commissioning(person, uri, rig.who, rig.open_driver, folder)

    async def to_its_end(self) -> int:
        """Return the exit code."""
        return await self._work.with_keys()

    async def fails(self) -> str:
        """Return why it failed, with the belt known to stand and nothing kept."""
        with pytest.raises(TreadctlError) as why:
            await self.to_its_end()
        assert self.moves_kmh == 0.0
        assert read_all(self.folder / FOLDER) == ()
        return str(why.value)

    async def alarms(self) -> None:
        """See that it ends with the belt moving, which it says, and that nothing is kept."""
        assert await self.to_its_end() == 3
        assert read_all(self.folder / FOLDER) == ()

    async def kept(self) -> MachineFile:
        """Return what was kept, with the belt known to stand."""
        assert await self.to_its_end() == 0, self.seen
        assert self.moves_kmh == 0.0
        (found,) = read_all(self.folder / FOLDER)
        return found

    @property
    def moves_kmh(self) -> float:
        """The belt's own truth."""
        self.rig.belt.advance(asyncio.get_running_loop().time())
        return self.rig.belt.speed_kmh

    @property
    def seen(self) -> str:
        return self._screen.getvalue()
