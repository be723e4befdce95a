"""Walkers to try the rules on."""

from dataclasses import replace
from datetime import date, timedelta

from treadctl.session.person.diary import Answers, Diary, PastWalk

TODAY = date(2026, 3, 2)
SCREENED = Answers(TODAY - timedelta(days=10))


def days_ago(number: int) -> date:
    return TODAY - timedelta(days=number)


def walked(profile: str = "back-ease-20", ago: int = 3, **how: object) -> PastWalk:
    """One walk to its end, with little pain."""
    usual = {"completed": True, "minutes": 20.0, "start_pain": 2, "peak_pain": 2}
    return PastWalk(days_ago(ago), profile, **{**usual, **how})  # type: ignore[arg-type]  # a table


def walker(*walks: PastWalk, age: int | None = 50, **answers: object) -> Diary:
    """A walker who answered the screening ten days ago."""
    return Diary(age, replace(SCREENED, **answers), walks)  # type: ignore[arg-type]  # a table


def practised(*more: PastWalk, age: int = 50, **answers: object) -> Diary:
    """A walker on ladder W, used to treadmills, who did six base walks four weeks ago."""
    learnt = [walked("first-steps", 40 - n) for n in range(3)]
    base = [walked("back-ease-20", 30 - n) for n in range(6)]
    return replace(walker(*learnt, *base, *more, age=age, **answers), ladder="W")
