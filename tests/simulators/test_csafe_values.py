import pytest

from simulators.csafe_values import grade_percent, request, speed_kmh, told
from simulators.physics import Belt, Drive


@pytest.fixture
def belt() -> Belt:
    """A belt after 100 s at 3.6 km/h and 2.5 %."""
    belt = Belt(Drive(countdown_s=0.0, accel_kmh_s=1000.0, incline_percent_s=1.0), 0.0)
    belt.start(0.0, 3.6)
    belt.tilt(0.0, 2.5)
    belt.advance(100.0)
    return belt


def test_short_and_long_commands_are_told_apart() -> None:
    commands = request(bytes.fromhex("80 2503320031 85"))
    assert commands == [(0x80, b""), (0x25, bytes.fromhex("320031")), (0x85, b"")]


@pytest.mark.parametrize("contents", ["25", "2503", "25033200"])
def test_a_command_that_breaks_off_is_none(contents: str) -> None:
    assert request(bytes.fromhex(contents)) is None


@pytest.mark.parametrize(
    ("argument", "kmh"),
    [("320031", 5.0), ("1e0011", 4.828032), ("050030", 5.0), ("f40132", 5.0), ("640033", 6.0)],
)
def test_a_speed_is_read_with_its_unit(argument: str, kmh: float) -> None:
    assert speed_kmh(bytes.fromhex(argument)) == pytest.approx(kmh)


@pytest.mark.parametrize("argument", ["32004c", "3200", "32003131", ""])
def test_what_is_no_speed_is_none(argument: str) -> None:
    assert speed_kmh(bytes.fromhex(argument)) is None


@pytest.mark.parametrize("argument", ["19004c", "fa004b"])
def test_a_grade_is_read_with_its_unit(argument: str) -> None:
    assert grade_percent(bytes.fromhex(argument)) == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("command", "metric", "data"),
    [
        (0x80, True, ""),
        (0x93, True, "930100"),
        (0x93, False, "930101"),
        (0xA0, True, "a003000128"),
        (0xA1, True, "a103640024"),
        (0xA1, False, "a103060003"),
        (0xA3, True, "a3020500"),
        (0xA5, True, "a503240031"),
        (0xA5, False, "a503160011"),
        (0xA8, True, "a80319004c"),
    ],
)
def test_the_belt_is_told_with_units(belt: Belt, command: int, metric: bool, data: str) -> None:
    assert told(belt, command, (3.6, metric)) == bytes.fromhex(data)


def test_the_heart_is_told_in_beats_per_minute(belt: Belt) -> None:
    belt.heart.held_bpm = 132
    assert told(belt, 0xB0, (0.0, True)) == bytes.fromhex("b00184")


def test_who_it_is_is_told_and_what_it_does_not_have_is_none(belt: Belt) -> None:
    assert told(belt, 0x91, (0.0, True)) == bytes.fromhex("9105fe02010100")
    assert told(belt, 0xB4, (0.0, True)) is None
