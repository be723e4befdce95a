"""What is said to a CSAFE machine, frame by frame, and how it is taken."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from tests.drivers.peer import Peer
from treadctl.drivers.csafe_talk import GAP_S, Talk
from treadctl.errors import ConnectFailed, LinkLost, Refused
from treadctl.model import Answer
from treadctl.protocols import csafe, csafe_frame
from treadctl.protocols.csafe import Reply, State

STATUS, IN_USE = csafe.request(csafe.GET_STATUS), csafe.request(csafe.GO_IN_USE)
FINISH = csafe.request(csafe.GO_FINISHED)


def says(status: int) -> bytes:
    return csafe_frame.encode(bytes([status]))


class Line:
    """A talk with a machine made by hand."""

    def __init__(self) -> None:
        self.peer = Peer({STATUS: says(0x05), IN_USE: says(0x83), FINISH: says(0x85)})
        self.told: list[State] = []
        self.stopped: list[Answer] = []
        self.talk = Talk(self._write_stop, self._hear, "/dev/ttyUSB0")
        self.serving = asyncio.create_task(
            self.talk.exchange.serve(self.peer.open_line, self._idle)
        )

    def _hear(self, reply: Reply) -> None:
        self.told.append(reply.status.state)

    async def _idle(self) -> None:
        await asyncio.Event().wait()

    async def _write_stop(self) -> None:
        self.stopped.append(await self.talk.order_at_once(csafe.GO_FINISHED, lambda _at: None))


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    made = Line()
    await asyncio.sleep(0.1)
    yield made
    made.serving.cancel()
    await asyncio.gather(made.serving, return_exceptions=True)


async def test_an_order_is_written_once_and_followed_by_two_statuses(line: Line) -> None:
    assert await line.talk.order(csafe.GO_IN_USE) is Answer.ACCEPTED
    assert line.peer.requests == [IN_USE, STATUS, STATUS]
    assert line.told == [State.HAVE_ID, State.IN_USE, State.IN_USE]


async def test_frames_keep_their_distance(line: Line) -> None:
    await asyncio.gather(line.talk.order(csafe.GO_IN_USE), line.talk.ask(csafe.GET_STATUS))
    times = [at for at, _ in line.peer.written]
    assert [round(b - a, 6) for a, b in pairwise(times)] == [
        pytest.approx(GAP_S + line.peer.answer_s)
    ] * 3


@pytest.mark.parametrize("status", [0x13, 0x23, 0x33])
async def test_an_order_is_refused_if_the_next_status_says_so(line: Line, status: int) -> None:
    line.peer.answers[STATUS] = says(status)
    assert await line.talk.order(csafe.GO_IN_USE) is Answer.REJECTED


async def test_an_order_that_nobody_answers_is_neither_taken_nor_refused(line: Line) -> None:
    del line.peer.answers[IN_USE]
    assert await line.talk.order(csafe.GO_IN_USE) is Answer.SILENT
    assert line.peer.requests == [IN_USE]


async def test_an_order_whose_statuses_do_not_come_is_neither(line: Line) -> None:
    del line.peer.answers[STATUS]
    assert await line.talk.order(csafe.GO_IN_USE) is Answer.SILENT


async def test_an_order_that_waits_when_a_stop_comes_is_dropped(line: Line) -> None:
    first, second = (asyncio.create_task(line.talk.order(csafe.GO_IN_USE)) for _ in range(2))
    await asyncio.sleep(0.005)
    line.talk.stop()
    assert await first is Answer.SILENT  # it was written, and nobody knows
    with pytest.raises(Refused, match="A stop came first"):
        await second
    assert line.peer.requests.count(IN_USE) == 1


async def test_a_stop_is_the_next_frame_and_verified_too(line: Line) -> None:
    line.peer.answers[STATUS] = says(0x07)
    line.talk.stop()
    await asyncio.sleep(1.0)
    assert line.peer.requests == [FINISH, STATUS, STATUS]
    assert line.stopped == [Answer.ACCEPTED]


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (0x11, Answer.FAILED),
        (0x17, Answer.FAILED),
        (0x15, Answer.REJECTED),
        (0x19, Answer.REJECTED),
    ],
)
async def test_a_refused_stop_is_no_alarm_where_the_machine_is_not_in_use(
    line: Line, status: int, answer: Answer
) -> None:
    line.peer.answers[STATUS] = says(status)
    line.talk.stop()
    await asyncio.sleep(1.0)
    assert line.stopped == [answer]


async def test_a_stop_in_the_middle_of_another_s_statuses_is_written_at_once(line: Line) -> None:
    line.talk.stop()
    await asyncio.sleep(0.04)
    line.talk.stop()
    await asyncio.sleep(1.0)
    assert line.peer.requests[:3] == [FINISH, FINISH, STATUS]


async def test_a_reply_with_a_wrong_check_is_no_reply(line: Line) -> None:
    line.peer.answers[STATUS] = bytes.fromhex("F10504F2")
    assert await line.talk.ask(csafe.GET_STATUS) is None
    assert (line.told, line.talk.exchange.strikes) == ([], 1)


async def test_a_machine_that_never_answers_is_named_with_what_to_do(line: Line) -> None:
    line.peer.answers.clear()
    with pytest.raises(ConnectFailed, match=r"Nothing answers at /dev/ttyUSB0\. Wake"):
        await line.talk.must_ask(csafe.GET_STATUS)


async def test_one_that_talks_otherwise_is_named_too(line: Line) -> None:
    line.peer.answers[STATUS] = b"\xbf"
    with pytest.raises(ConnectFailed, match=r"is no CSAFE machine, or not at this speed"):
        await line.talk.must_ask(csafe.GET_STATUS)


async def test_a_line_that_is_gone_is_told(line: Line) -> None:
    line.peer.hang_up()
    with pytest.raises(LinkLost):
        await line.talk.ask(csafe.GET_STATUS)
