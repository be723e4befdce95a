import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.errors import BadInput
from treadctl.protocols.miles import deci_mph_at_most, kmh


def test_a_mile_is_1609_344_metres() -> None:
    assert (kmh(10), kmh(40)) == (1.609344, 6.437376)


@given(st.integers(0, 9999))
def test_every_tenth_of_a_mile_per_hour_comes_back_as_itself(deci_mph: int) -> None:
    assert deci_mph_at_most(kmh(deci_mph)) == deci_mph


@given(st.floats(0, 100))
def test_a_speed_is_never_rounded_up(speed_kmh: float) -> None:
    deci_mph = deci_mph_at_most(speed_kmh)
    assert kmh(deci_mph) <= speed_kmh + 1e-7 < kmh(deci_mph + 1) + 2e-7


@pytest.mark.parametrize("speed_kmh", [math.nan, math.inf, -math.inf])
def test_a_speed_that_is_no_number_is_refused(speed_kmh: float) -> None:
    with pytest.raises(BadInput, match="finite"):
        deci_mph_at_most(speed_kmh)
