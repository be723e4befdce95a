"""What an onlooker knows of one belt who saw every fact and every write, and none of the rules.

The numbers are those of the documents, written down a second time on purpose.
"""

import math
from dataclasses import dataclass, field

from tests.proof.witness_deck import Deck
from tests.proof.worlds import CEILING_BPM, RISE_KMH_S, RISE_PERCENT_S, World
from treadctl.model import (
    STOP_TABLE,
    Answer,
    Command,
    SetTargetInclination,
    SetTargetSpeed,
    StopCause,
)

FOREVER, FOREVER_AGO = math.inf, -math.inf
SILENCE_S = 3.5
SILENCE_PERIODS, DOUBT_PERIODS = 5.0, 2.5
TINY = 1e-6
WINDOW_S = 12.0


@dataclass(slots=True)
class Axis:
    """Speed or inclination as the machine was told, but for what it says it did not take.

    `rises`: the last write did. `early`: it rose by more than the rate allows since the one before.
    """

    rate_s: float
    told: float = 0.0
    told_at: float = 0.0
    before: float = 0.0
    rises: bool = False
    early: bool = False

    def write(self, value: float, now: float) -> None:
        """`value` was written."""
        rise = value - self.told
        self.rises, self.early = rise > 1e-9, rise > self.rate_s * (now - self.told_at) + 1e-6
        self.before, self.told = self.told, value
        self.told_at = now if rise else self.told_at

    def answered(self, answer: Answer) -> None:
        """What the machine said to that. No word counts as taken: it may have been."""
        if answer not in (Answer.ACCEPTED, Answer.SILENT):
            self.told = self.before


