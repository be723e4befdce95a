from treadctl.session.imports.markup import parse
from treadctl.session.imports.stretch import Workout
from treadctl.session.imports.zwo import read


def workout(inside: str, head: str = "") -> Workout:
    text = f"<workout_file><name>Hills</name>{head}<workout>{inside}</workout></workout_file>"
    return read(parse(text.encode()))


RUN = "<sportType>run</sportType><thresholdSecPerKm>720</thresholdSecPerKm>"  # 5 km/h
BY_TIME = RUN + "<durationType>time</durationType>"


def shape(found: Workout) -> list[tuple[float, float | None, float]]:
    return [(one.seconds, one.speed_kmh, one.inclination_percent) for one in found.stretches]


def test_a_run_that_says_its_threshold_has_speeds() -> None:
    found = workout('<SteadyState Duration="600" Power="0.6" Incline="2"/>', BY_TIME)
    assert (found.title, shape(found), found.notes) == ("Hills", [(600, 3.0, 2.0)], ())


def test_a_warm_up_rises_and_a_cool_down_falls_whichever_way_they_are_written() -> None:
    for low, high in ((0.4, 0.6), (0.6, 0.4)):
        ends = f'PowerLow="{low}" PowerHigh="{high}"'
        found = workout(f'<Warmup Duration="120" {ends}/><Cooldown Duration="120" {ends}/>', RUN)
        assert [one.speed_kmh for one in found.stretches] == [2.25, 2.75, 2.75, 2.25]


def test_intervals_are_repeated() -> None:
    found = workout(
        '<IntervalsT Repeat="2" OnDuration="60" OffDuration="120" OnPower="0.8" OffPower="0.4"/>',
        RUN,
    )
    assert shape(found) == [(60, 4.0, 0), (120, 2.0, 0)] * 2


def test_a_bike_s_power_is_left_out_with_a_note_and_the_time_stays() -> None:
    found = workout('\n<SteadyState Duration="600" Power="0.75"/>', "<sportType>bike</sportType>")
    assert shape(found) == [(600, None, 0)]
    assert found.notes == ("line 2: a target of 75 % says nothing about a belt; it was left out.",)


def test_a_run_by_distance_lasts_as_long_as_that_takes() -> None:
    by_distance = RUN + "<durationType>distance</durationType>"
    found = workout('<SteadyState Duration="1000" Power="0.6"/>', by_distance)
    assert shape(found) == [(1200.0, 3.0, 0)]


def test_a_distance_without_a_speed_is_left_out() -> None:
    head = "<sportType>run</sportType><durationType>distance</durationType>"
    found = workout('<FreeRide Duration="1000"/>', head)
    assert found.stretches == ()
    assert "gives no length of time" in found.notes[0]


def test_text_is_no_stretch_and_the_unknown_is_told() -> None:
    found = workout('<textevent message="Hi"/><Sprint Duration="5"/>', RUN)
    assert found.stretches == ()
    assert found.notes == ("line 1: <Sprint> is not known here and was left out.",)
