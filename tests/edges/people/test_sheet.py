from datetime import date

import pytest

from tests.session.person.walkers import walked
from treadctl.edges.people.person import Person
from treadctl.edges.people.sheet import MOST_WALKS, sheet
from treadctl.session.person.diary import PainQuality, PastWalk, Zone
from treadctl.session.person.wants import Measure

ANNA = Person("w-7", "Anna", "cat")
DAY = date(2026, 3, 2)
NO_SUCH_WORDS = ("treat", "therapy", "clinical", "diagnos", "score", "fail", "red", "risk")


def page(*walks: PastWalk, measures: tuple[Measure, ...] = (), language: str = "en") -> str:
    return sheet(ANNA, walks, measures, DAY, language)


def test_each_walk_is_a_row_of_what_is_known_of_it() -> None:
    walk = walked(end_pain=3, next_pain=1, effort=4, peak_speed_kmh=3.2)
    row = "<td>20</td><td>3.2 km/h</td><td>2, 3, 1</td><td>4</td><td></td>"
    assert row in page(walk)
    assert "<td>2, -, -</td><td>-</td>" in page(walked())


@pytest.mark.parametrize(
    ("walk", "note"),
    [
        (walked(quality=PainQuality.SHARP, stopped_for_pain=True), "Stopped: Sharp pain"),
        (walked(pressed_wrongly=True, stopped_for_pain=True), "Stopped: By mistake"),
        (walked(completed=False, stopped_for_pain=True), "Stopped"),
        (walked(completed=False), "Ended early"),
        (walked(since_last="worse"), "Next time: Worse"),
        (walked(talked_easily=False), "Talking was hard"),
    ],
)
def test_what_was_said_is_a_note_in_the_walker_s_own_words(walk: PastWalk, note: str) -> None:
    assert f"<td>{note}</td></tr>" in page(walk)


def test_the_other_numbers_have_tables_of_their_own() -> None:
    measures = ((DAY, "want:stairs", 4), (DAY, "want:nothing", 0), (DAY, "roland_morris", 9))
    found = page(walked(), measures=measures)
    assert "Climb stairs: 4" in found and "<td>9</td>" in found and "othing" not in found


def test_there_are_no_more_rows_than_fit_a_few_pages_the_newest_first() -> None:
    found = page(*(walked(ago=300 - n) for n in range(MOST_WALKS + 5)))
    assert found.count("<tr>") == MOST_WALKS + 1
    assert found.index(walked(ago=300 - MOST_WALKS - 4).day.isoformat()) > 0


def test_it_judges_nothing_and_claims_nothing() -> None:
    words = page(walked(zone=Zone.RED, stopped_for_pain=True)).lower()
    text = words.replace("pressed", "").replace("rendered", "")
    assert [word for word in NO_SUCH_WORDS if word in text] == []
    assert "not from a doctor" in words


def test_it_is_there_in_every_language() -> None:
    assert "Geh-Tagebuch von Anna" in page(walked(), language="de")


def test_a_name_cannot_be_markup() -> None:
    found = sheet(Person("w-7", "<b>", "cat"), (), (), DAY, "en")
    assert "<b>" not in found and "There is nothing to show yet." in found
