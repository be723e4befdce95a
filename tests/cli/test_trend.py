from datetime import date

from treadctl.cli.trend import trend
from treadctl.session.person.diary import PastWalk
from treadctl.session.person.wants import SHEET, WANT

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 8)


def test_each_walk_is_a_line_with_a_bar_of_its_minutes_and_the_pain_around_it() -> None:
    walk = PastWalk(FIRST, "first-steps", True, 8.4, start_pain=3, end_pain=0, next_pain=2)
    head, line = trend([walk], ())
    assert head.split() == "day walk min pain before after next time".split()
    assert line.split() == ["2026-03-01", "first-steps", "8", "████", "3", "0", "2"]


def test_what_was_not_told_is_a_dash_and_no_walk_leaves_its_column() -> None:
    (_, line) = trend([PastWalk(FIRST, "back-ease-30", False, 90.0)], ())
    assert line.split() == ["2026-03-01", "back-ease-30", "90", "█" * 20, "-", "-", "-"]


def test_the_other_numbers_follow_by_what_they_are_of_the_oldest_first() -> None:
    told = [(FIRST, f"{WANT}stairs", 4), (FIRST, SHEET, 12), (LAST, f"{WANT}stairs", 6)]
    _, *lines = trend((), told)
    assert sorted(lines) == ["sheet on paper: 2026-03-01 12", "stairs: 2026-03-01 4, 2026-03-08 6"]
