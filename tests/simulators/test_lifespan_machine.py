"""LifeSpan's registers against the belt; frames of the log are in golden/serial_machines.csv."""

import asyncio

import pytest

from simulators.lifespan_machine import LifespanMachine, checked
from tests.simulators.golden import golden, worked
from tests.simulators.serial_host import Host, now

START, STOP, IDLE = "01060001000119ca", "010600020001e9ca", "0106000a0032281d"
SET_2_MPH, READ_STEPS, RESET = "0106000a01d629c6", "0103000f0001b409", "0106000f0000b9c9"
MPH = 1.609344


@pytest.fixture
def machine() -> LifespanMachine:
    return LifespanMachine(0.0)


@pytest.fixture
async def host(machine: LifespanMachine) -> Host:
    return await Host(machine).open()


@pytest.fixture
async def walk(host: Host) -> Host:
    """A belt at 2.0 mph, started in the order of the log."""
    for request in (SET_2_MPH, RESET, START):
        await host.ask(request)
    await asyncio.sleep(20.0)
    return host


async def ask(host: Host, request: str) -> str:
    """Send a request with its check value; return the answer without."""
    return (await host.ask(checked(bytes.fromhex(request)).hex()))[:-4]


def test_the_check_value_is_that_of_modbus() -> None:
    assert checked(b"123456789")[-2:] == bytes.fromhex("374b")


@pytest.mark.parametrize("row", golden("lifespan"), ids=str)
async def test_it_answers_as_in_the_log(host: Host, row: tuple[str, str]) -> None:
    await worked(host, row)


async def test_the_belt_follows_its_setpoint_from_the_start_on(walk: Host) -> None:
    assert walk.speed_kmh == pytest.approx(2.0 * MPH)
    await ask(walk, "0106000a00eb")
    await asyncio.sleep(10.0)
    assert walk.speed_kmh == pytest.approx(1.0 * MPH)


async def test_a_setpoint_moves_nothing_before_the_start(host: Host) -> None:
    await host.ask(SET_2_MPH)
    await asyncio.sleep(20.0)
    assert host.speed_kmh == 0.0


async def test_a_stop_in_the_order_of_the_log_stops_the_belt(walk: Host) -> None:
    for request in (IDLE, RESET, STOP):
        await walk.ask(request)
    await asyncio.sleep(10.0)
    assert walk.speed_kmh == 0.0


async def test_the_mirror_shows_the_setpoint_and_never_the_belt(walk: Host) -> None:
    walk.machine.belt.stuck = True
    await asyncio.sleep(5.0)
    assert walk.speed_kmh == 0.0
    assert await ask(walk, "0103d10a0001") == "01030201d6"


async def test_steps_are_counted_from_the_reset_on(walk: Host) -> None:
    assert int((await ask(walk, "0103000f0001"))[6:], 16) > 10
    await walk.ask(RESET)
    assert int((await ask(walk, "0103000f0001"))[6:], 16) < 2


async def test_a_silent_console_stops_nothing(walk: Host) -> None:
    await asyncio.sleep(600.0)
    assert walk.speed_kmh == pytest.approx(2.0 * MPH)


@pytest.mark.parametrize(
    ("request_hex", "answer"),
    [
        ("010400010001", "018401"),
        ("010300020001", "018302"),
        ("0103000f0002", "018303"),
        ("0103000f", "018303"),
        ("010600030001", "018602"),
        ("010600010002", "018603"),
        ("0106000a03ad", "018603"),
    ],
)
async def test_what_it_cannot_do_is_an_exception(host: Host, request_hex: str, answer: str) -> None:
    assert await ask(host, request_hex) == answer


@pytest.mark.parametrize("request_hex", ["0103000f0001b408", "0203000f0001b43a", "0103", "00"])
async def test_a_bad_frame_or_another_s_is_not_answered(host: Host, request_hex: str) -> None:
    assert await host.ask(request_hex) == ""


async def test_a_silence_of_three_and_a_half_bytes_ends_a_frame(host: Host) -> None:
    host.send(READ_STEPS[:8])
    await asyncio.sleep(4 * 10 / 4800 + LifespanMachine.GAP_S + 0.001)
    assert await host.ask(READ_STEPS[8:]) == ""
    host.send(READ_STEPS[:8])
    await asyncio.sleep(4 * 10 / 4800 + LifespanMachine.GAP_S / 2)
    assert await host.ask(READ_STEPS[8:]) != ""


async def test_an_answer_comes_after_that_silence(host: Host) -> None:
    asked_at = now()
    await host.ask(READ_STEPS)
    until_then_s = host.heard[0][0] - asked_at
    assert until_then_s == pytest.approx(9 * 10 / 4800 + 0.0073 + host.machine.answer_s, abs=1e-4)


async def test_a_stop_can_be_ignored_or_rejected(walk: Host) -> None:
    walk.machine.controls.ignores_stop = True
    assert await walk.ask(STOP) == STOP
    walk.machine.controls.rejects_stop = True
    assert await ask(walk, "010600020001") == "018604"
    assert walk.machine.belt.started


async def test_a_silent_machine_obeys_and_one_without_power_does_not(walk: Host) -> None:
    walk.machine.controls.silent = True
    assert await walk.ask(READ_STEPS) == ""
    assert await walk.ask(STOP) == STOP
    walk.machine.controls.cut_power(now())
    assert await walk.ask(STOP) == ""


async def test_a_setpoint_that_is_repeated_is_no_order(
    host: Host, machine: LifespanMachine
) -> None:
    for request in (SET_2_MPH, SET_2_MPH, READ_STEPS, STOP, SET_2_MPH):
        await host.ask(request)
    assert [order.hex() for _, order in machine.writes] == [SET_2_MPH, STOP]
    assert machine.setpoint_at is not None
    assert machine.setpoint_at > machine.writes[-1][0]
