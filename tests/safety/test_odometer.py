"""Does the distance agree with the speed?"""

import pytest

from treadctl.safety.odometer import Odometer


def disagrees_after_m(true_kmh: float, grain_m: int = 1, told_kmh: float = 3.0) -> float | None:
    """The metres a belt covers until its distance contradicts its speed; None: it never does."""
    odometer = Odometer()
    for n in range(4 * 3600):
        metres = true_kmh / 3.6 * n / 4
        if odometer.heard(told_kmh, int(metres // grain_m * grain_m), n / 4):
            return metres
    return None


@pytest.mark.parametrize("grain_m", [1, 10, 100])
def test_a_belt_that_covers_miles_for_kilometres_is_noticed(grain_m: int) -> None:
    after_m = disagrees_after_m(3.0 * 1.609, grain_m)
    assert after_m is not None and after_m <= max(120.0, 5 * grain_m)


def test_kilometres_for_miles_too() -> None:
    assert disagrees_after_m(3.0 / 1.609) is not None


@pytest.mark.parametrize("grain_m", [1, 10, 100])
@pytest.mark.parametrize("factor", [0.8, 0.95, 1.0, 1.05, 1.3])
def test_a_distance_that_roughly_fits_says_nothing(factor: float, grain_m: int) -> None:
    assert disagrees_after_m(3.0 * factor, grain_m) is None


def test_a_machine_without_distance_cannot_be_judged() -> None:
    odometer = Odometer()
    assert not any(odometer.heard(3.0, None, float(n)) for n in range(3600))


def test_a_distance_that_begins_anew_is_measured_anew() -> None:
    odometer = Odometer()
    for n in range(120):
        assert not odometer.heard(3.6, n, float(n))
    for n in range(600):
        assert not odometer.heard(3.6, n, 120.0 + n)


@pytest.mark.parametrize(
    ("told_kmh", "tick_s", "after_s"),
    [(3.6, 20, 80), (3.596, 20, 100), (3.6, 19, 95), (3.6, 15, 75), (3.6, 30, 120)],
)
def test_from_the_first_tick_on_three_more_and_60_m_are_needed(
    told_kmh: float, tick_s: int, after_s: int
) -> None:
    odometer = Odometer()
    found = [
        t
        for t in range(200)
        if odometer.heard(told_kmh, t // tick_s * round(1.6 * tick_s), float(t))
    ]
    assert found[0] == after_s


@pytest.mark.parametrize(
    ("tick_s", "ticks_m", "disagrees"),
    [
        (20, (31, 31, 31), True),
        (20, (31, 31, 30), False),
        (25, (43, 43, 44, 37), True),
        (25, (43, 43, 44, 38), False),
        (20, (12, 12, 12), True),
        (20, (12, 12, 11), False),
        (25, (16, 16, 16), True),
        (25, (16, 16, 17), False),
    ],
)
def test_only_what_miles_explain_is_a_contradiction(
    tick_s: int, ticks_m: tuple[int, ...], disagrees: bool
) -> None:
    odometer, distance_m = Odometer(), 0
    assert not odometer.heard(3.6, 0, 0.0)
    found = []
    for n, tick_m in enumerate((1, *ticks_m), 1):
        distance_m += tick_m
        found.append(odometer.heard(3.6, distance_m, float(n * tick_s)))
    assert found == [False] * len(ticks_m) + [disagrees]
