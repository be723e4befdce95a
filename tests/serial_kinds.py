"""The machines at a serial line, each in reach of its driver. In virtual time."""

from collections.abc import Callable, Mapping

from firmware_bridge import wire
from simulators import line_faults, serial_faults, tach_beside
from simulators.bridge_rig import BridgeRig
from simulators.csafe_machine import CsafeMachine
from simulators.faults import parse_event
from simulators.lifespan_machine import LifespanMachine
from simulators.line import SerialMachine
from simulators.memory_line import MemoryLine
from simulators.physics import KMH_PER_MPH
from simulators.trackmaster_machine import TrackmasterMachine
from simulators.woodway_machine import WoodwayMachine
from tests.walk import Rig, now
from treadctl.drivers import Driver, Listener
from treadctl.drivers.bridge import BridgeDriver
from treadctl.drivers.bridge_inputs import BridgeInputs
from treadctl.drivers.csafe import CsafeDriver
from treadctl.drivers.lifespan import LifespanDriver
from treadctl.drivers.serial_port import OpenLine
from treadctl.drivers.tach import TachDriver, alone
from treadctl.drivers.trackmaster import TrackmasterDriver
from treadctl.drivers.woodway import WoodwayDriver
from treadctl.protocols import lifespan


class AtALine:
    """A machine at a line, and the driver that is made for it."""

    settles_s = 0.0

    def __init__(
        self,
        machine: Callable[[float], SerialMachine],
        driver: Callable[[OpenLine, Listener, str], Driver],
        stop: bytes,
    ) -> None:
        self.machine = machine(now())
        self.line = MemoryLine(self.machine)
        self._driver, self._stop = driver, stop

    def open_driver(self, listener: Listener) -> Driver:
        return self._driver(self.line.open_line, listener, "the line")

    def befall(self, text: str) -> None:
        if text.partition("=")[0] in line_faults.NAMES:
            self.line.befall(text)
        else:
            serial_faults.apply(self.machine, parse_event(f"0={text}"), now())

    def is_stop(self, order: bytes) -> bool:
        return order == self._stop


class WithTach(AtALine):
    """A LifeSpan base, and the tachometer of a bridge at its belt."""

    def __init__(self) -> None:
        super().__init__(LifespanMachine, LifespanDriver, lifespan.STOP)
        self.bridge = BridgeRig(tach_beside.SETTINGS, beside=self.machine.belt)

    def open_driver(self, listener: Listener) -> Driver:
        return TachDriver(super().open_driver, alone(self.bridge.open_line), listener)

    def befall(self, text: str) -> None:
        match text:
            case "tach-unplug":
                self.bridge.lose()
            case "tach-cut":
                self.bridge.machine.no_tach = True
            case "tach-silence":
                self.bridge.machine.hangs = True
            case "mph-shown":  # it was calibrated in the wrong unit
                self.bridge.machine.um_per_pulse = round(
                    tach_beside.SETTINGS.um_per_pulse / KMH_PER_MPH
                )
            case _:
                super().befall(text)


class AtABridge:
    """A belt whose motor the bridge drives."""

    settles_s = 3.0  # its tachometer has to be still for 2 s

    def __init__(self) -> None:
        self.rig, self._inputs = BridgeRig(), BridgeInputs()
        self.machine: SerialMachine = self.rig.machine

    def open_driver(self, listener: Listener) -> Driver:
        return BridgeDriver(self.rig.open_line, listener, "a", inputs=self._inputs)

    def befall(self, text: str) -> None:
        match text:
            case "unplug":
                self.rig.lose()
            case "replug":
                self.rig.restore()
            case "tach-cut":
                self.rig.machine.no_tach = True
            case _:
                serial_faults.apply(self.machine, parse_event(f"0={text}"), now())

    def is_stop(self, order: bytes) -> bool:
        return order[0] == wire.STOP


KINDS: Mapping[str, Callable[[], Rig]] = {
    "trackmaster": lambda: AtALine(TrackmasterMachine, TrackmasterDriver, b"\xa2"),
    "woodway": lambda: AtALine(WoodwayMachine, WoodwayDriver, b"\xaa"),
    "csafe": lambda: AtALine(CsafeMachine, CsafeDriver, b"\x86"),
    "bridge": AtABridge,
    "lifespan-tach": WithTach,
}
