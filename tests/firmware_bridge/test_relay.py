"""K1, its heartbeat and its mirror contact."""

import pytest

from firmware_bridge.relay import Relay
from firmware_bridge.ticks import LAST
from firmware_bridge.wire import F_NO_CLOSE, F_WELD


def test_a_new_relay_is_open_and_does_not_beat() -> None:
    relay = Relay()
    relay.beat()
    assert (relay.wanted, relay.alive, relay.closed) == (False, False, False)


def test_a_closed_relay_beats_with_every_step() -> None:
    relay = Relay()
    relay.want(True)
    beats = []
    for _ in range(4):
        relay.beat()
        beats.append(relay.alive)
    assert beats == [True, False, True, False]


def test_an_open_relay_does_not_beat() -> None:
    relay = Relay()
    relay.want(True)
    relay.beat()
    relay.want(False)
    relay.beat()
    assert not relay.alive


@pytest.mark.parametrize(("wanted", "fault"), [(True, F_NO_CLOSE), (False, F_WELD)])
def test_a_feedback_that_disagrees_for_more_than_100_ms_is_a_fault(
    wanted: bool, fault: int
) -> None:
    relay = Relay()
    relay.want(wanted)
    assert relay.step(not wanted, 100) == 0
    assert relay.step(not wanted, 1) == fault
    assert [relay.step(not wanted, LAST) for _ in range(5)] == [fault] * 5
    assert relay._disagrees_ms == LAST
    assert relay.step(wanted, 10) == 0
    assert relay.step(not wanted, 10) == 0


def test_the_feedback_is_kept() -> None:
    relay = Relay()
    relay.step(True, 10)
    assert relay.closed
    relay.step(False, 10)
    assert not relay.closed


def test_a_new_wish_has_its_own_100_ms_and_the_same_wish_has_not() -> None:
    relay = Relay()
    relay.want(True)
    for _ in range(10):
        relay.step(False, 10)
    relay.want(True)
    assert relay.step(False, 10) == F_NO_CLOSE
    relay.step(False, 10)
    relay.want(False)
    relay.want(True)
    assert relay.step(False, 10) == 0
