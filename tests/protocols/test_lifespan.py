import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.errors import BadInput
from treadctl.protocols import lifespan


@pytest.mark.parametrize(
    ("deci_mph", "value"), [(4, 94), (5, 117), (6, 141), (10, 235), (12, 282), (20, 470)]
)
def test_a_setpoint_is_235_for_each_mile_per_hour_cut(deci_mph: int, value: int) -> None:
    assert lifespan.setpoint(deci_mph) == value
    assert lifespan.target_mph(value) == deci_mph / 10


@pytest.mark.parametrize(
    ("frame", "captured"),
    [
        (lifespan.encode_target_speed(4), "0106000a005e2830"),
        (lifespan.encode_target_speed(20), "0106000a01d629c6"),
        (lifespan.SET_IDLE, "0106000a0032281d"),
        (lifespan.START, "01060001000119ca"),
        (lifespan.STOP, "010600020001e9ca"),
        (lifespan.RESET_STEPS, "0106000f0000b9c9"),
        (lifespan.READ_STEPS, "0103000f0001b409"),
        (lifespan.READ_MIRROR, "0103d10a00019d34"),
        (lifespan.READ_MODEL, "010301010001d436"),
    ],
)
def test_requests_are_those_that_the_console_sends(frame: bytes, captured: str) -> None:
    assert frame.hex() == captured


@pytest.mark.parametrize("deci_mph", [0, 3, 21])
def test_a_speed_that_nobody_has_seen_set_is_refused(deci_mph: int) -> None:
    with pytest.raises(BadInput, match=r"0\.4 to 2\.0 mph"):
        lifespan.encode_target_speed(deci_mph)


def test_the_idle_setpoint_is_no_speed() -> None:
    assert lifespan.target_mph(50) is lifespan.target_kmh(50) is None


def test_a_setpoint_between_two_tenths_is_told_as_it_is() -> None:
    assert lifespan.target_mph(100) == 100 / 235
    assert lifespan.target_kmh(100) == pytest.approx(0.68483, abs=1e-5)


@given(st.integers(0, 0xFFFF).filter(lambda value: value != lifespan.IDLE))
def test_every_setpoint_stands_for_a_speed(value: int) -> None:
    mph, kmh = lifespan.target_mph(value), lifespan.target_kmh(value)
    assert mph is not None and kmh == pytest.approx(mph * 1.609344)
    assert value / 235 <= mph < (value + 1) / 235 + 1e-9
