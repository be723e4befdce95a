"""Woodway's lab treadmills: commands and replies, 4800 8N1.

Akin to TrackMaster with dangerous differences: the start without a timer is A9 here and A1 there,
C3 is the firmware here and the set speed there. So the dialect is chosen by the address of the
machine and never found out by trying. Speeds out of range are clamped without a word. Source:
pyWoodway 0.2.4 (MMI-VR/pyWoodway at 60cf728). The length of the timer is not published.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from treadctl.errors import BadInput, DecodeError
from treadctl.protocols import unframed
from treadctl.protocols.unframed import ANY, Message, Shape

BAUD: Final = 4800

# A0 starts with the machine's own timer: silence of the host stops the belt. The start without
# it, A9, is not offered here, nor is reverse.
START: Final = b"\xa0"
STOP: Final = b"\xa2"  # power off: the belt coasts
AUTO_STOP: Final = b"\xaa"  # speed and grade to 0
READ_STATE: Final = b"\xc0"
READ_SPEED: Final = b"\xc1"
READ_INCLINATION: Final = b"\xc2"

TIMED_OUT: Final = 0xBD  # comes unasked: the machine's timer ran out and it stopped by itself
INVALID_DATA: Final = 0xBE
INVALID_COMMAND: Final = 0xBF

SET_SPEED: Final = 0xA3
SET_INCLINATION: Final = 0xA4
MAX_SPEED_DECI_MPH: Final = 299
MAX_INCLINATION_DECI_PERCENT: Final = 299

FORWARD: Final = b"0"
REVERSE: Final = b"3"

COMMANDS: Final[Mapping[int, tuple[str, Shape]]] = MappingProxyType(
    {
        0xA0: ("start", Shape()),
        0xA2: ("stop", Shape()),
        SET_SPEED: ("set_target_speed", Shape(4)),
        SET_INCLINATION: ("set_target_inclination", Shape(4)),
        0xA9: ("start_without_timer", Shape()),
        0xAA: ("auto_stop", Shape()),
        0xC0: ("read_state", Shape()),
        0xC1: ("read_speed", Shape()),
        0xC2: ("read_inclination", Shape()),
        0xC3: ("read_firmware", Shape()),
    }
)
"""What the host says: code -> name, and the data behind the code."""

REPLIES: Final[Mapping[int, Shape]] = MappingProxyType(
    {
        **{code + 0x10: Shape() for code in COMMANDS if code < 0xC0},
        0xD0: Shape(1, ANY),
        0xD1: Shape(4),
        0xD2: Shape(4),
        0xD3: Shape(4, ANY),
        TIMED_OUT: Shape(),
        INVALID_DATA: Shape(),
        INVALID_COMMAND: Shape(),
    }
)
"""What the machine says: code -> the data behind it."""


def encode_target_speed(deci_mph: int) -> bytes:
    """Return the command for a forward speed in 0.1 mph. Raises BadInput outside 0 to 29.9 mph.

    0 is forward too: the published package sends it as reverse.
    """
    if not 0 <= deci_mph <= MAX_SPEED_DECI_MPH:
        raise BadInput(f"A speed is 0 to 29.9 mph, not {deci_mph / 10} mph.")
    return bytes([SET_SPEED]) + FORWARD + unframed.digits(deci_mph, 3, "A speed in 0.1 mph")


def encode_target_inclination(deci_percent: int) -> bytes:
    """Return the command for an elevation in 0.1 %. Raises BadInput outside 0 to 29.9 %."""
    if not 0 <= deci_percent <= MAX_INCLINATION_DECI_PERCENT:
        raise BadInput(f"An elevation is 0 to 29.9 %, not {deci_percent / 10} %.")
    return bytes([SET_INCLINATION]) + unframed.digits(deci_percent, 4, "An elevation in 0.1 %")


def deci_mph(data: bytes) -> int:
    """Return the speed in four characters, in 0.1 mph; below 0 where the belt runs backwards.

    Raises DecodeError for a direction that is neither forward nor reverse.
    """
    direction, speed = data[:1], int(data[1:])
    if direction not in (FORWARD, REVERSE):
        raise DecodeError(f"A direction is 0 or 3, not {direction.decode('ascii')}.")
    return speed if direction == FORWARD else -speed


def take_reply(data: bytes) -> Message | None:
    """Return the reply that `data` is; None while its end is still to come.

    `deci_mph` reads the data of D1; `Message.number` of D2 is 0.1 %. Raises DecodeError for bytes
    that are no reply.
    """
    return unframed.take(REPLIES, data)
