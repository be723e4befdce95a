"""TrackMaster's and Woodway's bytes to what `treadctl decode` prints.

A code byte says which side spoke: commands are A0 to CD, replies B0 to DD, BD, BE and BF.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from treadctl.protocols import miles, trackmaster, unframed, woodway
from treadctl.protocols.unframed import Message, Shape

Decoded = dict[str, object]

_REPLY_STEP = 0x10  # a reply's code is its command's plus this
_TRACKMASTER_RESULTS: Final[Mapping[int, Decoded]] = MappingProxyType(
    {
        trackmaster.OUT_OF_RANGE: {"result": "out_of_range", "result_code": 0xBE},
        trackmaster.ILLEGAL_COMMAND: {"result": "illegal_command", "result_code": 0xBF},
    }
)
_WOODWAY_RESULTS: Final[Mapping[int, Decoded]] = MappingProxyType(
    {
        woodway.TIMED_OUT: {"event": "timed_out", "event_code": 0xBD},
        woodway.INVALID_DATA: {"result": "invalid_data", "result_code": 0xBE},
        woodway.INVALID_COMMAND: {"result": "invalid_command", "result_code": 0xBF},
    }
)


def decode_trackmaster(frame: bytes) -> Decoded:
    """Return what one TrackMaster command or reply says. Raises DecodeError if it is neither."""
    message = unframed.whole(_either_side(trackmaster.COMMANDS, trackmaster.REPLIES), frame)
    if message.code in _TRACKMASTER_RESULTS:
        return dict(_TRACKMASTER_RESULTS[message.code])
    head, name = _head(trackmaster.COMMANDS, message)
    return {**head, **_trackmaster_value(name, message)}


def decode_woodway(frame: bytes) -> Decoded:
    """Return what one Woodway command or reply says. Raises DecodeError if it is neither.

    A belt that runs backwards has a speed below 0.
    """
    message = unframed.whole(_either_side(woodway.COMMANDS, woodway.REPLIES), frame)
    if message.code in _WOODWAY_RESULTS:
        return dict(_WOODWAY_RESULTS[message.code])
    head, name = _head(woodway.COMMANDS, message)
    return {**head, **_woodway_value(name, message)}


def _either_side(
    commands: Mapping[int, tuple[str, Shape]], replies: Mapping[int, Shape]
) -> dict[int, Shape]:
    return {code: shape for code, (_, shape) in commands.items()} | dict(replies)


def _head(commands: Mapping[int, tuple[str, Shape]], message: Message) -> tuple[Decoded, str]:
    if message.code in commands:
        name = commands[message.code][0]
        return {"op": message.code, "name": name}, name
    op = message.code - _REPLY_STEP
    name = commands[op][0]
    return {"response_to": op, "name": name, "result": "success"}, name


def _trackmaster_value(name: str, message: Message) -> Decoded:
    if not message.data:
        return {}
    prefix = "target_" if name.startswith("read_target_") else ""
    if name == "read_belt":
        return {"belt": trackmaster.BELT[message.number]}
    if name.endswith("_speed"):
        return _speed(prefix, message.number)
    if name.endswith("_inclination"):
        return {f"{prefix}inclination_percent": message.number / 10}
    return {"digits": message.data.decode("ascii")}


def _woodway_value(name: str, message: Message) -> Decoded:
    if not message.data:
        return {}
    match name:
        case "read_state":
            return {"state_code": message.data[0]}
        case "read_firmware":
            return {"firmware": int.from_bytes(message.data, "big")}
        case "set_target_inclination" | "read_inclination":
            return {"inclination_percent": message.number / 10}
    speed = _speed("", woodway.deci_mph(message.data))
    reverse = message.data[:1] == woodway.REVERSE
    return {**speed, "belt_direction": "reverse" if reverse else "forward"}


def _speed(prefix: str, deci_mph: int) -> Decoded:
    return {f"{prefix}speed_kmh": miles.kmh(deci_mph), f"{prefix}speed_mph": deci_mph / 10}
