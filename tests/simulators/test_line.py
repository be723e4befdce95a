"""The line in virtual time: its pace, its collisions and its faults."""

import asyncio
from collections.abc import Sequence

import pytest

from simulators.lifespan_machine import LifespanMachine
from simulators.line import Step
from simulators.trackmaster_machine import TrackmasterMachine
from simulators.woodway_machine import WoodwayMachine
from tests.simulators.serial_host import Host, now

BYTE_S = 10 / 4800
READ_STEPS, STEPS = "0103000f0001b409", "0103020000b844"


@pytest.fixture
async def host() -> Host:
    return await Host(TrackmasterMachine(now())).open()


@pytest.fixture
async def console() -> Host:
    return await Host(LifespanMachine(now())).open()


async def test_bytes_take_their_time_in_both_directions(host: Host) -> None:
    sent_at = now()
    assert await host.ask("a330303430c3") == "b3d330303430"
    machine = host.machine
    ((at, order),) = machine.writes
    assert order.hex() == "a330303430"
    assert at == pytest.approx(sent_at + 5 * BYTE_S)
    arrived = [at - sent_at for at, _ in host.heard]
    begins = 5 * BYTE_S + machine.answer_s
    expected = [begins + BYTE_S, *(BYTE_S * (6 + n) + machine.answer_s for n in range(1, 6))]
    assert arrived == pytest.approx(expected)


async def test_what_is_written_behind_other_bytes_waits_for_its_turn(host: Host) -> None:
    sent_at = now()
    host.send("a330303430")
    host.send("a2")
    await host.keep_asking("", for_s=0.2)
    at, order = host.machine.writes[-1]
    assert order == b"\xa2"
    assert at == pytest.approx(sent_at + 6 * BYTE_S)


async def test_on_a_half_duplex_line_bytes_that_meet_are_both_corrupted(console: Host) -> None:
    assert await console.ask(READ_STEPS) == STEPS
    console.send(READ_STEPS)
    sent_at = now()
    answer_at = sent_at + 8 * BYTE_S + LifespanMachine.GAP_S + console.machine.answer_s
    await _until(answer_at + BYTE_S / 2)
    heard = len(console.heard)
    assert (await console.ask(READ_STEPS)) != STEPS
    assert len(console.heard) - heard == 7  # corrupted, not lost; and no second answer
    assert await console.ask(READ_STEPS) == STEPS


async def test_on_a_full_duplex_line_bytes_pass_each_other(host: Host) -> None:
    host.send("c1")
    await _until(now() + BYTE_S + host.machine.answer_s + BYTE_S / 2)
    assert await host.ask("c2c3") == "d130303030d230303030d330303032"


async def test_spoiled_answers_are_heard_spoiled_and_the_next_are_not(console: Host) -> None:
    console.line.befall("wrong-checksum")
    assert await console.ask(READ_STEPS) == "0103020000b845"
    console.line.befall("half-frame")
    assert await console.ask(READ_STEPS) == "010302"
    console.line.befall("garbage")
    spoiled = await console.ask(READ_STEPS)
    assert (len(spoiled), spoiled == STEPS) == (len(STEPS), False)
    assert await console.ask(READ_STEPS) == STEPS


async def test_a_delay_holds_answers_back_until_it_ends(host: Host) -> None:
    host.line.befall("delay=1")
    assert await host.ask("c0") == ""
    await _until(now() + 1.0)
    assert host.told() == "d031"
    host.line.befall("delay=0")
    assert await host.ask("c0") == "d031"


async def test_with_echo_the_host_hears_itself_first(host: Host) -> None:
    host.line.befall("echo")
    assert await host.ask("c0") == "c0d031"
    host.line.befall("mend")
    assert await host.ask("c0") == "d031"


async def test_at_another_speed_neither_side_understands_the_other(host: Host) -> None:
    host.line.befall("baud-mismatch")
    assert "d031" not in await host.ask("c0")
    assert await host.ask("a0") != "b0"
    assert not host.machine.belt.started
    host.line.befall("mend")
    host.send("c0")  # ends what the garbage began
    await _until(now() + 1.0)
    assert await host.ask("c0") == "d031"


async def test_a_host_at_the_wrong_speed_is_not_understood() -> None:
    host = await Host(TrackmasterMachine(now()), host_baud=9600).open()
    assert "d031" not in await host.ask("c0")


async def test_what_is_under_way_when_the_line_is_unplugged_is_lost(host: Host) -> None:
    host.send("a0a2")
    await _until(now() + 1.5 * BYTE_S)
    host.line.befall("unplug")
    await _until(now() + 1.0)
    assert (host.heard, host.lost) == ([], ["The serial port was unplugged."])
    assert [order for _, order in host.machine.writes] == [b"\xa0"]


async def test_the_machine_runs_its_timer_while_it_is_unplugged(host: Host) -> None:
    await host.ask("a0")
    host.line.befall("unplug")
    host.line.befall("unplug")
    await _until(now() + 1.0)
    assert not host.machine.belt.started
    host.line.befall("replug")
    await host.open()
    assert await host.ask("c0") == "d031"


async def test_what_a_machine_says_by_itself_is_heard() -> None:
    host = await Host(WoodwayMachine(now())).open()
    await host.ask("a0")
    await _until(now() + 2.0)
    assert host.told() == "b0bd"


async def test_steps_of_the_machine_can_be_watched(host: Host) -> None:
    steps: list[list[str]] = []

    def around(step: Step) -> Sequence[bytes]:
        answers = step()
        steps.append([answer.hex() for answer in answers])
        return answers

    host.line.wire.around = around
    await host.ask("c0")
    assert steps == [["d031"]]


async def test_a_closed_line_carries_nothing(host: Host) -> None:
    await host.ask("a0")
    host.send("c0")
    host.line.wire.close()
    assert await host.ask("c0") == ""
    assert host.machine.belt.started  # nobody is left to let its time pass


async def _until(at: float) -> None:
    await asyncio.sleep(at - now())
