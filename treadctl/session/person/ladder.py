"""How much this week? Three ladders of days and minutes, and when to climb them. Pure.

Ladder W ends where the WalkBack trial did (doi:10.1016/S0140-6736(24)00755-4): about 130 minutes
in week 12, 150 after half a year. T follows a treadmill trial of six weeks, 20 to 40 minutes
(doi:10.1177/0269215512453353). The steps between, and ladder S, are design choices; on S a week is
at most 0.2 km/h faster than the one before it.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from treadctl.session.person.diary import Diary, PastWalk, Zone

ADHERENCE = 0.7  # what walkers in a trial did of their targets (doi:10.1097/AJP.0b013e31827f9d81)
EASY_WALKS = 1
WORSE, MUCH = 2, 5
DAYS_OFF_BACK, DAYS_OFF_HALF = timedelta(days=7), timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Dose:
    """One week: so many days of so many minutes. `profile`: where it is always the same walk.

    `max_speed_kmh`: where the plan itself rises slowly. `fewest_days`: where fewer are enough.
    """

    days: int
    minutes: float
    profile: str | None = None
    max_speed_kmh: float | None = None
    fewest_days: int | None = None


class Move(StrEnum):
    """What the last week leads to."""

    ADVANCE = "advance"
    HOLD = "hold"
    BACK = "back"
    HALVE = "halve"


def _weeks(*steps: tuple[int, Dose]) -> tuple[Dose, ...]:
    return tuple(dose for weeks, dose in steps for _ in range(weeks))


LADDERS: dict[str, tuple[Dose, ...]] = {
    "W": _weeks(
        (1, Dose(3, 10)),
        (1, Dose(3, 12)),
        (1, Dose(3, 14)),
        *((1, Dose(4, minutes)) for minutes in (12, 14, 16, 18, 21, 24, 27)),
        (1, Dose(5, 24)),
        (4, Dose(5, 26)),
        (4, Dose(5, 28)),
        (7, Dose(5, 30)),
    ),
    "T": tuple(Dose(3, minutes, fewest_days=2) for minutes in (20, 24, 28, 32, 36, 40)),
    "S": (
        Dose(3, 12, "first-steps"),
        Dose(3, 12, "first-steps"),
        *(
            Dose(3, minutes, max_speed_kmh=speed_kmh)
            for minutes, speed_kmh in (
                *((12, 2.2), (12, 2.4), (15, 2.6), (15, 2.8), (20, 3.0)),
                *((20, 3.2), (25, 3.4), (25, 3.5), (30, 3.5), (30, 3.5)),
            )
        ),
    ),
}


def dose(ladder: str, week: int, *, halved: bool = False) -> Dose:
    """What to walk in `week` (from 1); the last rung stays. Raises KeyError for no such ladder."""
    rungs = LADDERS[ladder]
    found = rungs[min(max(1, week), len(rungs)) - 1]
    return replace(found, minutes=found.minutes / 2) if halved else found


def lighter(one: Dose, other: Dose) -> Dose:
    """The smaller of each; what is always the same walk on one of them stays that walk."""
    speeds = [at for at in (one.max_speed_kmh, other.max_speed_kmh) if at is not None]
    return Dose(
        min(one.days, other.days),
        min(one.minutes, other.minutes),
        one.profile or other.profile,
        min(speeds, default=None),
    )


def move(diary: Diary, planned: Dose, week_began: date, today: date) -> Move:
    """What the week from `week_began` leads to.

    Time off first, then red, then worse mornings twice running; else the plan decides, not how
    good today feels. Walking seven tenths of the fewest days is walking the week.
    """
    off = today - diary.walks[-1].day if diary.walks else timedelta()
    week = diary.since(week_began)
    if off > DAYS_OFF_HALF:
        return Move.HALVE
    if off > DAYS_OFF_BACK or any(one.zone is Zone.RED for one in week) or _worse_twice(diary):
        return Move.BACK
    days = planned.fewest_days or planned.days
    done = sum(one.completed for one in week) >= ADHERENCE * days
    calm = sum(one.zone is Zone.EASY for one in week) <= EASY_WALKS
    good = not week or not worse_next_day(week[-1], diary.usual_pain)
    return Move.ADVANCE if done and calm and good else Move.HOLD


def climbed(week: int, made: Move) -> int:
    """The week to walk next: one on, the same, or one back, never below the first."""
    match made:
        case Move.ADVANCE:
            return week + 1
        case Move.BACK:
            return max(1, week - 1)
    return week


def worse_next_day(walk: PastWalk, usual_pain: float | None) -> bool:
    """True if the pain after `walk` was 2 or more above the usual, or above 5."""
    after = walk.next_pain
    if after is None:
        return False
    return after > MUCH or (usual_pain is not None and after - usual_pain >= WORSE)


def _worse_twice(diary: Diary) -> bool:
    usual = diary.usual_pain
    last = list(pairwise(diary.walks[-2:]))
    return any(worse_next_day(one, usual) and worse_next_day(two, usual) for one, two in last)
