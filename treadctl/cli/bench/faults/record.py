"""What came of one session: what truly happened, and beside it what the controller claimed."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from simulators.faults import Event as Happening
from simulators.witness import Track
from treadctl.cli.bench.faults.draw import Session
from treadctl.cli.story import RESTART_S
from treadctl.model import BeltState, Event
from treadctl.safety.deck import STAND_BEFORE_LEVEL_S

START, SPEED, SLOPE, STOP = 0x07, 0x02, 0x03, 0x08
LEVEL = bytes([SLOPE, 0, 0])
LEVELLED_WITHIN_S = (
    1.75  # of the tap: the guard's next tick, and a write may be under way that long
)


@dataclass(frozen=True, slots=True)
class Tap:
    """A person, or what acts in their place, asked for something. `fresh`: by the newest token."""

    at: float
    act: str
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Ride:
    """From a Start that arrived at the machine to the first stop, or Start, that did after it.

    A deck that a tap levels once the belt stands is no slope of it. `from_percent`: the slope that
    was asked for before it began.
    """

    begins: float
    ends: float
    speeds: tuple[tuple[float, float], ...]
    slopes: tuple[tuple[float, float], ...]
    from_percent: float = 0.0


@dataclass(frozen=True)
class Record:
    """One session, in loop time. `told` and `shown` are claims, `code` is the exit code's.

    `closed`: the controller came to its end when it was told to.
    """

    session: Session
    started_at: float
    ended_at: float
    corners: tuple[tuple[float, float], ...]
    writes: tuple[tuple[float, bytes], ...]
    told_at: tuple[float, ...]
    taps: tuple[Tap, ...]
    told: tuple[Event, ...]
    shown: tuple[tuple[float, BeltState], ...]
    code: int
    closed: bool

    @cached_property
    def track(self) -> Track:
        """The belt's true speed."""
        return Track(self.corners)

    @cached_property
    def happened(self) -> tuple[Happening, ...]:
        """What befell this session, in loop time."""
        shifted = (
            Happening(self.started_at + one.at_s, one.name, one.value, one.person)
            for one in self.session.events
        )
        return tuple(one for one in shifted if one.at_s < self.ended_at)

    def times(self, *names: str) -> list[float]:
        """When something of these names happened."""
        return [one.at_s for one in self.happened if one.name in names]

    @cached_property
    def stops(self) -> list[float]:
        """When each stop arrived."""
        return [at for at, data in self.writes if data[:1] == bytes([STOP])]

    @cached_property
    def starts(self) -> list[float]:
        """When each Start arrived."""
        return [at for at, data in self.writes if data[:1] == bytes([START])]

    @cached_property
    def rides(self) -> tuple[Ride, ...]:
        """Each stretch in which the belt was driven."""
        return tuple(self._ride(begins) for begins in self.starts)

    def ride_at(self, at: float) -> Ride | None:
        """The ride under way at a moment."""
        return next((ride for ride in self.rides if ride.begins <= at < ride.ends), None)

    @property
    def rides_under_way(self) -> bool:
        """True if the belt is still driven at the end."""
        return any(ride.ends > self.ended_at for ride in self.rides)

    @cached_property
    def downs(self) -> tuple[tuple[float, float], ...]:
        """When the machine could not be reached: (from, until)."""
        return tuple(self._downs())

    def linked(self, since: float, until: float) -> bool:
        """True if the link was up all the time between two moments."""
        return all(ends < since or begins > until for begins, ends in self.downs)

    def claims(self, event: str) -> list[Event]:
        """What was told under this name."""
        return [one for one in self.told if one.event == event]

    def level_taps(self, at: float) -> list[float]:
        """When somebody asked for a level deck, until then."""
        return [one.at for one in self.taps if one.act == "level" and one.fresh and one.at <= at]

    def tapped_level(self, at: float, data: bytes) -> bool:
        """True for the write of such a tap beside a belt that stands, whoever ended its walk."""
        taps = self.level_taps(at)
        stood = self.track.highest_kmh(at - STAND_BEFORE_LEVEL_S, at) == 0.0
        return stood and data == LEVEL and bool(taps) and at - taps[-1] <= LEVELLED_WITHIN_S

    def _ride(self, begins: float) -> Ride:
        ends = min((at for at in (*self.stops, *self.starts) if at > begins), default=math.inf)
        within = [(at, data) for at, data in self.writes if begins <= at < ends]
        speeds = ((at, _centi(data) / 100) for at, data in within if data[0] == SPEED)
        sloped = [one for one in within if one[1][0] == SLOPE and not self.tapped_level(*one)]
        slopes = ((at, percent(data)) for at, data in sloped)
        earlier = [data for at, data in self.writes if at < begins and data[0] == SLOPE]
        from_percent = percent(earlier[-1]) if earlier else 0.0
        return Ride(begins, ends, tuple(speeds), tuple(slopes), from_percent)

    def _downs(self) -> Iterator[tuple[float, float]]:
        down_at: float | None = None
        ups = [(at + RESTART_S, True) for at in self.times("restart")]
        ups += [(at, True) for at in self.times("link-back")]
        falls = [(at, False) for at in self.times("link-loss", "restart")]
        for at, up in sorted(ups + falls):
            if not up and down_at is None:
                down_at = at
            elif up and down_at is not None:
                yield down_at, at
                down_at = None
        if down_at is not None:
            yield down_at, math.inf


def _centi(data: bytes) -> int:
    return int.from_bytes(data[1:3], "little", signed=True)


def percent(data: bytes) -> float:
    """The slope that a write asks for."""
    return _centi(data) / 10
