"""May a belt be started?"""

import pytest

from tests.safety.told import MACHINE
from treadctl.errors import Refused
from treadctl.model import Telemetry
from treadctl.safety.heart import HeartWatch
from treadctl.safety.known import Known
from treadctl.safety.limits import TIERS
from treadctl.safety.permit import permit_start
from treadctl.safety.stop_input import StopInput


def standing() -> Known:
    known = Known(machine=MACHINE)
    for n in range(3):
        known.heard(Telemetry(float(n), speed_kmh=0.0, inclination_percent=1.0))
    return known


def test_a_standing_belt_with_a_stop_in_reach_starts_at_its_first_speed_on_the_slope_it_has() -> (
    None
):
    targets = permit_start(TIERS["A"], standing(), StopInput(wired=True), HeartWatch(None), 2.0)
    assert (targets.speed_kmh, targets.inclination_percent) == (0.8, 1.0)


def unlinked() -> Known:
    known = standing()
    known.lost(2.0)
    return known


def back() -> Known:
    known = unlinked()
    known.lost_at = None
    return known


def speechless() -> Known:
    known = Known(machine=MACHINE)
    known.heard(Telemetry(2.0, distance_m=3))
    return known


def moving() -> Known:
    known = standing()
    known.heard(Telemetry(3.0, speed_kmh=0.5))
    return known


@pytest.mark.parametrize(
    ("known", "wired", "now", "why"),
    [
        (Known(), True, 2.0, "not connected"),
        (unlinked(), True, 2.0, "not connected"),
        (back(), True, 2.0, "not known to stand"),
        (speechless(), True, 2.0, "tells no speed"),
        (moving(), True, 3.0, "not known to stand"),
        (standing(), True, 60.0, "not known to stand"),
        (standing(), False, 2.0, "No stop button"),
    ],
)
def test_a_start_is_refused_with_what_stands_in_the_way(
    known: Known, wired: bool, now: float, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        permit_start(TIERS["A"], known, StopInput(wired), HeartWatch(None), now)


def test_a_heart_above_its_ceiling_does_not_start() -> None:
    heart = HeartWatch(110)
    for n in range(20):
        heart.heard(120 + n % 2, float(n))
    known = Known(machine=MACHINE)
    for n in range(18, 21):
        known.heard(Telemetry(float(n), speed_kmh=0.0))
    with pytest.raises(Refused, match="Rest, then start"):
        permit_start(TIERS["A"], known, StopInput(wired=True), heart, 20.0)
