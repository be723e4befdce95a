import pytest

from treadctl.session.imports.markup import Element
from treadctl.session.imports.stretch import Stretch, number, ramp


def test_the_first_attribute_that_is_a_number_counts() -> None:
    element = Element("row", 1, {"a": "fast", "b": "2.5", "c": "3"})
    assert number(element, "x", "a", "b", "c") == 2.5


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "", "1e999"])
def test_what_is_no_finite_number_is_none(text: str) -> None:
    assert number(Element("row", 1, {"a": text}), "a") is None


def test_a_ramp_is_steps_of_at_least_a_minute_around_its_mean() -> None:
    found = ramp(Stretch(1, "ramp", 180.0, 5.0), 2.0)
    assert [(one.seconds, one.speed_kmh) for one in found] == [(60, 2.5), (60, 3.5), (60, 4.5)]


def test_a_short_ramp_is_its_mean() -> None:
    assert [one.speed_kmh for one in ramp(Stretch(1, "ramp", 90.0, 4.0), 2.0)] == [3.0]


@pytest.mark.parametrize("first_kmh", [None, 4.0])
def test_where_nothing_changes_it_is_one_stretch(first_kmh: float | None) -> None:
    whole = Stretch(1, "ramp", 600.0, 4.0)
    assert ramp(whole, first_kmh) == [whole]
