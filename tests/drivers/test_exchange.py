"""Requests and answers on a serial line: one of them at a time, and always in step."""

import asyncio

import pytest

from tests.drivers.peer import Peer
from tests.drivers.talking import LIMIT_S, PROBE, THERE, idle, now, talk
from treadctl.drivers.exchange import QUIET_S, Exchange
from treadctl.errors import ConnectFailed, LinkLost


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
        await Exchange(idle).serve(peer.open_line, idle)


async def test_the_line_is_closed_whatever_ends_the_work() -> None:
    peer = Peer({})

    async def fail() -> None:
        raise ValueError("of its own")

    with pytest.raises(ValueError, match="of its own"):
        await Exchange(idle).serve(peer.open_line, fail)
    assert not peer.is_open


async def test_whatever_talks_otherwise_is_told_from_nothing_at_all_in_one_sentence() -> None:
    async with talk() as one:
        nothing = str(one.exchange.stranger("TrackMaster", "/dev/ttyUSB0"))
        assert nothing.startswith("Nothing answers at /dev/ttyUSB0. Switch the treadmill on")
        one.peer.say(b"noise")
        other = str(one.exchange.stranger("TrackMaster", "/dev/ttyUSB0"))
        assert other.startswith("What answers at /dev/ttyUSB0 is no TrackMaster, or not at this")


async def test_an_answer_that_is_there_when_the_time_is_up_counts() -> None:
    """This process may have stood still: then both are found in one turn of the loop."""
    async with talk() as one:
        asked = one.ask(b"nothing")
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_at(now() + LIMIT_S, one.peer.say, b"here.")
        assert await asked == b"here."
        assert one.exchange.strikes == 0


async def test_what_is_there_when_the_time_is_up_has_to_make_sense() -> None:
    async with talk() as one:
        asked = one.ask(b"nothing")
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_at(now() + LIMIT_S, one.peer.say, b"7")
        assert await asked is None
        assert one.exchange.strikes == 1
