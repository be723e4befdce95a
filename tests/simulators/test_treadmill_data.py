"""Bytes typed here from FTMS 1.0, table 4.9; the encoder under test has its own tables."""

from dataclasses import replace

import pytest

from simulators import treadmill_data
from simulators.machines import DEFAULT, MachineModel
from simulators.physics import Belt


def belt(speed_kmh: float = 0.0) -> Belt:
    """A belt after 12 345 m and 1234 s at 2.5 %, its walker's heart at 131 bpm."""
    belt = Belt(DEFAULT.drive, now=0.0)
    belt.speed_kmh, belt.distance_m, belt.elapsed_s = speed_kmh, 12_345.6, 1234.9
    belt.inclination_percent, belt.heart.held_bpm = 2.5, 131.0
    return belt


def frames(model: MachineModel, belt: Belt) -> list[str]:
    return [
        data.hex(" ") for data in treadmill_data.encode(model, treadmill_data.plan(model), belt)
    ]


def sends(*fields: str, **changes: object) -> MachineModel:
    return replace(DEFAULT, notifications=(fields,), **changes)  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("speed",), "00 00 58 03"),
        (("speed", "distance"), "04 00 58 03 39 30 00"),
        (("speed", "inclination"), "08 00 58 03 19 00 ff 7f"),
        (("speed", "energy"), "80 00 58 03 a7 02 ff ff ff"),
        (("speed", "heart_rate"), "00 01 58 03 83"),
        (("speed", "elapsed"), "00 04 58 03 d2 04"),
        (("speed", "steps"), "00 20 58 03 ae 57 00"),
        (("speed", "average_speed"), "02 00 58 03 0f 0e"),
    ],
)
def test_each_field_has_its_flag_and_its_place(fields: tuple[str, ...], expected: str) -> None:
    assert frames(sends(*fields), belt(8.56)) == [expected]


def test_the_default_machine_sends_one_frame_that_fits_the_smallest_link() -> None:
    expected = "8c 05 58 03 39 30 00 19 00 ff 7f a7 02 ff ff ff 83 d2 04"
    assert frames(DEFAULT, belt(8.56)) == [expected]


def test_downhill_is_a_negative_number() -> None:
    downhill = belt(1.0)
    downhill.inclination_percent = -1.5
    assert frames(sends("speed", "inclination"), downhill) == ["08 00 64 00 f1 ff ff 7f"]


@pytest.mark.parametrize(("speed_kmh", "sent"), [(8.2, "34 03"), (2.3, "e6 00"), (20.4, "f8 07")])
def test_speeds_are_rounded_and_not_cut(speed_kmh: float, sent: str) -> None:
    assert frames(sends("speed"), belt(speed_kmh)) == [f"00 00 {sent}"]


def test_a_record_too_long_for_the_link_is_split_and_its_speed_comes_last() -> None:
    model = sends(
        "speed", "distance", "inclination", "energy", "elapsed", "steps", splits_records=True
    )
    assert frames(model, belt(8.56)) == [
        "8d 24 39 30 00 19 00 ff 7f a7 02 ff ff ff d2 04 ae 57 00",
        "00 00 58 03",
    ]


def test_a_machine_that_cannot_split_sends_what_fits() -> None:
    model = sends("speed", "distance", "inclination", "energy", "elapsed", "steps")
    assert frames(model, belt(8.56)) == [
        "8c 24 58 03 39 30 00 19 00 ff 7f a7 02 ff ff ff d2 04 ae 57"
    ]
