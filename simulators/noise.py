"""What a bad radio makes of telemetry notifications, the same for the same seed."""

import random
from collections.abc import Callable, Sequence
from itertools import cycle

from simulators import treadmill_data
from simulators.ftms_machine import FtmsMachine
from simulators.physics import KMH_PER_MPH

Radio = Callable[[bytes], Sequence[bytes]]


class Noise:
    """A bad radio: of all telemetry notifications these fractions are spoiled, at random.

    Assign it to `FtmsMachine.radio`. The same seed spoils the same notifications.
    """

    def __init__(
        self, seed: int, *, garbage: float = 0.0, truncate: float = 0.0, duplicate: float = 0.0
    ) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a story to repeat, not a secret
        self._steps = (garbage, garbage + truncate, garbage + truncate + duplicate)

    def __call__(self, data: bytes) -> tuple[bytes, ...]:
        """Return what the client receives in place of `data`."""
        draw = self._random.random()
        if draw < self._steps[0]:
            return (self._random.randbytes(len(data)),)
        if draw < self._steps[1]:
            return (data[: self._random.randrange(len(data))],)
        return (data, data) if draw < self._steps[2] else (data,)


def spoiled_for(machine: FtmsMachine, frames: int, noise: Noise) -> Radio:
    """Return a radio with `noise` that puts the machine's present one back after `frames`."""
    before, left = machine.radio, frames

    def radio(data: bytes) -> Sequence[bytes]:
        nonlocal left
        left -= 1
        if left == 0:
            machine.radio = before
        return noise(data)

    return radio


def frozen(machine: FtmsMachine) -> Radio:
    """Return a radio that repeats the machine's present record for ever."""
    layout = treadmill_data.plan(machine.model)
    record = cycle(treadmill_data.encode(machine.model, layout, machine.belt))
    return lambda _data: (next(record),)


def in_miles(machine: FtmsMachine) -> Radio:
    """Return a radio through which each speed counts miles, and everything else is as it was."""
    before = machine.radio
    return lambda data: [_in_miles(one) for one in before(data)]


def _in_miles(data: bytes) -> bytes:
    more_data = data[:1] and data[0] & 1  # then there is no speed in it
    if more_data or len(data) < 4:
        return data
    centi = round(int.from_bytes(data[2:4], "little") / KMH_PER_MPH)
    return data[:2] + centi.to_bytes(2, "little") + data[4:]
