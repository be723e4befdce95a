"""What a bad radio makes of telemetry notifications, the same for the same seed."""

import random
from collections.abc import Callable, Sequence

from simulators.ftms_machine import FtmsMachine

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
