"""Today's walk."""

from dataclasses import replace

import pytest

from tests.session.person.walkers import TODAY, practised, walked, walker
from treadctl.session.caps import Caps
from treadctl.session.person.agreed import Agreed
from treadctl.session.person.diary import Diary, PainQuality
from treadctl.session.person.offer import offer
from treadctl.session.person.programme import Today, caps, todays

EASY, STEADY = "back-ease-20", "senior-steady-20"


def today(diary: Diary, pain: int = 2) -> Today | None:
    """The walk for today of a walker with that pain."""
    return todays(diary, offer(diary, pain, TODAY), pain, TODAY)


def regular(weeks: int, age: int = 50, **how: object) -> Diary:
    """Four walks in each of so many weeks, up to now, after one of learning the treadmill."""
    learnt = [walked("first-steps", 7 * (weeks + 1) - 2 * n) for n in range(3)]
    begun = range(7 * weeks, 0, -7)
    base = [walked(EASY, ago - 2 * n, **how) for ago in begun for n in range(4)]
    return replace(walker(*learnt, *base, age=age), ladder="W")


def test_who_is_new_learns_the_treadmill_first() -> None:
    assert today(walker(age=50)) == Today("first-steps", week=1, days=3, done=0)
    assert today(walker(age=70)) == Today("first-steps", week=1, days=3, done=0)


@pytest.mark.parametrize(("weeks", "minutes", "days"), [(1, 12, 3), (3, 12, 4), (4, 14, 4)])
def test_the_ladder_makes_the_walk_longer_week_by_week(
    weeks: int, minutes: float, days: int
) -> None:
    found = today(regular(weeks))
    assert found == Today(EASY, minutes, None, weeks + 1, days, 0)
    assert found.caps == Caps(minutes=minutes)


def test_a_senior_s_walk_gets_faster_slowly_too() -> None:
    found = today(regular(3, age=70))
    assert found is not None and found.profile == STEADY
    assert (found.minutes, found.max_speed_kmh, found.week) == (15, 2.6, 5)


def test_half_an_hour_is_the_walk_of_half_an_hour_once_it_is_open() -> None:
    found = today(regular(26))
    assert found is not None and (found.profile, found.minutes) == ("back-ease-30", 30)


def test_today_s_walk_keeps_to_the_tier() -> None:
    diary = replace(regular(20), ladder="T")
    unhurried = today(diary)
    assert unhurried is not None and unhurried.minutes == 40
    assert diary.answers is not None
    found = today(replace(diary, answers=replace(diary.answers, caution=True)))
    assert found is not None and found.minutes == 30


def test_on_a_sore_day_the_gentle_walk_is_for_today_and_the_ladder_waits() -> None:
    assert today(regular(3), pain=5) == Today("gentle-start")
    sharp = walked(ago=1, quality=PainQuality.SHARP)
    assert today(replace(practised(), walks=(*practised().walks, sharp))) == Today("gentle-start")


def test_where_nothing_is_offered_there_is_no_walk_for_today() -> None:
    assert today(regular(3), pain=8) is None


def test_pain_that_rose_since_the_last_walk_holds_the_week() -> None:
    rising = regular(2, start_pain=2)
    as_usual, higher = today(rising, pain=2), today(rising, pain=3)
    assert as_usual is not None and as_usual.week == 3
    assert higher is not None and higher.week == 3
    low = replace(rising, agreed=Agreed("NN", TODAY, usual_pain=1))
    held = todays(low, offer(rising, 3, TODAY), 3, TODAY)
    assert held is not None and held.week == 2


def test_a_halved_week_of_few_minutes_is_a_gentle_start() -> None:
    found = today(practised())
    assert found is not None and (found.profile, found.week) == ("gentle-start", 1)


@pytest.mark.parametrize(
    ("agreed", "found"),
    [
        ({"ladder": "S"}, ("first-steps", None)),
        ({"ladder": "T"}, (EASY, 14)),
        ({"profiles": ("evening-unwind",)}, ("evening-unwind", 14)),
        ({"profiles": ()}, ("gentle-start", None)),
    ],
)
def test_what_was_agreed_makes_today_s_walk_less_and_never_more(
    agreed: dict[str, object], found: tuple[str, float | None]
) -> None:
    held = Agreed("NN", TODAY, **agreed)  # type: ignore[arg-type]  # a row's
    short = replace(regular(4), agreed=held)
    if agreed.get("ladder") == "S":
        short = replace(short, walks=regular(0).walks)
    made = today(short)
    assert made is not None and (made.profile, made.minutes) == found


def test_no_walk_is_more_than_1_km_h_faster_than_the_last_one_was() -> None:
    fast = walked(ago=1, peak_speed_kmh=2.4)
    assert caps(walker(fast)).max_speed_kmh == pytest.approx(3.4)
    assert caps(walker(walked(peak_speed_kmh=5.5))) == Caps()
    assert caps(walker()) == Caps()


def test_the_caps_that_were_agreed_hold_beside_it() -> None:
    held = Agreed("NN", TODAY, max_speed_kmh=3.0, max_minutes=15, max_inclination_percent=0)
    diary = replace(walker(walked(ago=1, peak_speed_kmh=2.4)), agreed=held)
    assert caps(diary) == Caps(None, 15, 3.0, 0)
