"""How long a stop may take, and when the controller can see."""

from dataclasses import replace

import pytest

from simulators.faults import Event, parse_event
from simulators.machines import QUIRKS
from tests.cli.bench.faults.doctored import pressed, pressed_at
from treadctl.cli.bench.faults.bounds import PROMISES, grain_kmh, period_s, seen, taken_over_at
from treadctl.cli.bench.faults.record import Record


def befallen(*texts: str, noisy: bool = False) -> Record:
    events = tuple(parse_event(text) for text in texts)
    session = replace(pressed().session, events=events, noisy=noisy)
    return replace(pressed(), session=session, started_at=0.0)


@pytest.mark.parametrize(
    ("name", "lowest_s", "highest_s"),
    [("pain", 0.0, 0.2), ("screen-dead", 5.0, 5.5), ("telemetry-silence", 3.5, 4.0)],
)
def test_each_promise_is_a_published_limit_and_a_little_more(
    name: str, lowest_s: float, highest_s: float
) -> None:
    bound_s = PROMISES[name](pressed(), Event(pressed_at() - 1.0, name))
    assert lowest_s < bound_s < highest_s


def test_a_belt_that_never_moved_has_the_time_of_a_start() -> None:
    begins = pressed().rides[0].begins
    early, late = (Event(at, "stuck-belt") for at in (begins + 1.0, pressed_at() - 1.0))
    assert PROMISES["stuck-belt"](pressed(), early) > 14.0
    assert PROMISES["stuck-belt"](pressed(), late) < 6.0


def test_a_longer_period_is_allowed_where_records_are_lost() -> None:
    longest_s = period_s(pressed())
    assert longest_s < period_s(befallen("5=garbage")) < period_s(befallen("5=restart"))


def test_a_coarse_machine_may_be_off_by_its_grain() -> None:
    coarse = replace(pressed(), session=replace(pressed().session, model=QUIRKS["urevo-e1l"]))
    assert grain_kmh(pressed()) < 0.05
    assert grain_kmh(coarse) > 0.16


def test_nothing_is_seen_through_what_blinds() -> None:
    assert seen(befallen(), 100.0, 110.0)
    assert not seen(befallen(noisy=True), 100.0, 110.0)
    for text in ("105=link-loss", "50=telemetry-silence", "104=garbage"):
        assert not seen(befallen(text), 100.0, 110.0)
    assert seen(befallen("50=garbage", "60=link-loss", "70=link-back"), 100.0, 110.0)


def test_a_belt_is_theirs_from_the_consoles_speed_on() -> None:
    ride = pressed().rides[0]
    at = ride.begins + 30.0
    assert taken_over_at(befallen(f"{at}=console-speed=3"), ride) == at
    assert taken_over_at(befallen(), ride) > pressed().ended_at
