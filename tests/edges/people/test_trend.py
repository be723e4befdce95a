from datetime import date

from tests.session.person.walkers import walked
from treadctl.edges.people.trend import LAST_WALKS, trend

DAY = date(2026, 3, 1)


def test_the_last_walks_come_with_minutes_and_pain_and_what_is_not_known_is_absent() -> None:
    found = trend([walked(start_pain=None), walked(end_pain=3)], [])
    day = walked().day.isoformat()
    assert found == {
        "walks": [
            {"day": day, "minutes": 20},
            {"day": day, "minutes": 20, "pain_before": 2, "pain_after": 3},
        ]
    }


def test_only_as_many_walks_as_can_be_read_from_afar() -> None:
    assert len(trend([walked()] * 20, [])["walks"]) == LAST_WALKS


def test_the_newest_of_the_other_numbers_is_shown() -> None:
    measures = [(DAY, "want:stairs", 3), (DAY, "roland_morris", 9), (DAY, "want:sleep", 6)]
    found = trend([], measures)
    assert (found["want"], found["want_now"], found["sheet"]) == ("sleep", 6, 9)
