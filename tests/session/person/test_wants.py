from datetime import timedelta

import pytest

from tests.session.person.walkers import TODAY
from treadctl.errors import Refused
from treadctl.session.person.question import Kind, Question
from treadctl.session.person.wants import ACTIVITIES, EVERY, check_sheet, due

FIRST = (Question("want", Kind.CHOICE, ACTIVITIES), Question("want_now", Kind.SCALE))


def test_at_first_it_is_asked_which_activity_and_how_well_it_goes() -> None:
    assert due([], TODAY) == due([(TODAY, "roland_morris", 4)], TODAY) == FIRST


@pytest.mark.parametrize(("days", "asked"), [(0, False), (27, False), (28, True), (90, True)])
def test_every_four_weeks_only_how_well_it_goes(days: int, asked: bool) -> None:
    found = due([(TODAY - timedelta(days=days), "want:stairs", 4)], TODAY)
    assert found == ((Question("want_now", Kind.SCALE, ("stairs",)),) if asked else ())


def test_who_wanted_nothing_is_asked_anew_after_four_weeks() -> None:
    assert due([(TODAY - EVERY, "want:nothing", 0)], TODAY) == FIRST
    assert due([(TODAY, "want:nothing", 0)], TODAY) == ()


@pytest.mark.parametrize("total", [0, 24])
def test_a_sheet_has_a_total_from_0_to_24(total: int) -> None:
    assert check_sheet(total) == total


@pytest.mark.parametrize("total", [-1, 25, True, "3", None])
def test_no_other_total_is_taken(total: object) -> None:
    with pytest.raises(Refused, match="0 to 24"):
        check_sheet(total)
