"""What was found out at one machine."""

import math

import pytest

from treadctl.commissioned import ALARM_WORDS, UNCOMMISSIONED, Commissioned, PowerCut
from treadctl.model import PULL_THE_KEY


@pytest.mark.parametrize("power_cut", PowerCut)
def test_every_way_to_cut_the_power_has_its_loudest_words(power_cut: PowerCut) -> None:
    order, warning = ALARM_WORDS[power_cut].split(". ")
    assert order.isupper() and warning == "The belt may still be moving."


def test_where_nothing_is_known_the_safety_key_is_called_for() -> None:
    assert ALARM_WORDS[UNCOMMISSIONED.cuts_power] == PULL_THE_KEY
    assert len(set(ALARM_WORDS.values())) == len(PowerCut)


@pytest.mark.parametrize(
    ("from_kmh", "within_s"), [(0.0, 3.0), (1.9, 3.0), (2.0, 3.0), (3.0, 4.5), (6.0, 9.0)]
)
def test_a_measured_stop_takes_longer_from_a_faster_belt_and_never_less(
    from_kmh: float, within_s: float
) -> None:
    assert Commissioned(stop_s=3.0, stop_from_kmh=2.0).stop_within_s(from_kmh) == within_s


def test_a_stop_that_was_not_measured_is_not_known() -> None:
    assert UNCOMMISSIONED.stop_within_s(3.0) is None
    assert not UNCOMMISSIONED.unit_confirmed


@pytest.mark.parametrize(
    ("stop_s", "from_kmh"),
    [(3.0, None), (None, 2.0), (0.0, 2.0), (3.0, 0.0), (-1.0, 2.0), (math.nan, 2.0), (3, math.inf)],
)
def test_half_a_measurement_is_none(stop_s: float | None, from_kmh: float | None) -> None:
    with pytest.raises(ValueError, match="together"):
        Commissioned(stop_s=stop_s, stop_from_kmh=from_kmh)
