import pytest

from treadctl.session.imports.markup import parse
from treadctl.session.imports.qz import read
from treadctl.session.imports.stretch import Workout


def program(rows: str) -> Workout:
    return read(parse(f"<rows>{rows}</rows>".encode()))


def shape(found: Workout) -> list[tuple[float, float | None, float]]:
    return [(one.seconds, one.speed_kmh, one.inclination_percent) for one in found.stretches]


def test_rows_have_a_time_a_speed_and_a_slope() -> None:
    found = program('<row duration="00:05:00" speed="3.2" inclination="1.5" forcespeed="1"/>')
    assert (shape(found), found.notes) == ([(300, 3.2, 1.5)], ())


def test_repeats_are_repeated() -> None:
    found = program(
        '<repeat times="2"><row duration="00:01:00" speed="3"/>'
        '<row duration="00:02:00" speed="2"/></repeat>'
    )
    assert shape(found) == [(60, 3, 0), (120, 2, 0)] * 2


def test_a_ramp_becomes_steps() -> None:
    found = program('<row duration="00:02:00" speedfrom="2.0" speedto="4.0"/>')
    assert shape(found) == [(60, 2.5, 0), (60, 3.5, 0)]


def test_a_distance_lasts_as_long_as_it_takes() -> None:
    assert shape(program('<row distance="0.5" speed="3.0" duration="00:00:01"/>')) == [(600, 3, 0)]


def test_a_heart_rate_zone_says_nothing_about_a_belt_but_its_lowest_speed_does() -> None:
    alone = program('<row duration="00:10:00" zonehr="2"/>')
    assert (shape(alone), len(alone.notes)) == ([(600, None, 0)], 1)
    bounded = program('<row duration="00:10:00" zonehr="2" minspeed="2.5" maxspeed="5"/>')
    assert (shape(bounded), bounded.notes) == ([(600, 2.5, 0)], ())


@pytest.mark.parametrize("duration", ["", "5", "00:00:00", "aa:bb:cc", "-1:00:00", "99:00:00"])
def test_a_row_without_a_length_is_left_out_with_a_note(duration: str) -> None:
    found = program(f'\n<row duration="{duration}" speed="3"/>')
    assert found.stretches == ()
    assert found.notes == ("line 2: the row has no length of time; it was left out.",)
