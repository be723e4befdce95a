"""The relay's chain of contacts: what opens it, and what cannot close it."""

import pytest

from firmware_bridge import wire
from simulators.bridge_relay import OFF_DELAY_STEPS, PUMP_STEPS, BridgeRelay


def steps(relay: BridgeRelay, count: int, *, wanted: bool = True, beats: bool = True) -> None:
    for number in range(count):
        relay.step(wanted=wanted, alive=beats and number % 2 == 0)


def closed() -> BridgeRelay:
    relay = BridgeRelay()
    steps(relay, 10)
    assert relay.closed and relay.levels == wire.KEY | wire.PAIN_OK | wire.K1_CLOSED
    return relay


def test_it_closes_when_it_is_wanted_and_the_pump_beats() -> None:
    closed()


@pytest.mark.parametrize(("wanted", "beats"), [(True, False), (False, True)])
def test_neither_alone_closes_it(wanted: bool, beats: bool) -> None:
    relay = BridgeRelay()
    steps(relay, 100, wanted=wanted, beats=beats)
    assert not relay.closed


def test_a_pump_without_edges_lets_go_within_its_time() -> None:
    relay = closed()
    steps(relay, PUMP_STEPS + 3, beats=False)
    assert not relay.closed


def test_a_pulled_key_opens_it_whatever_the_code_wants() -> None:
    relay = closed()
    relay.key_in = False
    steps(relay, 3)
    assert not relay.closed and relay.levels == wire.PAIN_OK


def test_the_pain_button_opens_it_only_behind_its_off_delay() -> None:
    relay = closed()
    relay.pressed = True
    steps(relay, OFF_DELAY_STEPS)
    assert relay.closed
    steps(relay, 4)
    assert not relay.closed


def test_a_welded_contact_stays_closed() -> None:
    relay = closed()
    relay.welded = True
    steps(relay, 50, wanted=False)
    assert relay.closed
