"""The incline motor: home first, then by pulses, and never against an end for long."""

import pytest

from firmware_bridge.incline import DOWN, END_MS, UP, Incline
from firmware_bridge.settings import Settings
from firmware_bridge.ticks import LAST
from firmware_bridge.wire import NO_INCLINE

SETTINGS = Settings(incline_pulses=54, min_permille=-30, max_permille=150)


class Frame:
    """The treadmill's frame: gives a pulse for each 50 ms of movement, none at its ends."""

    def __init__(self, incline: Incline, at: int, pulses: int = 54) -> None:
        self.incline, self.at, self.pulses = incline, at, pulses
        self.moving_ms = 0

    def step(self, target_permille: int) -> int:
        """Let 10 ms pass."""
        self.incline.step(target_permille, 10)
        direction = self.incline.direction
        if direction and 0 <= self.at + direction <= self.pulses:
            self.moving_ms += 10
            if self.moving_ms % 50 == 0:
                self.at += direction
                self.incline.edge()
        return direction

    def reach(self, target_permille: int, limit_s: float = 20.0) -> list[int]:
        """Let time pass until nothing moves; return the directions there were, each once."""
        went = [self.step(target_permille)]
        for _ in range(round(limit_s * 100)):
            direction = self.step(target_permille)
            if direction != went[-1]:
                went.append(direction)
            elif not direction:
                return went
        raise AssertionError(f"still going: {went}")


def homed(at: int = 20, pulses: int = 54) -> Frame:
    """A frame whose bridge knows where it is: at the lower end."""
    frame = Frame(Incline(SETTINGS), at, pulses)
    assert frame.reach(-30) == [DOWN, 0]
    return frame


def test_a_machine_without_the_motor_never_moves_and_knows_no_incline() -> None:
    incline = Incline(Settings())
    for _ in range(300):
        incline.step(0, 10)
        assert incline.direction == 0
    assert incline.permille == NO_INCLINE


def test_the_directions_are_told_by_their_sign() -> None:
    assert (UP, DOWN, END_MS) == (1, -1, 2000)


def test_the_incline_is_not_known_before_the_lower_end_was_reached() -> None:
    frame = Frame(Incline(SETTINGS), 20)
    for _ in range(150):
        frame.step(50)
        assert frame.incline.direction == DOWN
        assert frame.incline.permille == NO_INCLINE
    assert frame.reach(-30) == [DOWN, 0]
    assert frame.at == 0
    assert frame.incline.permille == -30


@pytest.mark.parametrize(
    ("target_permille", "pulses"), [(150, 54), (0, 9), (-30, 0), (50, 24), (149, 53)]
)
def test_a_target_is_reached_by_counting_pulses(target_permille: int, pulses: int) -> None:
    frame = homed()
    frame.reach(target_permille)
    assert frame.at == pulses
    assert frame.incline.permille == -30 + 180 * pulses // 54


def test_it_goes_down_as_well_as_up() -> None:
    frame = homed()
    assert frame.reach(100) == [UP, 0]
    assert frame.reach(20) == [DOWN, 0]
    assert frame.at == 15


def test_an_end_is_not_driven_against_for_more_than_two_seconds() -> None:
    incline = Incline(SETTINGS)
    incline.step(50, 10)
    incline.step(50, 1999)
    assert incline.direction == DOWN
    incline.step(50, 1)
    assert incline.direction == 0


def test_a_pulse_begins_the_two_seconds_anew() -> None:
    incline = Incline(SETTINGS)
    incline.step(50, 10)
    incline.step(50, 1500)
    incline.edge()
    incline.step(50, 1999)
    assert incline.direction == DOWN
    incline.step(50, 1)
    assert incline.direction == 0


def test_a_pulse_that_comes_after_the_motor_was_let_go_counts() -> None:
    frame = homed()
    frame.reach(50)
    frame.incline.edge()
    frame.incline.step(50, 10)
    assert frame.incline.permille == -30 + 180 * 25 // 54
    assert frame.incline.direction == DOWN


def test_a_frame_that_jams_on_its_way_up_is_given_up() -> None:
    frame = homed(pulses=30)
    assert frame.reach(150) == [UP, 0]
    assert frame.incline.permille == NO_INCLINE
    assert frame.reach(50) == [0]


def test_a_person_s_new_start_tries_again_from_home() -> None:
    frame = homed(pulses=30)
    frame.reach(150)
    frame.incline.retry()
    assert frame.reach(50) == [DOWN, 0, UP, 0]
    assert frame.at == 24


def test_off_stops_at_once_and_the_last_pulse_still_counts() -> None:
    frame = homed()
    for _ in range(52):
        frame.step(150)
    before = frame.incline.permille
    frame.incline.off()
    assert frame.incline.direction == 0
    frame.incline.edge()
    frame.incline.step(before, 10)
    assert frame.incline.permille == -30 + 180 * (frame.at + 1) // 54


def test_the_position_stays_between_the_ends() -> None:
    frame = homed()
    frame.reach(150)
    frame.incline.edge()
    frame.incline.step(150, 10)
    assert frame.incline.permille == 150
    frame.reach(-30)
    frame.incline.edge()
    frame.incline.step(-30, 10)
    assert frame.incline.permille == -30


def test_the_count_of_pulses_begins_again_at_0_unnoticed() -> None:
    frame = homed()
    frame.incline._edges = frame.incline._seen = LAST - 3
    frame.reach(50)
    assert frame.at == 24


def test_a_change_of_direction_has_its_own_two_seconds() -> None:
    frame = homed()
    frame.reach(150)
    incline = frame.incline
    for _ in range(150):
        incline.step(-30, 10)
    incline.step(150, 10)
    incline.step(-30, 10)
    for _ in range(199):
        incline.step(-30, 10)
        assert incline.direction == DOWN
    incline.step(-30, 10)
    assert incline.direction == 0
