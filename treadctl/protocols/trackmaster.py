"""TrackMaster and Full Vision treadmills (JAS, TMX, FVX): commands and replies, 4800 8N1.

Speeds are whole 0.1 mph and elevations whole 0.1 %, in four ASCII digits. There is no check, so
what was set must be read back. Source: TMX428 service manual (2021), pages 63-65; FVX/TMX manual
(2006), page 9-5.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from treadctl.errors import BadInput
from treadctl.protocols import unframed
from treadctl.protocols.unframed import Message, Shape

BAUD: Final = 4800

# A0 arms the machine's own stop: the belt stops if no command comes for SILENCE_S. The start
# without it, A1, is not offered here.
START: Final = b"\xa0"
SILENCE_S: Final = 0.5
STOP: Final = b"\xa2"
AUTO_STOP: Final = b"\xaa"  # speed and elevation to the minimum, then stop
READ_BELT: Final = b"\xc0"
READ_SPEED: Final = b"\xc1"
READ_INCLINATION: Final = b"\xc2"
READ_TARGET_SPEED: Final = b"\xc3"

OUT_OF_RANGE: Final = 0xBE
ILLEGAL_COMMAND: Final = 0xBF

SET_SPEED: Final = 0xA3
SET_INCLINATION: Final = 0xA4

COMMANDS: Final[Mapping[int, tuple[str, Shape]]] = MappingProxyType(
    {
        0xA0: ("start", Shape()),
        0xA1: ("start_without_timer", Shape()),
        0xA2: ("stop", Shape()),
        SET_SPEED: ("set_target_speed", Shape(4)),
        SET_INCLINATION: ("set_target_inclination", Shape(4)),
        0xA5: ("set_time", Shape(4)),
        0xA6: ("set_protocol", Shape(2)),
        0xA7: ("set_stage", Shape(2)),
        0xA8: ("reset", Shape()),
        0xA9: ("set_weight", Shape(4)),
        0xAA: ("auto_stop", Shape()),
        0xAB: ("auto_cool_down", Shape()),
        0xAC: ("toggle_echo", Shape()),
        0xC0: ("read_belt", Shape()),
        0xC1: ("read_speed", Shape()),
        0xC2: ("read_inclination", Shape()),
        0xC3: ("read_target_speed", Shape()),
        0xC4: ("read_target_inclination", Shape()),
        0xC5: ("read_lap_time", Shape()),
        0xC6: ("read_total_time", Shape()),
        0xC7: ("read_distance", Shape()),
        0xC8: ("read_protocol", Shape()),
        0xC9: ("read_stage", Shape()),
        0xCA: ("read_weight", Shape()),
        0xCB: ("read_calories", Shape()),
        0xCC: ("read_oxygen_uptake", Shape()),
        0xCD: ("read_mets", Shape()),
    }
)
"""What the host says: code -> name, and the data behind the code."""

REPLIES: Final[Mapping[int, Shape]] = MappingProxyType(
    {
        **{code + 0x10: Shape() for code in COMMANDS if code < 0xC0},
        **{code: Shape(4) for code in range(0xD1, 0xDE)},
        0xD0: Shape(1, b"123"),
        0xD8: Shape(2),
        0xD9: Shape(2),
        OUT_OF_RANGE: Shape(),
        ILLEGAL_COMMAND: Shape(),
    }
)
"""What the machine says, once a command was carried out: code -> the data behind it.

The values from D5 on are not measured: the manual says that they are always zero.
"""

BELT: Final = MappingProxyType({1: "stopped", 2: "started", 3: "started_without_timer"})


def encode_target_speed(deci_mph: int) -> bytes:
    """Return the command for a speed in 0.1 mph. Raises BadInput outside 0 to 999.9 mph."""
    return bytes([SET_SPEED]) + unframed.digits(deci_mph, 4, "A speed in 0.1 mph")


def encode_target_inclination(deci_percent: int) -> bytes:
    """Return the command for an elevation in 0.1 %, a multiple of 5.

    Raises BadInput for anything the machine would answer with BE.
    """
    if deci_percent % 5:
        raise BadInput(f"An elevation goes in steps of 0.5 %, not {deci_percent / 10} %.")
    return bytes([SET_INCLINATION]) + unframed.digits(deci_percent, 4, "An elevation in 0.1 %")


def take_reply(data: bytes) -> Message | None:
    """Return the reply that `data` is; None while its end is still to come.

    `Message.number` of D0 is a key of BELT, of D1 and D3 0.1 mph, of D2 and D4 0.1 %.
    Raises DecodeError for bytes that are no reply.
    """
    return unframed.take(REPLIES, data)
