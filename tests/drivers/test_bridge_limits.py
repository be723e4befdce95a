"""The limits that a bridge and this end agree on."""

from dataclasses import fields

import pytest

from firmware_bridge import wire
from treadctl.drivers.bridge_frames import Greeting, Result
from treadctl.drivers.bridge_limits import CEILING, Agreed, agreed
from treadctl.errors import Refused
from treadctl.safety.limits import (
    ABSOLUTE_MAX_INCLINATION_PERCENT,
    ABSOLUTE_MAX_SPEED_KMH,
    TIERS,
)

OUT_OF_RANGE = wire.OUT_OF_RANGE


class Bridge:
    """A bridge with these settings; `asked` is what it was asked for."""

    def __init__(self, *most: int, silent: int = 0, refuses: Result | None = None) -> None:
        self.greeting = Greeting(1, 1, 1, most[0])
        self.asked: list[tuple[int, ...]] = []
        self._most, self._silent, self._refuses = most, silent, refuses

    async def ask(self, kind: int, *values: int) -> Result | None:
        assert kind == wire.LIMITS
        self.asked.append(values)
        if self._refuses is not None:
            return self._refuses
        if len(self.asked) <= self._silent:
            return None
        over = [
            n
            for n, (value, most) in enumerate(zip(values, self._most, strict=True))
            if value > most
        ]
        return Result(OUT_OF_RANGE, over[0]) if over else Result(wire.OK)


async def test_a_wider_bridge_is_narrowed_to_our_limits() -> None:
    bridge = Bridge(1200, 0, 150, 100, 100)
    assert await agreed(bridge, CEILING) == Agreed(600, 50)
    assert bridge.asked == [(600, 0, 50, 50, 50)]


async def test_a_tighter_bridge_keeps_its_own() -> None:
    assert await agreed(Bridge(450, 0, 30, 20, 10), CEILING) == Agreed(450, 30)


async def test_a_bridge_that_says_nothing_once_is_asked_again() -> None:
    assert await agreed(Bridge(1200, 0, 0, 50, 50, silent=2), CEILING) == Agreed(600, 0)


@pytest.mark.parametrize(
    "result",
    [Result(wire.BAD_STATE), Result(OUT_OF_RANGE, 1), Result(OUT_OF_RANGE, 9)],
)
async def test_a_bridge_that_takes_none_is_refused(result: Result) -> None:
    limits = CEILING
    with pytest.raises(Refused, match="does not take the limits"):
        await agreed(Bridge(1200, 0, 0, 0, 0, refuses=result), limits)


async def test_a_limit_is_never_asked_for_below_0() -> None:
    bridge = Bridge(1200, 0, 0, 50, 50, refuses=Result(OUT_OF_RANGE, 2))
    with pytest.raises(Refused):
        await agreed(bridge, CEILING)
    assert min(values[2] for values in bridge.asked) == 0


def test_the_ceiling_is_wide_enough_for_every_walk_and_no_wider_in_speed_and_slope() -> None:
    assert CEILING.max_speed_kmh == ABSOLUTE_MAX_SPEED_KMH
    assert CEILING.max_inclination_percent == ABSOLUTE_MAX_INCLINATION_PERCENT
    for tier in TIERS.values():
        for field in fields(tier):
            assert getattr(tier, field.name) <= getattr(CEILING, field.name), field.name
