"""A session is told in full, and its end is the record's end."""

from dataclasses import replace

from tests.cli.bench.faults.doctored import pressed, pressed_at
from treadctl.cli.bench.faults.told import record
from treadctl.model import BeltState


def test_a_record_has_the_bytes_the_speed_and_the_words() -> None:
    found = pressed()
    assert found.track.kmh(pressed_at()) > 0.0 == found.track.kmh(found.ended_at)
    assert [one.data["cause"] for one in found.claims("stop_requested")] == ["pain"]
    assert found.shown[-1][1] is BeltState.STANDING
    assert (found.code, found.closed) == (0, True)


def test_nothing_in_a_record_is_later_than_its_end() -> None:
    found = pressed()
    times = [at for at, _ in (*found.writes, *found.shown)] + [one.at for one in found.told]
    assert max(times) <= found.ended_at


def test_the_same_session_has_the_same_record() -> None:
    again = record(pressed().session)
    assert replace(again, told=(), taps=()) == replace(pressed(), told=(), taps=())
    assert [one.event for one in again.told] == [one.event for one in pressed().told]
