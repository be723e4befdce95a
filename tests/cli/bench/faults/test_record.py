"""What a record says of rides, links and times."""

import math
from dataclasses import replace

from simulators.faults import parse_event
from tests.cli.bench.faults.doctored import START_BYTES, pressed, pressed_at, written
from treadctl.cli.bench.faults.record import Record
from treadctl.cli.story import RESTART_S


def befallen(*texts: str) -> Record:
    """The session with other events, from its start on."""
    events = tuple(parse_event(text) for text in texts)
    return replace(pressed(), session=replace(pressed().session, events=events), started_at=0.0)


def test_a_ride_goes_from_the_start_to_the_stop() -> None:
    (ride,) = pressed().rides
    assert ride.begins == pressed().starts[0]
    assert pressed_at() < ride.ends == pressed().stops[0]
    assert pressed().ride_at(ride.begins - 0.1) is pressed().ride_at(ride.ends) is None
    assert pressed().ride_at(pressed_at()) is ride


def test_a_second_start_ends_a_ride_too() -> None:
    again = written(pressed_at() - 20.0, START_BYTES)
    assert next(ride.ends for ride in again.rides) == pressed_at() - 20.0


def test_a_ride_has_what_was_asked_for_in_it() -> None:
    speeds = [kmh for _, kmh in pressed().rides[0].speeds]
    assert speeds[0] == 0.8 and max(speeds) <= 6.0


def test_a_link_is_down_from_its_loss_until_it_is_back() -> None:
    record = befallen("5=link-loss", "6=link-loss", "9=link-back", "20=link-loss")
    assert record.downs == ((5.0, 9.0), (20.0, math.inf))
    assert record.linked(10.0, 19.0) and not record.linked(8.0, 10.0)


def test_a_restart_takes_the_link_down_and_brings_it_back() -> None:
    assert befallen("5=restart").downs == ((5.0, 5.0 + RESTART_S),)
    assert befallen("3=link-loss", "5=restart").downs == ((3.0, 5.0 + RESTART_S),)


def test_what_comes_after_the_end_did_not_happen() -> None:
    assert befallen("5=pain", "999999=pain").times("pain") == [5.0]
