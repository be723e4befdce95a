import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.protocols.csafe_units import UNITS, quantity


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (3, 0x10, {"speed_kmh": 4.828032}),
        (30, 0x11, {"speed_kmh": 4.828032}),
        (300, 0x12, {"speed_kmh": 4.828032}),
        (5, 0x30, {"speed_kmh": 5}),
        (50, 0x31, {"speed_kmh": 5.0}),
        (500, 0x32, {"speed_kmh": 5.0}),
        (100, 0x33, {"speed_kmh": 6.0}),
        (100, 0x13, {"speed_kmh": 1.8288}),
        (57, 0x52, {"speed_rev_min": 57}),
    ],
)
def test_a_speed_is_in_km_h_whatever_it_was_sent_in(
    number: int, code: int, said: dict[str, float]
) -> None:
    assert quantity("speed", number, code) == said


@pytest.mark.parametrize(
    ("number", "code", "metres"),
    [
        (1, 0x01, 1609.344),
        (1, 0x05, 0.3048),
        (1, 0x06, 0.0254),
        (1, 0x0A, 3.048),
        (57, 0x23, 570),
        (5, 0x21, 5000),
        (241, 0x24, 241),
    ],
)
def test_a_distance_is_in_metres(number: int, code: int, metres: float) -> None:
    assert quantity("distance", number, code) == {"distance_m": metres}


@pytest.mark.parametrize(("number", "code"), [(25, 0x4C), (250, 0x4B)])
def test_a_grade_is_in_percent(number: int, code: int) -> None:
    assert quantity("inclination", number, code) == {"inclination_percent": 2.5}


def test_the_pace_of_a_kilometre_is_in_seconds() -> None:
    assert quantity("pace", 10, 0x38) == {"pace_s_km": 600}
    assert quantity("pace", 10, 0x37)["pace_s_km"] == pytest.approx(372.82, abs=0.01)


def test_a_number_in_a_unit_that_nobody_knows_is_kept_as_it_came() -> None:
    assert quantity("speed", 57, 0xEE) == {"speed_raw": 57, "speed_unit": 0xEE}


SETTABLE = [code for code, unit in UNITS.items() if unit.suffix in ("kmh", "percent")]


@given(st.sampled_from(SETTABLE), st.integers(0, 0xFFFF))
def test_a_value_that_a_unit_can_say_is_rounded_to_itself(code: int, number: int) -> None:
    assert UNITS[code].at_most(UNITS[code].value(number)) == number


@given(st.sampled_from(SETTABLE), st.floats(0, 30))
def test_a_value_is_never_rounded_up(code: int, value: float) -> None:
    unit = UNITS[code]
    assert unit.value(unit.at_most(value)) <= value + 1e-6


def test_below_0_there_is_nothing() -> None:
    assert UNITS[0x31].at_most(-1.0) == 0
