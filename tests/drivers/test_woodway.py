"""A Woodway laboratory treadmill at a serial line."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from simulators.woodway_machine import TIMER_S, WoodwayMachine
from tests.drivers.at_a_line import AtALine, now, ready
from tests.drivers.connection import Heard
from tests.drivers.peer import Peer
from treadctl.drivers.woodway import WoodwayDriver
from treadctl.model import Answer, Machine, NoticeKind, Range, SetTargetInclination, SetTargetSpeed

AUTO_STOP, POWER_OFF = b"\xaa", b"\xa2"
BYTE_S = 10 / 4800
STANDING = {
    **{b"\xc0": b"\xd01", b"\xc1": b"\xd10000", b"\xc2": b"\xd20000", b"\xc4": b"\xbf"},
    **{AUTO_STOP: b"\xba", POWER_OFF: b"\xb2"},
}


@pytest.fixture
async def belt() -> AsyncIterator[AtALine]:
    async with ready(WoodwayMachine, WoodwayDriver) as made:
        yield made


async def with_peer(answers: dict[bytes, bytes], heard: Heard) -> tuple[Peer, WoodwayDriver]:
    peer = Peer(STANDING | answers)
    driver = WoodwayDriver(peer.open_line, heard, "the line")
    asyncio.create_task(driver.run(), name="driver")  # noqa: RUF006 - ends with its loop
    await asyncio.sleep(1.0)
    return peer, driver


async def test_the_machine_is_described_in_km_h(belt: AtALine) -> None:
    assert belt.heard.machine == Machine(
        name="Woodway",
        identity="/dev/ttyUSB0",
        speed_kmh=Range(0.33, 48.11, 0.01),
        inclination_percent=Range(0.0, 29.9, 0.1),
    )


@pytest.mark.parametrize(
    ("speed_kmh", "order"),
    [(0.0, b"\xa30000"), (0.16, b"\xa30000"), (2.0, b"\xa30012"), (5.64, b"\xa30035")],
)
async def test_a_speed_is_forwards_always_and_rounded_down(
    belt: AtALine, speed_kmh: float, order: bytes
) -> None:
    assert await belt.driver.send(SetTargetSpeed(speed_kmh)) is Answer.ACCEPTED
    assert belt.orders == [order]


async def test_an_inclination_is_set_and_told(belt: AtALine) -> None:
    assert await belt.driver.send(SetTargetInclination(2.3)) is Answer.ACCEPTED
    assert belt.orders == [b"\xa40023"]
    await asyncio.sleep(60.0)
    assert belt.heard.records[-1].inclination_percent == 2.3


async def test_the_measured_speed_is_told_in_km_h(belt: AtALine) -> None:
    await belt.walk()
    assert belt.heard.records[-1].speed_kmh == 1.9312128


async def test_a_host_that_dies_leaves_the_stop_to_the_machine(belt: AtALine) -> None:
    await belt.walk()
    belt.running.cancel()
    await asyncio.sleep(TIMER_S + 0.1)
    assert not belt.machine.belt.started


async def test_a_timer_that_ran_out_is_told(belt: AtALine) -> None:
    await belt.walk()
    belt.line.deliver(b"\xbd")
    assert belt.notices == [NoticeKind.CONTROL_LOST]
    await asyncio.sleep(1.0)
    assert belt.machine.belt.started and belt.heard.records[-1].at > now() - 0.3


async def test_a_timer_that_ran_out_in_the_middle_of_an_answer_spoils_nothing() -> None:
    heard = Heard()
    peer, _ = await with_peer({b"\xc1": b"\xd100\xbd05"}, heard)
    assert heard.machine is None  # before a start of ours it is no timer, and no speed
    peer.answers[b"\xc1"] = b"\xd10005"
    again = Heard()
    peer, _ = await with_peer({}, again)
    peer.answers[b"\xc1"] = b"\xd100\xbd05"
    await asyncio.sleep(0.5)
    assert again.records[-1].speed_kmh == 0.804672
    assert again.notices[0].kind is NoticeKind.CONTROL_LOST


async def test_a_stop_brakes_and_is_on_the_line_within_the_rest_of_an_exchange_and_5_ms(
    belt: AtALine,
) -> None:
    await belt.walk()
    longest_s = 6 * BYTE_S + belt.machine.answer_s
    for n in range(100):
        await asyncio.sleep(0.2 + n / 1000)
        asked_at = now()
        belt.driver.stop()
        await asyncio.sleep(0.1)
        (stop,) = [(at, data) for at, data in belt.machine.writes if at > asked_at]
        assert stop[1] == AUTO_STOP
        assert stop[0] - BYTE_S - asked_at <= longest_s + 0.005


@pytest.mark.parametrize("reply", [b"", b"\xbf"])
async def test_a_machine_that_does_not_take_it_is_cut_off_its_power(reply: bytes) -> None:
    heard = Heard()
    peer, driver = await with_peer({AUTO_STOP: reply}, heard)
    driver.stop()
    await asyncio.sleep(0.5)
    orders = [data for data in peer.requests if data in (AUTO_STOP, POWER_OFF)]
    assert orders == [AUTO_STOP, POWER_OFF]
    assert heard.answers == [Answer.ACCEPTED]


async def test_a_belt_that_runs_backwards_is_told_as_a_fault_once() -> None:
    heard = Heard()
    peer, _ = await with_peer({}, heard)
    peer.answers[b"\xc1"] = b"\xd13010"
    await asyncio.sleep(2.0)
    assert [notice.kind for notice in heard.notices] == [NoticeKind.CONTROL_LOST]
    assert heard.records[-1].speed_kmh == 1.609344


async def test_a_direction_that_does_not_exist_is_no_speed() -> None:
    heard = Heard()
    peer, _ = await with_peer({}, heard)
    told = len(heard.records)
    peer.answers[b"\xc1"] = b"\xd15010"
    await asyncio.sleep(2.0)
    assert (len(heard.records), heard.notices) == (told, [])


async def test_an_elevation_that_is_not_there_is_not_described() -> None:
    heard = Heard()
    await with_peer({b"\xc2": b"\xbf"}, heard)
    assert heard.machine is not None and heard.machine.inclination_percent is None
