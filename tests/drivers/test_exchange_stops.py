"""A stop on a serial line goes next, whatever else is on it."""

import asyncio

import pytest

from tests.drivers.peer import Peer
from tests.drivers.talking import LIMIT_S, PROBE, STOP, Talk, now, talk
from treadctl.drivers.exchange import HURRY_S, QUIET_S
from treadctl.errors import Refused


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
