"""Requests and answers on a serial line: one of them at a time, and a stop goes next."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.drivers.peer import Peer
from treadctl.drivers.exchange import HURRY_S, QUIET_S, Exchange, Probe
from treadctl.errors import ConnectFailed, DecodeError, LinkLost, Refused

STOP, STOPPED = b"!", b"."
PROBE, THERE = b"?", b"y"
LIMIT_S = 0.2


def word(data: bytes) -> bytes | None:
    """An answer is small letters to a full stop, and nothing else."""
    if any(byte not in b"abcdefghijklmnopqrstuvwxyz." for byte in data):
        raise DecodeError("No letter.")
    return data if data.endswith(b".") else None


def there(data: bytes) -> bytes | None:
    if data[:1] not in (b"", THERE):
        raise DecodeError("Not there.")
    return data or None


def stopped(data: bytes) -> bool | None:
    return STOPPED in data or None


PROBING = Probe(PROBE, there, LIMIT_S)


class Talk:
    """An exchange with a peer, and what became of it."""

    def __init__(self, peer: Peer, probe: Probe | None) -> None:
        self.peer = peer
        self.exchange = Exchange(self._write_stop, probe)
        self.stops: list[tuple[float, bool | None]] = []
        self.tasks: list[asyncio.Task[Any]] = []
        self.serving = self.start(self.exchange.serve(peer.open_line, _idle))

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        self.tasks.append(asyncio.ensure_future(work))
        return self.tasks[-1]

    def ask(self, request: bytes, *, command: bool = False) -> asyncio.Task[bytes | None]:
        return self.start(self.exchange.ask(request, word, LIMIT_S, command=command))

    async def _write_stop(self) -> None:
        answer = await self.exchange.ask_at_once(STOP, stopped, LIMIT_S, self._stop_written)
        self.stops[-1] = (self.stops[-1][0], answer)

    def _stop_written(self, at: float) -> None:
        self.stops.append((round(at, 6), None))


async def _idle() -> None:
    await asyncio.Event().wait()


def now() -> float:
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def talk(*, probe: Probe | None = PROBING) -> AsyncIterator[Talk]:
    answers = {b"A": b"a.", b"B": b"b.", STOP: STOPPED, PROBE: THERE}
    made = Talk(Peer(answers), probe)
    await asyncio.sleep(0)
    try:
        yield made
    finally:
        for task in made.tasks:
            task.cancel()
        await asyncio.gather(*made.tasks, return_exceptions=True)


async def test_each_answer_goes_to_whoever_asked_and_the_next_waits_for_it() -> None:
    async with talk() as one:
        answers = list(await asyncio.gather(one.ask(b"A"), one.ask(b"B"), one.ask(b"A")))
        assert answers == [b"a.", b"b.", b"a."]
        assert [at for at, _ in one.peer.written] == pytest.approx([0.0, 0.01, 0.02])


async def test_an_answer_may_come_in_pieces() -> None:
    async with talk() as one:
        asked = one.ask(b"C")
        for piece in (b"to", b"ge", b"ther."):
            await asyncio.sleep(0.01)
            one.peer.say(piece)
        assert await asked == b"together."


async def test_a_stop_waits_for_the_answer_on_its_way_and_for_nothing_else() -> None:
    async with talk() as one:
        asked, waiting = one.ask(b"A"), one.ask(b"B")
        await asyncio.sleep(0.004)
        one.exchange.stop()
        assert await asked == b"a."
        await waiting
        assert one.peer.requests == [b"A", STOP, b"B"]
        assert one.stops == [(0.01, True)]


async def test_a_stop_waits_a_moment_only_for_an_answer_that_does_not_come() -> None:
    async with talk() as one:
        asked = one.ask(b"nothing")
        await asyncio.sleep(0.1)
        one.exchange.stop()
        assert await asked is None
        await asyncio.sleep(0.1)
        assert one.stops == [(round(0.1 + HURRY_S, 6), True)]
        assert one.exchange.strikes == 0  # the machine may have been about to answer


async def test_a_stop_never_makes_an_answer_wait_longer() -> None:
    async with talk() as one:
        one.ask(b"nothing")
        await asyncio.sleep(LIMIT_S - 0.01)
        one.exchange.stop()
        await asyncio.sleep(0.1)
        assert one.stops == [(LIMIT_S, True)]


@pytest.mark.parametrize("tenth_ms", range(0, 2500, 49))
async def test_a_stop_may_come_at_any_moment_and_is_written(tenth_ms: int) -> None:
    async with talk() as one:
        one.ask(b"nothing")
        one.ask(b"A")
        await asyncio.sleep(tenth_ms / 10_000)
        asked_at = now()
        one.exchange.stop()
        await asyncio.sleep(1.0)
        assert [answer for _, answer in one.stops] == [True]
        assert one.stops[0][0] <= asked_at + HURRY_S + 1e-6


async def test_a_stop_may_come_just_as_an_answer_is_too_late() -> None:
    async with talk() as one:
        one.ask(b"nothing")
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_at(LIMIT_S, one.exchange.stop)
        await asyncio.sleep(1.0)
        assert one.stops == [(LIMIT_S, True)]


async def test_each_stop_that_is_asked_for_while_one_is_answered_is_written_too() -> None:
    async with talk() as one:
        one.exchange.stop()
        await asyncio.sleep(0.005)
        one.exchange.stop()
        await asyncio.sleep(0.1)
        assert [answer for _, answer in one.stops] == [True, True]


async def test_a_stop_asked_for_before_the_line_is_open_is_the_first_thing_written() -> None:
    peer = Peer({})
    one = Talk(peer, None)
    one.exchange.stop()
    one.ask(b"A")
    await asyncio.sleep(0.1)
    assert peer.requests[0] == STOP
    one.serving.cancel()
    await asyncio.gather(*one.tasks, return_exceptions=True)


async def test_commands_that_wait_when_a_stop_comes_are_refused_and_never_written() -> None:
    async with talk() as one:
        one.ask(b"A")
        command = one.ask(b"B", command=True)
        await asyncio.sleep(0.005)
        one.exchange.stop()
        with pytest.raises(Refused):
            await command
        await asyncio.sleep(0.1)
        assert one.peer.requests == [b"A", STOP]


async def test_a_command_is_refused_if_a_stop_comes_while_the_line_is_found_in_step() -> None:
    async with talk() as one:
        one.peer.say(b"noise")
        command = one.ask(b"B", command=True)
        await asyncio.sleep(QUIET_S + 0.005)
        assert one.peer.requests == [PROBE]
        one.exchange.stop()
        with pytest.raises(Refused):
            await command
        await asyncio.sleep(0.1)
        assert one.peer.requests == [PROBE, STOP]


async def test_a_question_is_dropped_if_a_stop_comes_while_the_line_is_found_in_step() -> None:
    async with talk() as one:
        one.peer.say(b"noise")
        asked = one.ask(b"B")
        await asyncio.sleep(QUIET_S + 0.005)
        one.exchange.stop()
        assert await asked is None
        await asyncio.sleep(0.1)
        assert one.peer.requests == [PROBE, STOP]


async def test_a_stop_does_not_wait_for_silence() -> None:
    async with talk() as one:
        one.peer.say(b"noise")
        one.ask(b"A")
        await asyncio.sleep(QUIET_S / 2)
        one.exchange.stop()
        await asyncio.sleep(0.1)
        assert one.stops[0][0] == pytest.approx(QUIET_S / 2)


async def test_an_unexpected_byte_silences_the_host_until_a_harmless_question_is_answered() -> None:
    async with talk() as one:
        asked = one.ask(b"nothing")
        await asyncio.sleep(0.01)
        one.peer.say(b"7")
        assert await asked is None
        assert now() == pytest.approx(0.01)  # it does not wait for what follows
        assert await one.ask(b"A") == b"a."
        assert one.peer.written[1:] == [
            (0.01 + QUIET_S, PROBE),
            (0.02 + QUIET_S, b"A"),
        ]


async def test_bytes_that_nobody_asked_for_are_not_taken_for_an_answer() -> None:
    async with talk() as one:
        one.peer.say(b"b.")
        assert await one.ask(b"A") == b"a."
        assert one.peer.requests == [PROBE, b"A"]


async def test_an_answer_that_comes_too_late_is_not_taken_for_the_next() -> None:
    async with talk() as one:
        one.peer.answers[b"late"] = b"late."
        one.peer.answer_s = LIMIT_S + 0.005
        assert await one.ask(b"late") is None
        one.peer.answer_s = 0.01
        assert await one.ask(b"A") == b"a."


async def test_silence_begins_again_with_each_byte() -> None:
    async with talk() as one:
        one.peer.say(b"noise")
        asked = one.ask(b"A")
        await asyncio.sleep(QUIET_S - 0.001)
        one.peer.say(b"noise")
        assert await asked == b"a."
        assert one.peer.written[0] == (2 * QUIET_S - 0.001, PROBE)


async def test_a_line_that_never_falls_silent_is_not_written_to_but_for_a_stop() -> None:
    async with talk() as one:

        async def chatter() -> None:
            while True:
                one.peer.say(b"x")
                await asyncio.sleep(0.01)

        one.start(chatter())
        await asyncio.sleep(0.001)
        assert await one.ask(b"A") is None
        assert (one.peer.requests, one.exchange.strikes) == ([], 1)
        one.exchange.stop()
        await asyncio.sleep(0.001)
        assert one.peer.requests == [STOP]


async def test_the_harmless_question_is_asked_until_it_is_answered() -> None:
    async with talk() as one:
        del one.peer.answers[PROBE]
        one.peer.say(b"noise")
        assert [await one.ask(b"A") for _ in range(2)] == [None, None]
        one.peer.answers[PROBE] = THERE
        assert await one.ask(b"A") == b"a."
        assert one.peer.requests == [PROBE, PROBE, PROBE, b"A"]


async def test_a_line_with_frames_needs_silence_only() -> None:
    async with talk(probe=None) as one:
        one.peer.say(b"noise")
        assert await one.ask(b"A") == b"a."
        assert one.peer.written == [(QUIET_S, b"A")]


async def test_requests_without_a_sensible_answer_are_counted_until_one_has_one() -> None:
    async with talk(probe=None) as one:
        counts = []
        for request in (b"nothing", b"nothing", b"A", b"nothing"):
            await one.ask(request)
            counts.append(one.exchange.strikes)
        assert counts == [1, 2, 0, 1]


async def test_who_waits_and_who_asks_later_is_told_that_the_line_is_gone() -> None:
    async with talk() as one:
        asked = one.ask(b"nothing")
        await asyncio.sleep(0.01)
        one.peer.hang_up()
        for task in (asked, one.ask(b"A"), one.serving):
            with pytest.raises(LinkLost, match="The line is gone"):
                await task
        assert not one.peer.is_open


async def test_a_line_that_goes_under_a_write_is_told_at_once() -> None:
    async with talk() as one:
        one.peer.on_write = lambda _data: one.peer.hang_up()
        with pytest.raises(LinkLost):
            await one.ask(b"A")
        one.exchange.stop()
        await asyncio.sleep(0.1)
        assert one.stops == []  # nothing was handed over


async def test_a_line_that_cannot_be_opened_is_said_so() -> None:
    peer = Peer({})
    peer.there = False
    with pytest.raises(ConnectFailed):
        await Exchange(_idle).serve(peer.open_line, _idle)


async def test_the_line_is_closed_whatever_ends_the_work() -> None:
    peer = Peer({})

    async def fail() -> None:
        raise ValueError("of its own")

    with pytest.raises(ValueError, match="of its own"):
        await Exchange(_idle).serve(peer.open_line, fail)
    assert not peer.is_open
