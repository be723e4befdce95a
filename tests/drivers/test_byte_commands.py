"""Orders and questions of one code byte: what the answers come to, and when to give up."""

import asyncio
from itertools import pairwise

import pytest

from tests.drivers.connection import Heard
from tests.drivers.peer import Peer
from treadctl.drivers.byte_commands import ANSWER_LIMIT_S, POLL_S, STRIKES, Talk
from treadctl.errors import ConnectFailed, LinkLost
from treadctl.model import Answer
from treadctl.protocols import trackmaster

SPEED, SPEED_2_MPH = b"\xc1", b"\xd10020"
SET_1_MPH = b"\xa30010"


class Asking:
    """A talk with a machine that answers by a table."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self.peer, self.heard = Peer(answers), Heard()
        self.talk = Talk(
            self._write_stop, trackmaster.take_reply, b"\xc0", port="the line", kind="TrackMaster"
        )
        self.serving = asyncio.create_task(
            self.talk.exchange.serve(self.peer.open_line, self._idle)
        )

    async def _write_stop(self) -> None:
        self.heard.stop_answered(await self.talk.stop(b"\xa2", self.heard))

    async def _idle(self) -> None:
        await asyncio.Event().wait()


async def asking(answers: dict[bytes, bytes]) -> Asking:
    made = Asking(answers)
    await asyncio.sleep(0)
    return made


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (b"\xb3", Answer.ACCEPTED),
        (b"\xbe", Answer.REJECTED),
        (b"\xbf", Answer.REJECTED),
        (b"", Answer.SILENT),
        (b"\xb4", Answer.SILENT),
        (b"\xd10020", Answer.SILENT),
    ],
)
async def test_an_order_is_written_once_whatever_answers(reply: bytes, answer: Answer) -> None:
    one = await asking({SET_1_MPH: reply})
    assert await one.talk.order(SET_1_MPH) is answer
    await asyncio.sleep(2.0)
    assert one.peer.requests == [SET_1_MPH]


@pytest.mark.parametrize(
    ("reply", "answers"),
    [
        (b"\xb2", [Answer.ACCEPTED]),
        (b"\xd10020\xb2", [Answer.ACCEPTED]),  # behind an answer that came late
        (b"\xbf", [Answer.REJECTED]),
        (b"", [Answer.SILENT]),
    ],
)
async def test_a_stop_is_told_when_it_was_written_and_what_answered(
    reply: bytes, answers: list[Answer]
) -> None:
    one = await asking({b"\xa2": reply})
    one.talk.exchange.stop()
    await asyncio.sleep(0.5)
    assert (len(one.heard.stops_at), one.heard.answers) == (1, answers)


async def test_a_question_that_the_machine_does_not_know_has_no_reply() -> None:
    one = await asking({SPEED: b"\xbf"})
    assert await one.talk.read(SPEED) is None
    assert one.talk.exchange.strikes == 0  # it answers


async def test_a_reply_is_read_on_the_third_try() -> None:
    one = await asking({b"\xc0": b"\xd02", SPEED: SPEED_2_MPH})
    del one.peer.answers[SPEED]
    asyncio.get_running_loop().call_later(
        2.2 * ANSWER_LIMIT_S, one.peer.answers.update, {SPEED: SPEED_2_MPH}
    )
    assert (await one.talk.must_read(SPEED)).number == 20
    assert one.peer.requests.count(SPEED) == 3


async def test_a_port_where_nobody_answers_is_said_so() -> None:
    one = await asking({})
    with pytest.raises(ConnectFailed, match=r"Nothing answers at the line. Switch the treadmill"):
        await one.talk.must_read(SPEED)


async def test_a_machine_that_talks_otherwise_is_said_so() -> None:
    one = await asking({SPEED: b"\x07\x07", b"\xc0": b"\x80"})
    with pytest.raises(ConnectFailed, match=r"is no TrackMaster, or not at this speed"):
        await one.talk.must_read(SPEED)


async def test_questions_are_asked_each_200_ms() -> None:
    one = await asking({SPEED: SPEED_2_MPH})
    polling = asyncio.create_task(one.talk.poll(lambda: _read_speed(one)))
    await asyncio.sleep(10 * POLL_S - 0.001)
    polling.cancel()
    times = [at for at, _ in one.peer.written]
    assert times == pytest.approx([n * POLL_S for n in range(10)])


async def test_a_machine_that_falls_silent_is_given_up_within_a_second() -> None:
    one = await asking({SPEED: SPEED_2_MPH, b"\xc0": b"\xd02"})
    polling = asyncio.create_task(one.talk.poll(lambda: _read_speed(one)))
    await asyncio.sleep(1.0)
    one.peer.answers.clear()
    async with asyncio.timeout(1.0):
        with pytest.raises(LinkLost, match=r"The TrackMaster at the line answers no more\."):
            await polling
    assert one.talk.exchange.strikes == STRIKES


async def test_the_next_question_follows_a_lost_answer_within_half_a_second() -> None:
    one = await asking({SPEED: SPEED_2_MPH, b"\xc0": b"\xd02"})
    polling = asyncio.create_task(one.talk.poll(lambda: _read_speed(one)))
    await asyncio.sleep(POLL_S / 2)
    one.peer.answers.pop(SPEED)
    await asyncio.sleep(POLL_S)
    one.peer.answers[SPEED] = SPEED_2_MPH
    await asyncio.sleep(5.0)
    polling.cancel()
    times = [at for at, _ in one.peer.written]
    gaps = [later - at for at, later in pairwise(times)]
    assert max(gaps) < trackmaster.SILENCE_S


async def _read_speed(one: Asking) -> None:
    await one.talk.read(SPEED)
