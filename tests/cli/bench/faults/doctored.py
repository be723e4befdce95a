"""A sound session to spoil: a walk stopped by pain on a machine without a fault; nobody comes."""

from dataclasses import replace
from functools import cache

from treadctl.cli.bench.faults.draw import Session, draw
from treadctl.cli.bench.faults.judge import judge
from treadctl.cli.bench.faults.record import START, STOP, Record
from treadctl.cli.bench.faults.told import record
from treadctl.model import Event

STOP_BYTES, START_BYTES = bytes([STOP, 1]), bytes([START])


def _plain(one: Session) -> bool:
    return one.model.name == "Simulated treadmill" and one.way == "rests"


@cache
def pressed() -> Record:
    """The session."""
    seeds = (draw(seed, "repeat") for seed in range(100))
    return record(next(one for one in seeds if _plain(one)))


def pressed_at() -> float:
    """When PAIN was pressed."""
    return pressed().times("pain")[0]


def invariants(one: Record) -> set[str]:
    """The promises that `one` does not keep."""
    return {violation.invariant for violation in judge(one)}


def written(at: float, data: bytes) -> Record:
    """The session with one more write."""
    return replace(pressed(), writes=tuple(sorted((*pressed().writes, (at, data)))))


def told(at: float, event: str, **data: object) -> Record:
    """The session with one more claim."""
    return replace(pressed(), told=(*pressed().told, Event(at, event, data)))


def set_speed(kmh: float) -> bytes:
    """The bytes that ask for a speed."""
    return b"\x02" + round(kmh * 100).to_bytes(2, "little")
