"""Speed from few pulses."""

import pytest

from firmware_bridge.tach import STILL_MS, Tach
from firmware_bridge.ticks import LAST, PERIOD

UM = 165_000


def pulsed(tach: Tach, period_us: int, n: int, start_us: int = PERIOD - 1_000_000) -> int:
    """Give `n` pulses, each followed by its steps of 10 ms; return the time after the last."""
    now_us = start_us
    for _ in range(n):
        tach.edge(now_us & LAST)
        tach.step(10)
        now_us += period_us
    return now_us


@pytest.mark.parametrize(
    ("period_us", "speed_ckmh"), [(594_000, 100), (99_000, 600), (49_500, 1200), (59_401, 999)]
)
def test_speed_is_the_way_between_pulses_over_their_time(period_us: int, speed_ckmh: int) -> None:
    tach = Tach(UM)
    pulsed(tach, period_us, 8)
    assert tach.speed_ckmh == speed_ckmh
    assert tach.quiet_ms == 0


def test_several_pulses_within_a_step_count_together() -> None:
    tach = Tach(5_000)
    tach.edge(1000)
    tach.step(10)
    for at_us in (3000, 5000, 7000):
        tach.edge(at_us)
    tach.step(10)
    assert tach.speed_ckmh == 3 * 5_000 * 360 // 6000


def test_the_first_pulse_tells_of_movement_and_of_no_speed() -> None:
    tach = Tach(UM)
    tach.step(10)
    tach.edge(12_345)
    tach.step(10)
    assert (tach.speed_ckmh, tach.quiet_ms) == (0, 0)


def test_the_first_pulse_after_a_standstill_tells_of_no_speed_either() -> None:
    tach = Tach(UM)
    now_us = pulsed(tach, 99_000, 3)
    for _ in range(200):
        tach.step(10)
    assert (tach.speed_ckmh, tach.quiet_ms) == (0, STILL_MS)
    tach.edge(now_us & LAST)
    tach.step(10)
    assert (tach.speed_ckmh, tach.quiet_ms) == (0, 0)
    tach.edge(now_us + 198_000 & LAST)
    tach.step(10)
    assert tach.speed_ckmh == 300


def test_speed_falls_while_the_next_pulse_stays_away() -> None:
    tach = Tach(UM)
    pulsed(tach, 99_000, 3)
    speeds = []
    for _ in range(199):
        tach.step(10)
        speeds.append(tach.speed_ckmh)
    assert speeds[:9] == [600] * 9
    assert speeds[9] == 594
    assert speeds[99] == 59
    assert speeds[198] == 29
    assert tach.quiet_ms == 1990
    tach.step(10)
    assert (tach.speed_ckmh, tach.quiet_ms) == (0, 2000)
    tach.step(10)
    assert (tach.speed_ckmh, tach.quiet_ms) == (0, 2000)


def test_a_step_that_took_no_time_changes_nothing() -> None:
    tach = Tach(UM)
    pulsed(tach, 99_000, 3)
    tach.step(0)
    assert tach.speed_ckmh == 600


def test_a_new_tach_has_been_quiet_for_no_time() -> None:
    assert (Tach(UM).speed_ckmh, Tach(UM).quiet_ms) == (0, 0)


def test_a_contact_that_bounces_is_one_pulse() -> None:
    tach = Tach(UM)
    for start_us in (100_000, 199_000):
        for after_us in (0, 1, 200, 299):
            tach.edge(start_us + after_us)
        tach.step(10)
    assert tach.speed_ckmh == 600


def test_pulses_300_us_apart_are_two() -> None:
    tach = Tach(1_000)
    tach.edge(1000)
    tach.step(10)
    tach.edge(1300)
    tach.edge(1600)
    tach.step(10)
    assert tach.speed_ckmh == 2 * 1_000 * 360 // 600


class Interrupted(Tach):
    """A tach whose step is interrupted by a pulse just after it has read the count."""

    pulse_at_us: int | None = None

    @property
    def _edge_us(self) -> int:
        at_us, self.pulse_at_us = self.pulse_at_us, None
        if at_us is not None:
            self.edge(at_us)
        return self._kept_us

    @_edge_us.setter
    def _edge_us(self, at_us: int) -> None:
        self._kept_us = at_us


def test_a_pulse_in_the_middle_of_a_step_is_taken_whole() -> None:
    tach = Interrupted(UM)
    pulsed(tach, 99_000, 3, start_us=100_000)
    tach.edge(397_000)
    tach.pulse_at_us = 496_000
    tach.step(10)
    assert tach.speed_ckmh == 600
    tach.edge(595_000)
    tach.step(10)
    assert tach.speed_ckmh == 600


def test_the_count_of_pulses_begins_again_at_0_unnoticed() -> None:
    tach = Tach(UM)
    tach._edges = tach._seen = LAST - 1
    pulsed(tach, 99_000, 5)
    assert tach.speed_ckmh == 600
