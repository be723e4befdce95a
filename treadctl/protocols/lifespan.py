"""LifeSpan desk treadmills, console to base: Modbus RTU, 4800 8N1 at 5 V.

The base measures no speed that anybody can read: register D10A only repeats the last setpoint.
What it does when the bus falls silent is not known. Source: blak3r/treadspan (825f089),
protocol-analysis/serial, a TR1200B with its Omni console.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from treadctl.errors import BadInput
from treadctl.protocols import miles, modbus

BAUD: Final = 4800
SLAVE: Final = 1
# The silence that ends a frame, 3.5 characters. Source: Modbus over Serial Line 1.02, 2.5.1.1.
GAP_S: Final = 3.5 * 10 / BAUD
CYCLE_S: Final = 0.2  # the console's four transactions, over and over, also while the belt stands

START_BELT: Final = 0x0001
STOP_BELT: Final = 0x0002
SETPOINT: Final = 0x000A
STEPS: Final = 0x000F
MODEL: Final = 0x0101
SETPOINT_MIRROR: Final = 0xD10A

IDLE: Final = 50  # the setpoint of a belt that stands
MAX_DECI_MPH: Final = 20  # nobody has published a setpoint above 2.0 mph
MIN_DECI_MPH: Final = 4

_PER_MPH = 235
_TICKS_PER_MPH = 10

REGISTERS: Final[Mapping[int, str]] = MappingProxyType(
    {
        START_BELT: "start",
        STOP_BELT: "stop",
        SETPOINT: "target_speed",
        STEPS: "steps",
        MODEL: "model",
        SETPOINT_MIRROR: "target_speed_mirror",
    }
)

START: Final = modbus.encode_write(SLAVE, START_BELT, 1)
STOP: Final = modbus.encode_write(SLAVE, STOP_BELT, 1)
SET_IDLE: Final = modbus.encode_write(SLAVE, SETPOINT, IDLE)
RESET_STEPS: Final = modbus.encode_write(SLAVE, STEPS, 0)
READ_STEPS: Final = modbus.encode_read(SLAVE, STEPS)
READ_MODEL: Final = modbus.encode_read(SLAVE, MODEL)
READ_MIRROR: Final = modbus.encode_read(SLAVE, SETPOINT_MIRROR)


def setpoint(deci_mph: int) -> int:
    """Return what SETPOINT holds for a speed in 0.1 mph: 235 for each mph, cut. 5 is 117."""
    return deci_mph * _PER_MPH // _TICKS_PER_MPH


def encode_target_speed(deci_mph: int) -> bytes:
    """Return the request for a speed in 0.1 mph. Raises BadInput outside 0.4 to 2.0 mph."""
    if not MIN_DECI_MPH <= deci_mph <= MAX_DECI_MPH:
        raise BadInput(f"This treadmill takes 0.4 to 2.0 mph, not {deci_mph / 10} mph.")
    return modbus.encode_write(SLAVE, SETPOINT, setpoint(deci_mph))


def target_mph(value: int) -> float | None:
    """Return the speed that SETPOINT or its mirror stands for; None at IDLE, where there is none.

    The number was cut, so the speed is the lowest 0.1 mph that gives it, if there is one.
    """
    if value == IDLE:
        return None
    deci_mph = -(-value * _TICKS_PER_MPH // _PER_MPH)
    if setpoint(deci_mph) == value:
        return deci_mph / 10
    return value / _PER_MPH


def target_kmh(value: int) -> float | None:
    """Return the same in km/h."""
    mph = target_mph(value)
    if mph is None:
        return None
    deci_mph = round(mph * 10)
    return miles.kmh(deci_mph) if deci_mph / 10 == mph else mph * miles.kmh(10)
