"""Frames to and from a bridge, byte by byte. In virtual time."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge import wire
from treadctl.drivers.bridge_frames import ANSWER_LIMIT_S, Frames, Result
from treadctl.errors import Refused
from treadctl.protocols.bridge_status import Status

BOOT = 0x5EED1234


class Wire:
    """A line that remembers frames, and the bridge that answers on it."""

    def __init__(self) -> None:
        self.told: list[Status] = []
        self.gone: list[str] = []
        self.frames = Frames(lambda _before, now: self.told.append(now), self.gone.append)
        self.frames.line = self
        self.written: list[wire.Frame] = []
        self._receiver = wire.Receiver()
        self._seq = 0

    def write(self, data: bytes) -> None:
        assert data[0] == 0
        self.written += self._receiver.feed(data)

    def close(self) -> None:
        """Nothing."""

    def say(self, kind: int, *values: int, boot_id: int = BOOT, seq: int | None = None) -> None:
        self._seq = self._seq + 1 if seq is None else seq
        payload = wire.pack(kind, *values)
        self.frames.received(wire.encode(kind, self._seq, 0, boot_id, payload))

    def greet(self) -> None:
        self.frames.greet()
        nonce = wire.unpack(wire.HELLO, self.written[-1].payload)[2]
        self.say(wire.HELLO_ACK, 1, 1, 7, nonce, 0, 1200, 500)

    def say_status(self, *, seq: int | None = None, boot_id: int = BOOT) -> None:
        self.say(wire.STATUS, wire.SAFE, 3, 0, 0, 0, 0, 0, 0, 1, 0, seq=seq, boot_id=boot_id)


async def test_a_greeting_tells_who_is_there_and_its_boot_id_goes_into_every_frame() -> None:
    line = Wire()
    line.greet()
    greeting = line.frames.greeting
    assert greeting is not None
    assert (greeting.boot_id, greeting.firmware, greeting.max_speed_ckmh) == (BOOT, 7, 1200)
    line.frames.send(wire.TIME, 0)
    assert [frame.boot_id for frame in line.written] == [0, BOOT]
    assert [frame.seq for frame in line.written] == [1, 2]


async def test_the_greeting_of_somebody_else_is_not_ours() -> None:
    line = Wire()
    line.frames.greet()
    nonce = wire.unpack(wire.HELLO, line.written[-1].payload)[2]
    line.say(wire.HELLO_ACK, 1, 1, 7, nonce ^ 1, 0, 1200, 500)
    assert line.frames.greeting is None and not line.frames.known


async def test_before_the_greeting_nothing_is_believed() -> None:
    line = Wire()
    line.say_status()
    assert line.told == []


async def test_each_frame_says_which_was_heard_last() -> None:
    line = Wire()
    line.greet()
    line.say_status()
    line.frames.send(wire.TIME, 0)
    assert line.written[-1].ack == 2 and len(line.told) == 1 and line.frames.known


async def test_what_is_said_again_or_came_late_is_heard_once() -> None:
    line = Wire()
    line.greet()
    line.say_status(seq=9)
    for seq in (9, 8, 2):
        line.say_status(seq=seq)
    assert len(line.told) == 1
    line.say_status(seq=0x8008)
    assert len(line.told) == 2


async def test_a_number_that_begins_again_is_newer_and_not_older() -> None:
    line = Wire()
    line.greet()
    for seq in (0x7000, 0xE000, 0xFFFF, 0, 1):
        line.say_status(seq=seq)
    assert len(line.told) == 5


async def test_another_boot_id_is_another_bridge() -> None:
    line = Wire()
    line.greet()
    line.say_status(boot_id=BOOT + 1)
    assert line.told == [] and line.gone[0].startswith("The bridge was restarted.")


async def test_an_answer_is_matched_by_the_number_it_answers() -> None:
    line = Wire()
    line.greet()
    first = asyncio.create_task(line.frames.ask(wire.ARM, 1))
    second = asyncio.create_task(line.frames.ask(wire.ARM, 2))
    await asyncio.sleep(0)
    line.say(wire.ACK, 3, wire.STALE_ARM, 0)
    line.say(wire.ACK, 2, wire.OK, 0)
    line.say(wire.ACK, 2, wire.BAD_STATE, 0)
    line.say(wire.ACK, 77, wire.OK, 0)
    assert (await first, await second) == (Result(wire.OK), Result(wire.STALE_ARM))


async def test_no_answer_is_none_and_takes_no_longer_than_its_limit() -> None:
    line = Wire()
    line.greet()
    begin = asyncio.get_running_loop().time()
    assert await line.frames.ask(wire.ARM, 1) is None
    assert asyncio.get_running_loop().time() - begin == pytest.approx(ANSWER_LIMIT_S)


async def test_a_stop_lets_nobody_wait_for_an_answer() -> None:
    line = Wire()
    line.greet()
    asking = asyncio.create_task(line.frames.ask(wire.ARM, 1))
    await asyncio.sleep(0)
    line.frames.drop()
    line.frames.drop()
    with pytest.raises(Refused, match="A stop came first"):
        await asking


async def test_messages_of_another_length_or_kind_are_passed_over() -> None:
    line = Wire()
    line.greet()
    line.frames.received(wire.encode(wire.STATUS, 5, 0, BOOT, b"short"))
    line.frames.received(wire.encode(0xFF, 6, 0, BOOT, b"what"))
    line.say(wire.EVENT, 1, 1, 2, 3, 4, seq=7)
    assert line.told == [] and line.gone == []


@given(st.lists(st.binary(max_size=80), max_size=5))
def test_any_bytes_are_taken_and_none_believed(pieces: list[bytes]) -> None:
    async def feed() -> None:
        line = Wire()
        line.greet()
        for piece in pieces:
            line.frames.received(piece)
        assert line.told == [] and line.gone == []

    asyncio.run(feed())


async def test_without_a_line_nothing_is_written() -> None:
    line = Wire()
    line.frames.line = None
    line.frames.send(wire.TIME, 0)
    assert line.written == []
