"""A TrackMaster at a serial line."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from simulators.trackmaster_machine import DISCONNECT_S, TrackmasterMachine
from tests.drivers.at_a_line import AtALine, now, ready
from tests.drivers.connection import Heard
from tests.drivers.peer import Peer
from treadctl.drivers.trackmaster import TrackmasterDriver
from treadctl.model import (
    Answer,
    Machine,
    Notice,
    NoticeKind,
    Range,
    SetTargetInclination,
    SetTargetSpeed,
    Start,
)

START, STOP = b"\xa0", b"\xa2"
SLOWEST = b"\xa30002"
BYTE_S = 10 / 4800


@pytest.fixture
async def belt() -> AsyncIterator[AtALine]:
    async with ready(TrackmasterMachine, TrackmasterDriver) as made:
        yield made


async def test_the_machine_is_described_in_km_h(belt: AtALine) -> None:
    assert belt.heard.machine == Machine(
        name="TrackMaster",
        identity="/dev/ttyUSB0",
        speed_kmh=Range(0.33, 24.14, 0.01),
        inclination_percent=Range(0.0, 25.0, 0.5),
    )
    assert belt.heard.records[0].speed_kmh == 0.0


async def test_a_start_is_not_written_if_the_set_speed_cannot_be_read_back(belt: AtALine) -> None:
    await belt.until(lambda: now() - belt.sent[-1][0] > 0.05)  # between two questions
    starting = asyncio.create_task(belt.driver.send(Start()))
    await belt.until(lambda: SLOWEST in belt.orders)
    belt.line.befall("garbage=1")
    assert await starting is Answer.FAILED
    assert START not in belt.orders


@pytest.mark.parametrize("hundredths", range(1, 2415, 31))
async def test_a_speed_is_never_faster_than_asked_and_at_most_a_step_slower(
    belt: AtALine, hundredths: int
) -> None:
    asked_kmh = hundredths / 100
    answer = await belt.driver.send(SetTargetSpeed(asked_kmh))
    set_kmh = int(belt.orders[-1][1:]) * 0.1609344
    assert asked_kmh - 0.1609344 < set_kmh <= asked_kmh
    assert answer is (Answer.ACCEPTED if set_kmh > 0.3 else Answer.REJECTED)


async def test_the_described_range_is_one_that_the_machine_takes(belt: AtALine) -> None:
    assert await belt.driver.send(SetTargetSpeed(0.33)) is Answer.ACCEPTED
    assert await belt.driver.send(SetTargetSpeed(24.14)) is Answer.ACCEPTED
    assert belt.orders == [SLOWEST, b"\xa30149"]


@pytest.mark.parametrize(
    ("asked_percent", "order"),
    [(0.0, b"\xa40000"), (2.5, b"\xa40025"), (2.9, b"\xa40025"), (3.0, b"\xa40030")],
)
async def test_an_inclination_is_rounded_down_to_half_a_percent(
    belt: AtALine, asked_percent: float, order: bytes
) -> None:
    assert await belt.driver.send(SetTargetInclination(asked_percent)) is Answer.ACCEPTED
    assert belt.orders == [order]
    await asyncio.sleep(60.0)
    assert belt.heard.records[-1].inclination_percent == int(order[1:]) / 10


async def test_what_the_machine_does_not_take_is_rejected(belt: AtALine) -> None:
    assert await belt.driver.send(SetTargetSpeed(25.0)) is Answer.REJECTED
    assert await belt.driver.send(SetTargetInclination(25.5)) is Answer.REJECTED


async def test_the_measured_speed_is_told_each_200_ms(belt: AtALine) -> None:
    await belt.walk(4.0)
    del belt.heard.records[:]
    await asyncio.sleep(10.0)
    gaps = [later.at - one.at for one, later in pairwise(belt.heard.records)]
    assert gaps == pytest.approx([0.2] * len(gaps), abs=0.001) and len(gaps) >= 48
    assert {record.speed_kmh for record in belt.heard.records} == {3.8624256}


async def test_the_machine_hears_us_often_enough_not_to_stop_by_itself(belt: AtALine) -> None:
    await belt.walk()
    await asyncio.sleep(60.0)
    assert belt.machine.belt.started
    times = [at for at, _ in belt.sent]
    assert max(later - at for at, later in pairwise(times)) < DISCONNECT_S / 2


async def test_a_host_that_dies_leaves_the_stop_to_the_machine(belt: AtALine) -> None:
    await belt.walk()
    belt.running.cancel()
    await asyncio.sleep(DISCONNECT_S + 0.05)
    assert not belt.machine.belt.started
    assert STOP not in belt.orders


async def test_a_stop_is_on_the_line_within_the_rest_of_an_exchange_and_5_ms(
    belt: AtALine,
) -> None:
    await belt.walk()
    longest_s = 6 * BYTE_S + belt.machine.answer_s  # one byte there, five back
    for n in range(100):
        await asyncio.sleep(0.2 + n / 1000)
        asked_at = now()
        belt.driver.stop()
        await asyncio.sleep(0.1)
        stops = [at for at, data in belt.machine.writes if data == STOP and at > asked_at]
        assert len(stops) == 1
        assert stops[0] - BYTE_S - asked_at <= longest_s + 0.005


async def test_a_stop_is_told_as_written_and_answered(belt: AtALine) -> None:
    await belt.walk()
    belt.driver.stop()
    await asyncio.sleep(5.0)
    assert len(belt.heard.stops_at) == 1 and belt.heard.answers == [Answer.ACCEPTED]
    assert belt.heard.records[-1].speed_kmh == 0.0
    assert belt.notices == []


@pytest.mark.parametrize(
    ("fault", "answer"),
    [("reject-stop", Answer.REJECTED), ("ignore-stop", Answer.ACCEPTED)],
)
async def test_a_stop_that_does_not_take_is_told_as_the_machine_answered_it(
    belt: AtALine, fault: str, answer: Answer
) -> None:
    await belt.walk()
    belt.befall(fault)
    belt.driver.stop()
    await asyncio.sleep(1.0)
    assert belt.heard.answers == [answer] and belt.heard.records[-1].speed_kmh


async def test_a_stop_goes_out_though_nothing_that_comes_makes_sense(belt: AtALine) -> None:
    await belt.walk()
    belt.line.befall("garbage=1000")
    await asyncio.sleep(0.3)
    belt.driver.stop()
    await asyncio.sleep(0.3)
    assert STOP in belt.orders


@pytest.mark.parametrize("fault", ["garbage", "half-frame", "duplicate"])
async def test_an_answer_that_is_spoiled_changes_nothing_that_is_told(
    belt: AtALine, fault: str
) -> None:
    await belt.walk()
    del belt.heard.records[:-1]
    for _ in range(50):
        belt.line.befall(fault)
        await asyncio.sleep(1.03)
    assert {record.speed_kmh for record in belt.heard.records} == {1.9312128}
    assert not belt.running.done() and belt.machine.belt.started
    assert belt.orders.count(START) == 1


async def test_a_stop_at_the_console_is_told(belt: AtALine) -> None:
    await belt.walk()
    belt.befall("console-stop")
    await asyncio.sleep(2.0)
    assert belt.notices == [NoticeKind.STOPPED_BY_USER]


async def test_a_start_at_the_console_is_told(belt: AtALine) -> None:
    belt.befall("console-speed=2.0")
    await asyncio.sleep(2.0)
    assert belt.notices == [NoticeKind.STARTED_BY_USER]


async def test_another_speed_set_at_the_console_is_told(belt: AtALine) -> None:
    await belt.walk()
    belt.machine.received(b"\xa30005", now())
    await asyncio.sleep(1.0)
    assert belt.heard.notices == [Notice(NoticeKind.TARGET_SPEED_CHANGED, 0.804672)]


async def test_a_set_speed_that_was_spoiled_on_its_way_is_a_fault_after_3_s(belt: AtALine) -> None:
    await belt.walk()
    assert await belt.driver.send(SetTargetSpeed(2.2)) is Answer.ACCEPTED
    belt.machine.received(b"\xa30007", now())  # what the machine took for 0013
    await asyncio.sleep(2.9)
    assert belt.notices == []
    await asyncio.sleep(1.0)
    assert belt.notices == [NoticeKind.CONTROL_LOST]


async def test_an_elevation_that_is_not_there_is_not_described() -> None:
    machine = {b"\xc0": b"\xd01", b"\xc1": b"\xd10000", b"\xc2": b"\xbf", b"\xc3": b"\xd30002"}
    heard = Heard()
    running = asyncio.create_task(TrackmasterDriver(Peer(machine).open_line, heard, "").run())
    await asyncio.sleep(1.0)
    assert heard.machine is not None and heard.machine.inclination_percent is None
    assert {record.inclination_percent for record in heard.records} == {None}
    running.cancel()
