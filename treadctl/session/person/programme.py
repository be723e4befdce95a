"""Today's walk: the right profile at the right dose, and the caps that every walk keeps. Pure."""

from dataclasses import dataclass, replace
from datetime import date

from treadctl.safety.limits import ABSOLUTE_MAX_SPEED_KMH, TIERS
from treadctl.session.caps import NO_CAPS, Caps, tighter
from treadctl.session.length import SHORTEST_MINUTES
from treadctl.session.person.agreed import ALWAYS_ALLOWED
from treadctl.session.person.climb import own_ladder, position
from treadctl.session.person.diary import FIRST_STEPS, GENTLE_START, Diary
from treadctl.session.person.ladder import Dose, lighter
from treadctl.session.person.offer import Offer
from treadctl.session.person.tier import fastest_today_kmh

BASE = ("senior-steady-20", "back-ease-20")
GOAL, GOAL_MINUTES = "back-ease-30", 30


@dataclass(frozen=True, slots=True)
class Today:
    """Today's walk. `minutes` is None where it is walked as written; else how long it is.

    `week` is that of the walker's ladder, `days` how many walks it asks for, `done` how many of
    them were walked. All three are None where today is no day for the ladder.
    """

    profile: str
    minutes: float | None = None
    max_speed_kmh: float | None = None
    week: int | None = None
    days: int | None = None
    done: int | None = None

    @property
    def caps(self) -> Caps:
        """What it keeps this one walk to."""
        return Caps(minutes=self.minutes, max_speed_kmh=self.max_speed_kmh)


def caps(diary: Diary) -> Caps:
    """What every walk keeps today: 1 km/h above the last one's peak, and what was agreed."""
    agreed = NO_CAPS if diary.agreed is None else diary.agreed.caps
    fastest_kmh = fastest_today_kmh(diary)
    if fastest_kmh is None or fastest_kmh > ABSOLUTE_MAX_SPEED_KMH:
        return agreed
    return tighter(agreed, Caps(max_speed_kmh=fastest_kmh))


def todays(diary: Diary, offered: Offer, pain: int, today: date) -> Today | None:
    """The walk for today, one of those offered to a walker with `pain` now; None where none is."""
    if not offered.walks:
        return None
    tiers = dict(offered.walks)
    if offered.advice:
        return Today(offered.walks[0][0])
    diary = _felt_since(diary, pain, today)
    own = position(diary, own_ladder(diary), today)
    asked = _lightest(diary, own.dose, today)
    profile = _profile(diary, asked, tuple(tiers))
    if profile in (FIRST_STEPS, GENTLE_START):
        return Today(profile, week=own.week, days=asked.days, done=own.done)
    longest = TIERS[tiers[profile]].max_session_s / 60
    minutes = min(asked.minutes, longest)
    return Today(profile, minutes, asked.max_speed_kmh, own.week, asked.days, own.done)


def _felt_since(diary: Diary, pain: int, today: date) -> Diary:
    """The diary with the pain now as how the last walk of an earlier day was felt afterwards."""
    if not diary.walks or diary.walks[-1].day >= today or diary.walks[-1].next_pain is not None:
        return diary
    last = replace(diary.walks[-1], next_pain=pain)
    return replace(diary, walks=(*diary.walks[:-1], last))


def _lightest(diary: Diary, own: Dose, today: date) -> Dose:
    """The dose of the walker's own ladder, or less where another was agreed with them."""
    if diary.agreed is None or diary.agreed.ladder is None:
        return own
    return lighter(own, position(diary, diary.agreed.ladder, today).dose)


def _profile(diary: Diary, asked: Dose, names: tuple[str, ...]) -> str:
    if asked.minutes < SHORTEST_MINUTES:
        return GENTLE_START
    if not diary.familiar or asked.profile == FIRST_STEPS:
        return FIRST_STEPS
    if asked.minutes == GOAL_MINUTES and GOAL in names and not diary.senior:
        return GOAL
    usual = (name for name in (*BASE, *names) if name in names and name not in ALWAYS_ALLOWED)
    return next(usual, names[0])
