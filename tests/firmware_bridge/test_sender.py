"""Frames on their way to the host."""

from firmware_bridge import wire
from firmware_bridge.sender import Sender


def read(data: bytes) -> list[wire.Frame]:
    """The frames in these bytes."""
    return wire.Receiver().feed(data)


def test_frames_are_numbered_from_1_and_carry_what_was_accepted() -> None:
    sender = Sender(0x1234)
    assert sender.send(wire.ACK, 1, 2, 3) == 1
    sender.ack = 77
    assert sender.send(wire.TIME_ACK, 4, 5) == 2
    first, second = read(sender.take())
    assert (first.kind, first.seq, first.ack, first.boot_id) == (wire.ACK, 1, 0, 0x1234)
    assert (second.kind, second.seq, second.ack, second.boot_id) == (wire.TIME_ACK, 2, 77, 0x1234)
    assert wire.unpack(wire.TIME_ACK, second.payload) == (4, 5)


def test_what_was_taken_is_gone() -> None:
    sender = Sender(1)
    sender.send(wire.ACK, 1, 2, 3)
    assert sender.take()
    assert sender.take() == b""
    sender.send(wire.ACK, 1, 2, 3)
    assert [frame.seq for frame in read(sender.take())] == [2]


def test_each_burst_begins_with_a_00_of_its_own() -> None:
    sender = Sender(1)
    sender.send(wire.ACK, 1, 2, 3)
    sender.send(wire.ACK, 1, 2, 3)
    burst = sender.take()
    assert burst[:2] == b"\0\4"
    assert burst.count(0) == 3


def test_numbers_begin_again_at_0() -> None:
    sender = Sender(1)
    sender._seq = 0xFFFE
    assert [sender.send(wire.ACK, 1, 2, 3) for _ in range(3)] == [0xFFFF, 0, 1]
