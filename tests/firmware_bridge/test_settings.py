"""What a bridge is built for, and that it is refused if it was damaged."""

import json

import pytest

from firmware_bridge.settings import (
    DRIVE,
    KEYLOOP,
    LEAST_LEASE_MS,
    MOST_COAST_MM_S2,
    MOST_LEASE_MS,
    Settings,
    dump,
    load,
)

RANGES = {
    "role": (0, 1),
    "max_ckmh": (80, 2500),
    "min_ckmh": (10, 200),
    "start_ckmh": (10, 120),
    "accel": (1, 100),
    "decel": (1, 180),
    "um_per_pulse": (1, 1_000_000),
    "pwm_hz": (15, 200),
    "dead_zone_duty": (0, 20_000),
    "duty_per_kmh": (500, 8_000),
    "max_duty": (0, 55_705),
    "incline_pulses": (0, 1_000),
    "min_permille": (-60, 0),
    "max_permille": (0, 400),
    "open_on_link_loss": (0, 1),
    "open_on_pain": (0, 1),
    "coast_mm_s2": (0, 5_000),
}
DEFAULTS = {
    "role": 0,
    "max_ckmh": 1200,
    "min_ckmh": 80,
    "start_ckmh": 100,
    "accel": 50,
    "decel": 50,
    "um_per_pulse": 165_000,
    "pwm_hz": 20,
    "dead_zone_duty": 9_129,
    "duty_per_kmh": 2_647,
    "max_duty": 55_705,
    "incline_pulses": 0,
    "min_permille": 0,
    "max_permille": 0,
    "open_on_link_loss": 0,
    "open_on_pain": 0,
    "coast_mm_s2": 0,
}
# What else a setting needs so that its own value can be tried.
NEEDS = {"incline_pulses": {"max_permille": 150}, "open_on_pain": {"coast_mm_s2": 1}}


def test_the_constants_are_those_of_the_protocol() -> None:
    assert (DRIVE, KEYLOOP) == (0, 1)
    assert (LEAST_LEASE_MS, MOST_LEASE_MS, MOST_COAST_MM_S2) == (200, 500, 1000)


def test_the_defaults_are_those_of_a_measured_machine() -> None:
    assert {name: getattr(Settings(), name) for name in RANGES} == DEFAULTS
    assert json.loads(dump(Settings())) == DEFAULTS | {"crc": Settings().crc()}


@pytest.mark.parametrize("name", RANGES)
def test_every_setting_has_a_least_and_a_most(name: str) -> None:
    least, most = RANGES[name]
    for value in (least, most):
        assert getattr(Settings(**NEEDS.get(name, {}), **{name: value}), name) == value
    too_little = -1 if name == "um_per_pulse" else least - 1
    for value in (too_little, most + 1):
        with pytest.raises(ValueError, match=f"^{name}: {value} is not within"):
            Settings(**NEEDS.get(name, {}), **{name: value})


def test_a_setting_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"^no setting: speed$"):
        Settings(speed=3)


def test_a_motor_is_not_driven_without_a_tach_and_a_key_loop_may_be() -> None:
    with pytest.raises(ValueError, match=r"^um_per_pulse: a motor is driven with a tach only$"):
        Settings(um_per_pulse=0)
    assert Settings(role=KEYLOOP, um_per_pulse=0).um_per_pulse == 0


@pytest.mark.parametrize("coast_mm_s2", [0, 1001])
def test_k1_opens_on_pain_only_where_the_coast_down_was_measured_and_is_gentle(
    coast_mm_s2: int,
) -> None:
    with pytest.raises(ValueError, match=r"^open_on_pain: needs a measured coast_mm_s2 of 1000"):
        Settings(open_on_pain=1, coast_mm_s2=coast_mm_s2)
    assert Settings(open_on_pain=1, coast_mm_s2=1000).open_on_pain == 1
    assert Settings(coast_mm_s2=coast_mm_s2).open_on_pain == 0


def test_an_incline_motor_needs_a_way_to_go() -> None:
    with pytest.raises(
        ValueError, match=r"^incline_pulses: needs max_permille above min_permille$"
    ):
        Settings(incline_pulses=54)
    assert Settings(incline_pulses=54, min_permille=-1).incline_pulses == 54


def test_what_was_written_is_read() -> None:
    settings = Settings(max_ckmh=600, accel=30)
    assert load(dump(settings)).crc() == settings.crc()
    assert load(dump(settings)).max_ckmh == 600


def test_each_setting_counts_for_the_crc() -> None:
    crcs = {Settings().crc()}
    for name, (least, most) in RANGES.items():
        other = least if DEFAULTS[name] == most else most
        crcs.add(Settings(**NEEDS.get(name, {}), **{name: other}).crc())
    assert len(crcs) == len(RANGES) + 1


def test_the_crc_is_the_same_on_every_board() -> None:
    assert Settings().crc() == 3_838_277_443


def test_a_damaged_file_is_refused() -> None:
    text = dump(Settings())
    with pytest.raises(ValueError, match="wrong crc"):
        load(text.replace('"max_ckmh": 1200', '"max_ckmh": 1201'))


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "{}", '{"crc": 1, "speed": 3}', '{"crc": 0}'])
def test_a_file_that_holds_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        load(text)


@pytest.mark.parametrize("text", ["[]", "7", "{}", '{"crc": 0, "accel": null}'])
def test_a_file_without_settings_says_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"^settings.json holds no settings$"):
        load(text)
