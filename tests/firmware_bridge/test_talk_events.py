"""What is an event, and how it is told until it is heard."""

import pytest

from firmware_bridge import wire
from tests.firmware_bridge.rig import Rig
from tests.firmware_bridge.told import events, inputs, settled, talk


def test_a_change_of_state_is_an_event() -> None:
    rig = settled()
    rig.ask(wire.ARM, 1)
    rig.step()
    rig.stop()
    talk(rig, 3.0)
    told = [event[2:] for event in events(rig, wire.E_STATE)]
    assert told == [(wire.ARMED, 0), (wire.SAFE, 0)]


def test_a_new_fault_is_an_event_with_its_number() -> None:
    rig = settled()
    rig.pain = False
    rig.step()
    rig.key = False
    rig.step()
    talk(rig, 5.0)
    told = [event[2:] for event in events(rig, wire.E_FAULTS)]
    assert told == [(0, wire.F_PAIN), (1, wire.F_PAIN | wire.F_KEY)]


@pytest.mark.parametrize("bit", [0, 5, 11])
def test_of_several_new_faults_the_lowest_number_is_told(bit: int) -> None:
    rig = settled()
    rig.control.faults = 1 << bit | wire.F_LINK
    rig.step()
    talk(rig, 1.0)
    assert [event[2:] for event in events(rig, wire.E_FAULTS)] == [(bit, 1 << bit | wire.F_LINK)]


def test_a_cleared_fault_is_no_new_one() -> None:
    rig = settled()
    rig.control.faults = wire.F_LINK
    rig.step()
    talk(rig, 1.0)
    rig.control.faults = 0
    rig.step()
    talk(rig, 1.0)
    assert len(events(rig, wire.E_FAULTS)) == 1
    assert events(rig, wire.E_INPUTS) == events(rig, wire.E_STATE) == []


def test_a_change_of_an_input_is_an_event_with_what_was_before() -> None:
    rig = settled()
    rig.home = True
    rig.step()
    talk(rig, 1.0)
    safe = wire.KEY | wire.PAIN_OK
    assert [event[2:] for event in events(rig, wire.E_INPUTS)] == [(safe | wire.HOME, safe)]
    assert events(rig, wire.E_STATE) == events(rig, wire.E_FAULTS) == []


def test_an_event_is_told_each_200_ms_until_it_is_heard() -> None:
    rig = settled()
    rig.home = True
    rig.step()
    rig.ack = 0  # a host that has heard nothing
    begun = len(inputs(rig))
    assert begun == 1
    rig.steps(100)
    told = inputs(rig)
    assert len(told) == begun + 5
    assert len(set(told)) == 1
    seqs = [frame.seq for frame in rig.heard if frame.kind == wire.EVENT]
    assert len(set(seqs)) == len(seqs)
    rig.ask(wire.TIME, 0)
    rig.steps(100)
    assert len(inputs(rig)) == begun + 5


def test_an_ack_from_before_the_event_was_sent_does_not_end_it() -> None:
    rig = settled()
    rig.home = True
    early = rig.ack
    rig.step()
    rig.ack = early
    rig.ask(wire.TIME, 0)
    rig.steps(40)
    assert len(inputs(rig)) == 3


def test_events_are_told_in_order_one_after_the_other() -> None:
    rig = settled()
    for home in (True, False, True):
        rig.home = home
        rig.step()
    numbers = []
    for _ in range(3):
        rig.steps(25)
        numbers.append(inputs(rig)[-1][0])
        rig.ask(wire.TIME, 0)
        rig.step()
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    rig.heard.clear()
    rig.steps(100)
    assert inputs(rig) == []


def test_the_next_event_does_not_wait_for_200_ms() -> None:
    rig = settled()
    for home in (True, False):
        rig.home = home
        rig.step()
    rig.ask(wire.TIME, 0)
    rig.step()
    assert len(inputs(rig)) == 2


def test_of_events_that_nobody_hears_the_first_16_are_kept() -> None:
    rig = settled()
    for n in range(30):
        rig.home = n % 2 == 0
        rig.step()
    talk(rig, 4.0)
    assert len({event[0] for event in inputs(rig)}) == 16
    rig.home = True
    rig.step()
    talk(rig, 1.0)
    assert len({event[0] for event in inputs(rig)}) == 17


def test_event_numbers_begin_again_at_0() -> None:
    rig = settled()
    rig.bridge._talk._number = 0xFFFF
    rig.home = True
    rig.step()
    assert rig.last(wire.EVENT)[0] == 0


def test_a_host_that_comes_later_hears_of_the_state_and_of_nothing_before() -> None:
    rig = Rig()
    rig.steps(220)
    for n in range(10):
        rig.home = n % 2 == 0
        rig.step()
    rig.hello()
    talk(rig, 3.0)
    assert [event[2:] for event in events(rig, wire.E_STATE)] == [(wire.SAFE, 0)]
    assert len(events(rig, wire.E_INPUTS)) == 1


def test_a_new_host_gets_status_and_what_nobody_heard_at_once() -> None:
    rig = settled()
    rig.home = True
    rig.step()
    rig.ack = 0
    rig.steps(3)
    rig.heard.clear()
    rig.hello(nonce=8)
    rig.step()
    assert [frame.kind for frame in rig.heard] == [wire.HELLO_ACK, wire.STATUS, wire.EVENT]


def test_an_event_may_have_the_number_0() -> None:
    rig = settled()
    rig.bridge._sender._seq = 0xFFFE
    rig.home = True
    rig.step()
    assert (rig.heard[-1].kind, rig.heard[-1].seq) == (wire.EVENT, 0)
    rig.ask(wire.TIME, 0)
    rig.heard.clear()
    rig.steps(100)
    assert inputs(rig) == []


def test_an_event_has_the_time_at_which_it_happened() -> None:
    rig = settled()
    rig.home = True
    rig.step()
    at_ms = rig.now_ms
    rig.steps(50)
    assert rig.last(wire.EVENT)[4] == at_ms
