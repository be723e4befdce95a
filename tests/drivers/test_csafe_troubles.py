"""A CSAFE machine that others use too, that cannot be driven, or whose line has trouble."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from simulators.csafe_machine import CsafeMachine
from simulators.csafe_states import State
from tests.drivers.at_a_line import AtALine, now, ready
from tests.drivers.connection import Heard
from tests.drivers.peer import Peer
from treadctl.drivers.csafe import CsafeDriver
from treadctl.errors import ConnectFailed, LinkLost, Refused
from treadctl.model import (
    Answer,
    NoticeKind,
    Start,
)

IDLE, HAVE_ID, IN_USE = b"\x82", b"\x83", b"\x85"
FINISH, READY = b"\x86", b"\x87"


@pytest.fixture
async def belt() -> AsyncIterator[AtALine]:
    async with ready(CsafeMachine, CsafeDriver) as made:
        yield made


def machine(belt: AtALine) -> CsafeMachine:
    assert isinstance(belt.machine, CsafeMachine)
    return belt.machine


async def test_what_the_walker_paused_is_begun_anew(belt: AtALine) -> None:
    await belt.walk()
    machine(belt).console_stop(now())
    await asyncio.sleep(5.0)
    assert belt.notices == [NoticeKind.STOPPED_BY_USER]
    del machine(belt).writes[:]
    assert await belt.driver.send(Start()) is Answer.ACCEPTED
    assert belt.orders == [FINISH, READY, IDLE, HAVE_ID, IN_USE]


async def test_a_machine_that_was_left_in_use_is_finished_first(belt: AtALine) -> None:
    await belt.walk()
    del machine(belt).writes[:]
    assert await belt.driver.send(Start()) is Answer.ACCEPTED
    assert belt.orders == [FINISH, READY, IDLE, HAVE_ID, IN_USE]


@pytest.mark.parametrize("fault", ["safety-key", "control-lost"])
async def test_a_machine_that_leaves_our_hands_is_told(belt: AtALine, fault: str) -> None:
    await belt.walk()
    belt.befall(fault)
    await asyncio.sleep(1.0)
    assert belt.notices == [NoticeKind.CONTROL_LOST]


async def test_a_belt_that_somebody_starts_at_the_console_is_told(belt: AtALine) -> None:
    belt.befall("console-speed=3.0")
    await asyncio.sleep(1.0)
    assert belt.notices == [NoticeKind.STARTED_BY_USER]


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (State.ERROR, "reports a fault of its own"),
        (State.MANUAL, "Somebody at the console"),
        (State.OFF_LINE, "Choose CSAFE at its console"),
    ],
)
async def test_a_machine_that_cannot_be_driven_says_why(
    belt: AtALine, state: State, says: str
) -> None:
    machine(belt).state = state
    await asyncio.sleep(1.0)
    assert belt.heard.records[-1].speed_kmh == 0.0  # reading works
    with pytest.raises(Refused, match=says):
        await belt.driver.send(Start())


async def test_nothing_is_sent_before_the_first_reading() -> None:
    driver = CsafeDriver(Peer({}).open_line, Heard(), "/dev/ttyUSB0")
    with pytest.raises(Refused, match="not ready yet"):
        await driver.send(Start())


async def test_a_machine_that_tells_no_speed_reports_none(belt: AtALine) -> None:
    belt.befall("telemetry-silence")
    await asyncio.sleep(1.0)
    assert belt.heard.records[-1].speed_kmh is None


@pytest.mark.parametrize(("fault", "works"), [("garbage", True), ("wrong-checksum", False)])
async def test_noise_is_skipped_and_wrong_checks_end_the_link(
    belt: AtALine, fault: str, works: bool
) -> None:
    belt.line.befall(fault)
    before = len(belt.heard.records)
    if works:
        await asyncio.sleep(5.0)
        assert len(belt.heard.records) > before
    else:
        while not belt.running.done():
            belt.line.befall(fault)
            await asyncio.sleep(0.05)
        with pytest.raises(LinkLost, match="answers no more"):
            await belt.running


async def test_a_port_that_vanishes_is_a_lost_link(belt: AtALine) -> None:
    belt.line.befall("unplug")
    with pytest.raises(LinkLost):
        await belt.running


async def test_an_ergometer_is_told_apart_by_its_unit() -> None:
    answers = {"f18080f2": "f10101f2", "f19191f2": "f1099105090206090b92f2"}
    answers["f180a5a8a1b09cf2"] = "f109a503390052c4f2"  # 57 revolutions a minute
    peer = Peer({bytes.fromhex(a): bytes.fromhex(b) for a, b in answers.items()})
    with pytest.raises(ConnectFailed, match="tells no belt speed"):
        await CsafeDriver(peer.open_line, Heard(), "/dev/ttyUSB0").run()
