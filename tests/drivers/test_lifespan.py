"""A LifeSpan base at a serial line."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from itertools import pairwise

import pytest

from simulators.lifespan_machine import LifespanMachine
from simulators.memory_line import MemoryLine
from tests.drivers.at_a_line import AtALine, now, ready
from tests.drivers.connection import Heard
from tests.drivers.peer import Peer
from treadctl.drivers.lifespan import LifespanDriver
from treadctl.errors import LinkLost, Refused
from treadctl.model import Answer, Machine, Range, SetTargetInclination, SetTargetSpeed, Start
from treadctl.protocols import lifespan
from treadctl.safety.stop_once import stop_once

CYCLE = [lifespan.READ_STEPS, lifespan.READ_MIRROR, lifespan.SET_IDLE, lifespan.READ_MODEL]
SLOWEST = lifespan.encode_target_speed(4)


@pytest.fixture
async def belt() -> AsyncIterator[AtALine]:
    async with ready(LifespanMachine, LifespanDriver) as made:
        yield made


def sent_since(belt: AtALine, at: float) -> list[bytes]:
    return [data for when, data in belt.sent if when >= at]


async def test_the_machine_is_described_by_what_was_seen_set_on_it(belt: AtALine) -> None:
    assert belt.heard.machine == Machine(
        "LifeSpan", identity="/dev/ttyUSB0", speed_kmh=Range(0.65, 3.21, 0.01)
    )


async def test_the_console_s_four_transactions_go_round_as_fast_as_the_line_carries_them(
    belt: AtALine,
) -> None:
    await asyncio.sleep(0.1)
    begin = now()
    await asyncio.sleep(10.0)
    sent = sent_since(belt, begin)
    assert 193 <= len(sent) <= 201
    at = sent.index(CYCLE[0])
    assert sent[at : at + 8] == CYCLE * 2


async def test_one_transaction_ends_before_the_next_begins(belt: AtALine) -> None:
    await asyncio.sleep(5.0)
    gaps_s = [b - a for (a, _), (b, _) in pairwise(belt.sent)]
    assert min(gaps_s) > (8 + 7 + 3.5) * 10 / lifespan.BAUD
    assert max(gaps_s) < 0.08  # so none was lost


async def test_speed_is_never_reported_and_the_steps_are(belt: AtALine) -> None:
    await belt.walk()
    await asyncio.sleep(30.0)
    assert {record.speed_kmh for record in belt.heard.records} == {None}
    assert belt.heard.records[-1].steps


async def test_a_start_is_in_the_console_s_order_and_at_the_lowest_speed(belt: AtALine) -> None:
    assert await belt.driver.send(Start()) is Answer.ACCEPTED
    assert belt.orders == [SLOWEST, lifespan.RESET_STEPS, lifespan.START]
    await asyncio.sleep(10.0)
    assert belt.speed_kmh == pytest.approx(0.64, abs=0.01)


async def test_the_setpoint_is_written_anew_in_each_cycle(belt: AtALine) -> None:
    await belt.walk()
    begin = now()
    await asyncio.sleep(2.0)
    assert sent_since(belt, begin).count(lifespan.encode_target_speed(12)) in (9, 10)


@pytest.mark.parametrize("speed_kmh", [0.0, 0.5, 3.5])
async def test_a_speed_that_nobody_has_seen_set_is_refused(belt: AtALine, speed_kmh: float) -> None:
    with pytest.raises(Refused, match=r"0\.4 to 2\.0 mph"):
        await belt.driver.send(SetTargetSpeed(speed_kmh))


async def test_there_is_no_incline(belt: AtALine) -> None:
    with pytest.raises(Refused, match="no incline"):
        await belt.driver.send(SetTargetInclination(1.0))


async def test_a_stop_is_the_stop_register_and_then_the_idle_setpoint(belt: AtALine) -> None:
    await belt.walk()
    begin = now()
    belt.driver.stop()
    await belt.until(lambda: belt.heard.answers)
    assert belt.orders[-2:] == [lifespan.STOP, lifespan.SET_IDLE]
    assert belt.heard.answers == [Answer.ACCEPTED]
    await asyncio.sleep(10.0)
    assert belt.speed_kmh == 0.0
    assert set(sent_since(belt, begin)[1:]) <= {lifespan.STOP, *CYCLE}


async def test_no_setpoint_of_before_is_written_after_a_stop(belt: AtALine) -> None:
    await belt.walk()
    for _ in range(20):  # at twenty moments of the cycle
        await asyncio.sleep(0.21)
        await belt.driver.send(SetTargetSpeed(2.0))
        await asyncio.sleep(0.013)
        belt.driver.stop()
        begin = now()
        await asyncio.sleep(1.0)
        sent = sent_since(belt, begin)
        assert lifespan.encode_target_speed(12) not in sent[sent.index(lifespan.STOP) :]


async def test_a_stop_waits_for_no_more_than_the_answer_that_is_under_way(belt: AtALine) -> None:
    await belt.walk()
    for _ in range(20):
        await asyncio.sleep(0.211)
        asked_at, before = now(), len(belt.heard.stops_at)
        belt.driver.stop()
        await asyncio.sleep(0.2)
        assert belt.heard.stops_at[before] - asked_at <= 0.046 + lifespan.GAP_S


async def test_nobody_claims_that_its_belt_stands_after_a_stop() -> None:
    machine = LifespanMachine(now())
    machine.controls.console_speed(now(), 2.0)
    line = MemoryLine(machine)
    stands = await stop_once(partial(LifespanDriver, line.open_line, port="/dev/ttyUSB0"), 20.0)
    machine.belt.advance(now())
    assert machine.belt.speed_kmh == 0.0 and not stands


async def test_a_refused_stop_is_told_as_refused(belt: AtALine) -> None:
    await belt.walk()
    belt.befall("reject-stop")
    belt.driver.stop()
    await belt.until(lambda: belt.heard.answers)
    assert belt.heard.answers == [Answer.REJECTED]


async def test_a_start_that_a_stop_overtakes_is_over(belt: AtALine) -> None:
    starting = asyncio.create_task(belt.driver.send(Start()))
    await asyncio.sleep(0.05)
    belt.driver.stop()
    assert isinstance((await asyncio.gather(starting, return_exceptions=True))[0], Refused)
    await asyncio.sleep(5.0)
    assert lifespan.START not in belt.orders and belt.speed_kmh == 0.0


async def test_a_machine_that_falls_silent_is_a_lost_link(belt: AtALine) -> None:
    belt.machine.controls.powered = False
    with pytest.raises(LinkLost, match="answers no more"):
        await belt.running


async def test_one_wrong_check_ends_nothing(belt: AtALine) -> None:
    belt.line.befall("wrong-checksum")
    before = len(belt.heard.records)
    await asyncio.sleep(2.0)
    assert len(belt.heard.records) > before


async def test_nothing_is_sent_before_the_first_reading() -> None:
    driver = LifespanDriver(Peer({}).open_line, Heard(), "/dev/ttyUSB0")
    with pytest.raises(Refused, match="not ready yet"):
        await driver.send(Start())


async def test_the_silence_between_frames_is_kept_behind_a_stop_too(belt: AtALine) -> None:
    for _ in range(30):  # at thirty moments of the cycle
        await asyncio.sleep(0.207)
        belt.driver.stop()
    await asyncio.sleep(1.0)
    gaps_s = [b - a for (a, _), (b, _) in pairwise(belt.sent)]
    assert min(gaps_s) > (8 + 7 + 3.5) * 10 / lifespan.BAUD
    assert max(gaps_s) < 0.08  # no request went unanswered
