"""Which row a machine gets, and what a row may not say."""

from typing import Any

import pytest

from simulators.machines import DEFAULT
from treadctl.drivers.quirks import STANDARD, Quirk, Unlock, select

BY_NAME = Quirk(machine="by name", source="a test", names=("Run", "Walk"))
BY_MODEL = Quirk(machine="by model", source="a test", model="M1")
OLD = Quirk(machine="old M1", source="a test", model="M1", firmware="V1.")
ROWS = (BY_NAME, OLD, BY_MODEL)
VENDOR = "d18d2c10-c44c-11e8-a355-529269fb1459"


@pytest.mark.parametrize(
    ("name", "model", "firmware", "row"),
    [
        ("Run 12", "", "", BY_NAME),
        ("WALKER", "", "", BY_NAME),
        ("My Run", "", "", STANDARD),
        ("", "", "", STANDARD),
        ("Run 12", "M2", "", BY_NAME),
        ("Run 12", "M1", "V2.0", BY_MODEL),
        ("Run 12", "m1", "v1.3", OLD),
        ("", "M1", "", BY_MODEL),
        ("", "M12", "V1.3", STANDARD),
    ],
)
def test_model_and_firmware_come_before_the_name(
    name: str, model: str, firmware: str, row: Quirk
) -> None:
    assert select(ROWS, name, model, firmware) is row


BENT = Quirk(machine="bent", source="a test", names=("Run",), control_twice=True)


@pytest.mark.parametrize("own", [BY_NAME, BENT])
def test_a_gym_s_own_row_comes_before_all_others_even_by_name(own: Quirk) -> None:
    known = Quirk(machine="k", source="a test", model="M1", lone_zeros=True)
    assert select((known,), "Run 12", "M1", own=(own,)) is own
    assert select((known,), "Jog 12", "M1", own=(own,)) is known


def test_a_row_that_does_nothing_hides_none_that_does() -> None:
    assert select((BY_MODEL, BENT), "Run 12", "M1") is BENT
    assert select((BY_MODEL, BENT), "Jog 12", "M1") is BY_MODEL
    assert not BY_MODEL.has_effects and BENT.has_effects


def test_a_machine_that_nobody_knows_is_treated_as_the_standard_says() -> None:
    assert select(ROWS, DEFAULT.name, DEFAULT.model_number, DEFAULT.firmware) is STANDARD


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "a model, or names"),
        ({"names": ("",)}, "a model, or names"),
        ({"names": ("abc", "")}, "need a text"),
        ({"names": ("abc", "SW")}, "names have at least 3 letters"),
        ({"names": ("abc",), "machine": ""}, "need a text"),
        ({"names": ("abc",), "source": ""}, "need a text"),
        ({"names": ("abc",), "firmware": "V1"}, "firmware goes with a model"),
        ({"names": ("abc",), "write_spacing_s": 1.1}, "write_spacing_s is 0 to 1"),
        ({"names": ("abc",), "write_spacing_s": -0.1}, "write_spacing_s is 0 to 1"),
        ({"names": ("abc",), "write_spacing_s": float("nan")}, "write_spacing_s is 0 to 1"),
        ({"names": ("abc",), "subscribe_spacing_s": 0.0}, "subscribe_spacing_s is 0.1 to 1"),
        ({"names": ("abc",), "subscribe_spacing_s": 60.0}, "subscribe_spacing_s is 0.1 to 1"),
        ({"names": ("abc",), "min_speed_kmh": 0.0}, "min_speed_kmh is above 0"),
        ({"names": ("abc",), "min_speed_kmh": 1.3}, "min_speed_kmh is above 0 and at most 1.2"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(given: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        Quirk(**{"machine": "m", "source": "s"} | given)


@pytest.mark.parametrize(
    ("characteristic", "data"),
    [
        ("00002ad9-0000-1000-8000-00805f9b34fb", "07"),  # the control point: this is a Start
        ("2ad9", "07"),
        ("", "07"),
        (VENDOR.upper(), "07"),
        (VENDOR + "\n", "07"),
        (VENDOR, "07\n"),
        (VENDOR, ""),
        (VENDOR, "7"),
        (VENDOR, "zz"),
        (VENDOR, "00" * 21),
    ],
)
def test_an_unlock_goes_to_a_vendor_s_own_characteristic_and_is_short(
    characteristic: str, data: str
) -> None:
    with pytest.raises(ValueError, match="must be"):
        Unlock(characteristic, data)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"max_speed_kmh": 0.0}, "max_speed_kmh is above 0 and at most 25"),
        ({"max_speed_kmh": 26.0}, "max_speed_kmh is above 0 and at most 25"),
        ({"speed_step_kmh": 1.1}, "speed_step_kmh is above 0 and at most 1"),
        ({"speed_step_kmh": float("nan")}, "speed_step_kmh is above 0"),
        ({"min_speed_kmh": 1.0, "max_speed_kmh": 0.9}, "not below min_speed_kmh"),
        ({"start_not_needed": True}, "goes with min_speed_kmh"),
        ({"inclination_scale": 0.0}, "inclination_scale is above 0"),
        ({"inclination_scale": 11.0}, "inclination_scale is above 0 and at most 10"),
        ({"inclinations": ((0.0, 0),)}, "at least two"),
        ({"inclinations": ((0.0, 0), (1.0, 1)), "inclination_scale": 2.0}, "without"),
        ({"inclinations": ((0.0, 0), (0.0, 1))}, "inclinations rise"),
        ({"inclinations": ((0.0, 1), (1.0, 0))}, "inclinations rise"),
        ({"inclinations": ((float("nan"), 0), (1.0, 1))}, "inclinations rise"),
        ({"inclinations": ((0.0, 0), (1.0, 40_000))}, "at most 32767"),
        (
            {"inclinations": ((0.0, 0), (float("inf"), 1))},
            "percents of inclinations are at most 45",
        ),
    ],
)
def test_speeds_and_slopes_that_no_machine_has_are_refused(
    given: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(ValueError, match=wrong):
        Quirk(**{"machine": "m", "source": "s", "names": ("abc",)} | given)
