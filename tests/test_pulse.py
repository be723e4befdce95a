"""A sign of life: who beats lives, who does not is silent, and a late look is one look."""

import asyncio
import os

import pytest

from treadctl.pulse import BEAT_S, VARIABLE, Limits, Pulse, beat

LIMITS = Limits(begins_s=30, silent_s=5)


async def beaten(pulse: Pulse, monkeypatch: pytest.MonkeyPatch) -> "asyncio.Task[None]":
    """A process, played by a task, that beats to its own end of the pipe."""
    for name, told in pulse.environment.items():
        monkeypatch.setenv(name, told)
    task = asyncio.create_task(beat())
    await asyncio.sleep(0)
    return task


async def test_who_beats_is_not_silent_and_who_stops_is(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    with Pulse() as pulse:
        beating = await beaten(pulse, monkeypatch)
        silence = asyncio.create_task(pulse.silence(LIMITS))
        await asyncio.sleep(3600.5)
        assert not silence.done()
        beating.cancel()
        at = loop.time()
        await silence
        assert LIMITS.silent_s - BEAT_S <= loop.time() - at <= LIMITS.silent_s + BEAT_S


async def test_who_has_not_begun_to_beat_gets_longer() -> None:
    with Pulse() as pulse:
        at = asyncio.get_running_loop().time()
        await pulse.silence(LIMITS)
        assert asyncio.get_running_loop().time() - at == LIMITS.begins_s


async def test_what_begins_late_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    with Pulse() as pulse:
        silence = asyncio.create_task(pulse.silence(LIMITS))
        await asyncio.sleep(LIMITS.begins_s - 2.5)
        beating = await beaten(pulse, monkeypatch)
        await asyncio.sleep(60.0)
        assert not silence.done()
        for task in (beating, silence):
            task.cancel()


async def test_nobody_beats_who_was_not_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    for told in (None, "", "three"):
        monkeypatch.delenv(VARIABLE, raising=False)
        if told is not None:
            monkeypatch.setenv(VARIABLE, told)
        await beat()


async def test_what_beats_hands_the_pipe_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with Pulse() as pulse:
        os.set_inheritable(pulse.theirs, True)  # as it is after it was inherited
        beating = await beaten(pulse, monkeypatch)
        assert VARIABLE not in os.environ
        assert not os.get_inheritable(pulse.theirs)
        beating.cancel()


async def test_a_pipe_that_nobody_reads_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with Pulse() as pulse:
        beating = await beaten(pulse, monkeypatch)
        await asyncio.sleep(100_000.0)  # more bytes than a pipe holds
        assert not beating.done()
        beating.cancel()


async def test_a_beat_ends_with_who_asked_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    monkeypatch.setenv(VARIABLE, str(writing))
    await beat()
    os.close(writing)
