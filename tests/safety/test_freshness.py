"""How old a measurement may be before it is doubted, and before it is a fault."""

import pytest

from treadctl.safety.freshness import Freshness

E = 0.001


def heard_every(period_s: float, times: int = 60) -> tuple[Freshness, float]:
    """A machine observed for a while; returns the time of its last record too."""
    freshness, at = Freshness(), 0.0
    for n in range(times):
        at = n * period_s
        freshness.heard(at)
    return freshness, at


def test_nothing_heard_is_doubt_and_silence() -> None:
    freshness = Freshness()
    assert freshness.in_doubt(0.0) and freshness.silent(0.0) and freshness.age_s(0.0) is None


@pytest.mark.parametrize("period_s", [0.25, 0.5, 1.0])
@pytest.mark.parametrize(("periods", "doubted"), [(2.4, False), (2.6, True)])
def test_doubt_begins_after_two_and_a_half_periods(
    period_s: float, periods: float, doubted: bool
) -> None:
    freshness, at = heard_every(period_s)
    assert freshness.period_s == pytest.approx(period_s, rel=1e-3)
    assert freshness.in_doubt(at + periods * period_s) is doubted


@pytest.mark.parametrize(("period_s", "limit_s"), [(0.25, 3.5), (0.5, 3.5), (0.7, 3.5), (1.0, 5.0)])
def test_silence_is_a_fault_after_3_5_s_or_5_periods(period_s: float, limit_s: float) -> None:
    freshness, at = heard_every(period_s)
    assert freshness.silence_limit_s == pytest.approx(limit_s, rel=1e-3)
    assert not freshness.silent(at + limit_s - 0.01)
    assert freshness.silent(at + limit_s + 0.01)


def test_a_gap_of_2_5_s_at_two_records_a_second_is_doubt_and_no_fault() -> None:
    freshness, at = heard_every(0.5)
    assert freshness.in_doubt(at + 2.5) and not freshness.silent(at + 2.5)


def test_records_that_come_at_once_do_not_shorten_the_period() -> None:
    freshness, at = heard_every(1.0)
    for n in range(50):
        freshness.heard(at + n * E)
    assert freshness.period_s == pytest.approx(1.0, rel=1e-3)
    assert freshness.age_s(at + 49 * E + 0.5) == pytest.approx(0.5)


def test_one_long_gap_does_not_stretch_the_limits_for_long() -> None:
    freshness, at = heard_every(0.5)
    freshness.heard(at + 600.0)
    assert freshness.period_s < 1.0


def test_until_a_machine_was_observed_its_period_is_a_second() -> None:
    freshness = Freshness()
    freshness.heard(0.0)
    assert not freshness.in_doubt(2.5) and freshness.in_doubt(2.5 + E)
    assert not freshness.silent(5.0) and freshness.silent(5.0 + E)


@pytest.mark.parametrize(
    ("after_s", "period_s"),
    [(0.09, 1.0), (0.1, 0.82), (0.5, 0.9), (1.0, 1.0), (2.0, 1.2), (2.1, 1.2), (600.0, 1.2)],
)
def test_each_interval_up_to_2_s_moves_the_period_a_fifth_of_the_way(
    after_s: float, period_s: float
) -> None:
    freshness = Freshness()
    freshness.heard(0.0)
    freshness.heard(after_s)
    assert freshness.period_s == pytest.approx(period_s)
