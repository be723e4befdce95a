"""Where on a ladder is this walker? Told from their walks alone, so nothing has to be kept. Pure.

A week begins with its first walk and is over seven days later, or on the day after a walk that went
red. What it leads to is judged when it is over. A ladder that does not begin with learning the
treadmill waits until that is done.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from treadctl.session.person.diary import FIRST_STEPS, Diary, PastWalk, Zone
from treadctl.session.person.ladder import LADDERS, Dose, Move, climbed, dose, move

WEEK = timedelta(days=7)
MOST_GROWTH = 1.2  # of a week's minutes, as on ladder W


@dataclass(frozen=True, slots=True)
class Position:
    """A week on a ladder, from 1. `halved`: back after a long time; `done`: its walks so far."""

    ladder: str
    week: int = 1
    halved: bool = False
    done: int = 0

    @property
    def dose(self) -> Dose:
        """What this week asks for."""
        return dose(self.ladder, self.week, halved=self.halved)


def own_ladder(diary: Diary) -> str:
    """S for whoever is 65 or older, else the one they chose, and W until they did."""
    return "S" if diary.senior else diary.ladder or "W"


def position(diary: Diary, ladder: str, today: date) -> Position:
    """Where the walks of `diary` lead to on `ladder`. Raises KeyError for no such ladder."""
    at, week = Position(ladder), 0  # how many walks the week under way has
    first = _first(diary, ladder)
    for number, walk in enumerate(diary.walks[first:], first):
        if week and _over(diary.walks[number - week : number], walk.day):
            at, week = _after(at, _until(diary, number), week, walk.day), 0
        week += 1
    last = diary.walks[len(diary.walks) - week :]
    if week and _over(last, today):
        return _after(at, diary, week, today)
    return replace(at, done=sum(one.completed for one in last))


def _first(diary: Diary, ladder: str) -> int:
    """The number of the first walk that counts."""
    if LADDERS[ladder][0].profile == FIRST_STEPS:
        return 0
    numbers = range(len(diary.walks))
    return next((one for one in numbers if _until(diary, one).familiar), len(diary.walks))


def _until(diary: Diary, number: int) -> Diary:
    return replace(diary, walks=diary.walks[:number])


def _over(week: tuple[PastWalk, ...], day: date) -> bool:
    red = any(one.zone is Zone.RED and one.day < day for one in week)
    return red or day - week[0].day >= WEEK


def _after(at: Position, diary: Diary, week: int, today: date) -> Position:
    """The position behind the last `week` walks of `diary`, seen on `today`."""
    made = move(diary, at.dose, diary.walks[-week].day, today)
    if made is Move.HALVE:
        return Position(at.ladder, at.week, halved=True)
    if at.halved and made is Move.ADVANCE:
        return Position(at.ladder, _regained(at))
    return Position(at.ladder, climbed(at.week, made), halved=at.halved)


def _regained(at: Position) -> int:
    """The week to go on with after a halved one: the last that asks for little more than it did."""
    most = at.dose.days * at.dose.minutes * MOST_GROWTH
    weeks = range(1, min(at.week, len(LADDERS[at.ladder])) + 1)
    fitting = [one for one in weeks if (it := dose(at.ladder, one)).days * it.minutes <= most]
    return max(fitting, default=1)
