"""CSAFE frames to what `treadctl decode` prints.

Neither the frame nor its first byte says who sent it: F1 85 85 F2 is the command to go in use, and
the reply of a machine that is. Such a frame has the direction "either" and both readings.
"""

from collections.abc import Callable

from treadctl.errors import DecodeError
from treadctl.protocols import csafe, csafe_frame

Decoded = dict[str, object]


def decode_csafe(frame: bytes) -> Decoded:
    """Return what one CSAFE frame says. Raises DecodeError if its check or its inside is wrong."""
    found = csafe_frame.decode(frame)
    ends: Decoded = {}
    if found.destination is not None:
        ends = {"destination": found.destination, "source": found.source}
    direction, said = _read(found.contents)
    return {"direction": direction, **ends, **said}


def _read(contents: bytes) -> tuple[str, Decoded]:
    readings: dict[str, Decoded] = {}
    why_not: list[str] = []
    both: tuple[tuple[str, Callable[[bytes], Decoded]], ...]
    both = (("request", _request), ("response", _response))
    for direction, read in both:
        try:
            readings[direction] = read(contents)
        except DecodeError as error:
            why_not.append(f"As a {direction}: {error}")
    if not readings:
        raise DecodeError(" ".join(why_not))
    known = {name: said for name, said in readings.items() if not _has_unknown(said)}
    left = known or readings
    if len(left) == 1:
        return next(iter(left.items()))
    return "either", {**left["request"], **left["response"]}


def _request(contents: bytes) -> Decoded:
    commands, values = csafe.decode_request(contents)
    return {"commands": list(commands), **values}


def _response(contents: bytes) -> Decoded:
    reply = csafe.decode_reply(contents)
    return {
        "state": reply.status.state.name.lower(),
        "state_code": int(reply.status.state),
        "toggle": reply.status.toggle,
        "previous_frame": reply.status.previous,
        **reply.values,
    }


def _has_unknown(said: Decoded) -> bool:
    commands = said.get("commands", ())
    names = [*said, *(commands if isinstance(commands, list) else ())]
    return any(name.startswith(csafe.UNKNOWN) for name in names)
