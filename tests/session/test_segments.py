"""What one part of a profile may hold by itself."""

import math

import pytest
from pydantic import ValidationError

from treadctl.session.segments import Segment, Stricter, Variable


def test_a_segment_is_level_unless_it_says_otherwise() -> None:
    assert Segment(name="walk", minutes=3, speed_kmh=2).inclination_percent == 0.0


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"name": "a\nb"},
        {"name": "\x1b[2J"},
        {"name": "x" * 201},
        {"minutes": 0.4},
        {"minutes": math.inf},
        {"minutes": "3"},
        {"minutes": True},
        {"speed_kmh": -0.1},
        {"speed_kmh": math.nan},
        {"inclination_percent": -1.0},
        {"speed_mph": 2.0},
    ],
)
def test_a_segment_refuses_what_a_belt_cannot_do_or_nobody_meant(given: dict[str, object]) -> None:
    good = {"name": "walk", "minutes": 3.0, "speed_kmh": 2.0}
    Segment.model_validate(good)
    with pytest.raises(ValidationError):
        Segment.model_validate(good | given)


def test_no_part_can_be_changed_afterwards() -> None:
    variable = Variable(segment="walk", min_minutes=2, max_minutes=32)
    with pytest.raises(ValidationError):
        variable.max_minutes = 60


def test_a_stricter_speed_is_still_one_a_belt_can_walk() -> None:
    with pytest.raises(ValidationError):
        Stricter(max_speed_kmh=0.4)