@dataclass(slots=True)
class Witness:
    """Everything that was to be seen. None: not seen since it last counted."""

    world: World
    latched: StopCause | None = None
    acknowledged_at: float = FOREVER_AGO
    walking: bool = False  # between a start and whatever ends it
    moved: bool = False
    started_at: float = FOREVER_AGO
    stopped_at: float | None = None
    moves_at: float | None = None  # behind the stop
    stop_zeros: int = 0
    alarms: int = 0
    zeros: int = 0
    stood_since: float | None = None
    heard_at: float | None = None
    speed_kmh: float | None = None
    fastest_kmh: float = 0.0
    lost_at: float | None = None
    returned_at: float | None = None
    page_at: float = FOREVER_AGO
    walk_has_page: bool = False
    missing: bool = False
    held: bool = False
    is_test: bool = False
    tested_at: float = FOREVER_AGO
    bpm: int | None = None
    bpm_at: float = FOREVER_AGO
    over_since: float | None = None
    over_at: float = FOREVER_AGO
    fast_since: float | None = None
    speed: Axis = field(default_factory=lambda: Axis(RISE_KMH_S))
    slope: Axis = field(default_factory=lambda: Axis(RISE_PERCENT_S))
    written: list[tuple[float, float]] = field(default_factory=list)
    awaits: Command | None = None  # an answer, in this walk
    deck: Deck = field(default_factory=Deck)

    # -- facts ------------------------------------------------------------------------------

    def heard(self, speed_kmh: float, now: float) -> None:
        """One believed speed."""
        self.zeros = self.zeros + 1 if speed_kmh == 0 else 0
        if speed_kmh > 0:
            self.stood_since, self.moved = None, True
        elif self.zeros >= 2 and self.stood_since is None:
            self.stood_since = now
        self.stop_zeros = self.stop_zeros + 1 if speed_kmh == 0 else 0
        if speed_kmh > 0 and self.moves_at is None:
            self.moves_at = now
        self.heard_at, self.speed_kmh = now, speed_kmh
        self.fastest_kmh = max(self.fastest_kmh, speed_kmh)
        if not self.too_fast(0.5, now):
            self.fast_since = None
        elif self.fast_since is None:
            self.fast_since = now

    def lost(self, now: float) -> None:
        """The link is gone."""
        self.lost_at = now if self.lost_at is None else self.lost_at
        self.zeros, self.stop_zeros = 0, 0
        self.stood_since = self.heard_at = self.speed_kmh = self.deck.percent = None

    def connected(self, now: float) -> None:
        """The link is there."""
        if self.lost_at is not None and self.walking:
            self.returned_at = now
        self.lost_at = None

    def heart(self, bpm: int | None, now: float) -> None:
        """One measurement."""
        if bpm is not None and bpm <= CEILING_BPM:
            self.over_since = None
        elif bpm is not None and (self.over_since is None or now - self.over_at > 4.0):
            self.over_since = now
        if bpm is not None and bpm > CEILING_BPM:
            self.over_at = now
        self.bpm, self.bpm_at = bpm, now

    # -- acts -------------------------------------------------------------------------------

    def stopped(self, cause: StopCause, now: float, *, again: bool) -> None:
        """A stop was asked for; `again`: while one was under way."""
        if self.latched is None and STOP_TABLE[cause].latched:
            self.latched = cause
        if not again:
            self.deck.ended(now)
            self.stopped_at, self.alarms, self.stop_zeros, self.moves_at = now, 0, 0, None
            self.fastest_kmh = max(self.speed_kmh or 0.0, self.fastest_kmh if self.walking else 0.0)
        self.walking = False

    def alarm(self) -> None:
        """The key was called for."""
        self.alarms += 1
        if self.latched is None:
            self.latched = StopCause.NOT_STOPPING

    def started(self, first_kmh: float, percent: float, now: float) -> None:
        """A belt was set in motion."""
        self.walking, self.moved, self.started_at, self.stopped_at = True, False, now, None
        self.awaits, self.tested_at, self.deck.tapped_at = None, FOREVER_AGO, None
        self.returned_at = self.fast_since = None
        self.fastest_kmh = first_kmh
        self.walk_has_page = now - self.page_at <= 2.0
        self.speed = Axis(RISE_KMH_S, first_kmh, now)
        self.slope = Axis(RISE_PERCENT_S, percent, now)
        self.written = [(now, first_kmh)]

    def wrote(self, command: Command, now: float) -> None:
        """A target was written."""
        self.awaits = command
        match command:
            case SetTargetSpeed(speed_kmh):
                self.speed.write(speed_kmh, now)
                self.written.append((now, speed_kmh))
                self.fastest_kmh = max(self.fastest_kmh, speed_kmh)
                while len(self.written) > 1 and self.written[1][0] <= now - WINDOW_S:
                    self.written.pop(0)
            case SetTargetInclination(percent):
                self.slope.write(percent, now)

    def answered(self, answer: Answer) -> None:
        """The machine said something to the target, or its time is over."""
        match self.awaits:
            case SetTargetSpeed():
                self.speed.answered(answer)
            case SetTargetInclination():
                self.slope.answered(answer)
        self.awaits = None

    # -- what follows -----------------------------------------------------------------------

    def expected_kmh(self, now: float) -> float:
        """The highest speed that was asked for in the last 3 s and two records."""
        since = now - 3.0 - 2 * self.world.period_s
        held = [speed for at, speed in self.written if at <= since][-1:]
        return max([*held, *(speed for at, speed in self.written if at > since)], default=0.0)

    def too_fast(self, by_kmh: float, now: float) -> bool:
        """True if the last record was faster than asked, by more than that."""
        return self.speed_kmh is not None and self.speed_kmh > self.expected_kmh(now) + by_kmh

    def alarm_by(self) -> float:
        """When the key has to be called for at the latest, if the belt goes on, and records too:
        behind twice the time that it may need to stand.
        """
        since = FOREVER if self.moves_at is None else self.moves_at
        return since + 2 * (self.fastest_kmh / 3.6 / 0.2 + 2.0 + 2 * self.world.period_s)

    def bounds(self, now: float) -> list[tuple[float, str]]:
        """What is held against the rules by a time of its own, if that is ahead."""
        by = self.alarm_by() + SILENCE_S + self.world.period_s
        waits = self.stopped_at is not None and self.stop_zeros < 2 and not self.alarms
        return [(by, "")] if waits and now < by < FOREVER else []

    def fresh(self, now: float, limit_s: float) -> bool:
        """True if a record came that lately."""
        return self.heard_at is not None and now - self.heard_at <= limit_s
