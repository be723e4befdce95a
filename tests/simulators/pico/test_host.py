"""The host of few words."""

import os

import pytest

from firmware_bridge import wire
from simulators.pico.host import Host

BOOT_ID = 77


class Line:
    """Two pipes: a host at one end, at the other what a bridge would hear and say."""

    def __init__(self) -> None:
        self.heard_at, spoken_at = os.pipe()
        self.listened_at, self.says_at = os.pipe()
        self.host = Host(spoken_at)
        self.listener = Host(self.listened_at)

    def heard(self) -> list[wire.Frame]:
        """The frames that the host sent."""
        return wire.Receiver().feed(os.read(self.heard_at, 4096))

    def say(self, kind: int, seq: int, *values: int) -> None:
        """Say one message to the listener."""
        os.write(self.says_at, wire.encode(kind, seq, 0, BOOT_ID, wire.pack(kind, *values)))


@pytest.mark.realtime
def test_messages_are_numbered() -> None:
    line = Line()
    line.host.tell(wire.TIME, 5)
    line.host.tell(wire.STOP, 1, 2)
    first, second = line.heard()
    assert (first.kind, first.seq, second.kind, second.seq) == (wire.TIME, 1, wire.STOP, 2)


@pytest.mark.realtime
def test_status_is_kept_by_name_and_an_event_is_kept_once() -> None:
    line = Line()
    line.say(wire.STATUS, 1, 2, 7, 0, 498, 500, 9, 400, 10, 3, 99)
    line.say(wire.EVENT, 2, 5, wire.E_STEP, 0, 221, 98)
    line.say(wire.EVENT, 3, 5, wire.E_STEP, 0, 221, 98)
    line.listener.listen(0.05)
    assert line.listener.status["speed_ckmh"] == 498
    assert line.listener.status["arm_id"] == 3
    assert [event["value"] for event in line.listener.events] == [221]
    assert (line.listener._ack, line.listener._boot_id) == (3, BOOT_ID)


@pytest.mark.realtime
def test_a_bridge_that_never_answers_is_said_so() -> None:
    left, right = os.openpty()
    with pytest.raises(TimeoutError, match="does not answer"):
        Host(left).hello(limit_s=0.0)
    os.close(left)
    os.close(right)
