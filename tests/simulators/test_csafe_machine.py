"""CSAFE's states against the belt; some worked frames are in golden/serial_machines.csv."""

import asyncio

import pytest

from simulators.csafe_frame import contents_of, framed
from simulators.csafe_machine import CsafeMachine
from simulators.csafe_states import State
from tests.simulators.golden import golden, worked
from tests.simulators.serial_host import Host, now

TO_IN_USE = ("81", "82", "83", "85")
SET_5_KMH, SET_0_KMH = "2503320031", "2503000031"


@pytest.fixture
def machine() -> CsafeMachine:
    return CsafeMachine(0.0)


@pytest.fixture
async def host(machine: CsafeMachine) -> Host:
    return await Host(machine).open()


async def tell(host: Host, contents: str) -> str:
    """Send contents in a frame and return those of the answer."""
    answer = bytes.fromhex(await host.ask(framed(bytes.fromhex(contents)).hex()))
    found = contents_of(answer[1:-1])
    assert found is not None
    return found.hex()


async def outcome(host: Host, contents: str) -> str:
    """Send contents; return what the next status says of them: ok, reject, bad, not ready."""
    await tell(host, contents)
    return ("ok", "reject", "bad", "not ready")[int((await tell(host, "80"))[0], 16) & 3]


async def shown(host: Host) -> str:
    return (await tell(host, "a5"))[2:]


@pytest.fixture
async def walk(host: Host) -> Host:
    """A belt in use at 5.0 km/h."""
    for contents in (*TO_IN_USE, SET_5_KMH):
        await tell(host, contents)
    await asyncio.sleep(20.0)
    return host


@pytest.mark.parametrize("row", golden("csafe"), ids=str)
async def test_it_answers_as_the_sources_say(host: Host, row: tuple[str, str]) -> None:
    await worked(host, row)


async def test_going_in_use_starts_the_belt_at_its_lowest_speed(host: Host) -> None:
    for contents in TO_IN_USE:
        await tell(host, contents)
    await asyncio.sleep(20.0)
    assert await shown(host) == "a503080031"


async def test_a_poll_tells_all_of_a_walk_in_one_frame(walk: Host, machine: CsafeMachine) -> None:
    await tell(walk, "280319004c")
    await asyncio.sleep(20.0)
    machine.belt.heart.held_bpm = 132
    if (await tell(walk, "80"))[0] == "8":  # toggled
        await tell(walk, "80")
    polled = await walk.ask(framed(bytes.fromhex("a5a8b0")).hex())
    assert polled == "f185a503320031a80319004cb00184ebf2"


async def test_a_machine_in_miles_says_so(machine: CsafeMachine, walk: Host) -> None:
    machine.metric = False
    assert await shown(walk) == "a5031f0011"


@pytest.mark.parametrize(
    ("contents", "says"),
    [
        (SET_5_KMH, "ok"),
        ("25031e0011", "ok"),
        ("2503f20031", "reject"),  # 24.2 km/h is too fast
        ("2503050031", "reject"),  # 0.5 km/h is too slow
        ("250332004c", "reject"),
        ("280319004c", "ok"),
        ("2803fa004b", "ok"),
        ("2803c8004c", "reject"),
        ("200300001e", "ok"),
        ("2101" + "05", "reject"),
        ("2401", "bad"),
        ("13010a", "ok"),
        ("83", "reject"),
        ("85", "ok"),
        ("82", "reject"),
        ("b4", "reject"),
        ("7000", "reject"),
        ("ff", "reject"),
    ],
)
async def test_an_order_in_use_is_taken_or_shows_as_rejected(
    walk: Host, contents: str, says: str
) -> None:
    assert await outcome(walk, contents) == says


@pytest.mark.parametrize("order", [SET_5_KMH, "280319004c", "85", "86"])
async def test_orders_to_the_belt_are_rejected_while_it_is_not_in_use(
    host: Host, order: str
) -> None:
    assert await outcome(host, order) == "reject"
    assert host.speed_kmh == 0.0


@pytest.mark.parametrize("stop", ["86", SET_0_KMH])
async def test_a_stop_is_one_of_two_requests(walk: Host, stop: str) -> None:
    assert await outcome(walk, stop) == "ok"
    await asyncio.sleep(15.0)
    assert await shown(walk) == "a503000031"


async def test_a_finished_machine_is_ready_after_its_time(
    walk: Host, machine: CsafeMachine
) -> None:
    await tell(walk, "13010a")
    await tell(walk, "86")
    states = []
    for wait_s in (9.0, 2.0):
        await asyncio.sleep(wait_s)
        states.append(machine.state)
    assert states == [State.FINISHED, State.READY]


async def test_a_silent_host_stops_nothing(walk: Host) -> None:
    await asyncio.sleep(600.0)
    assert await shown(walk) == "a503320031"


@pytest.mark.parametrize("stop", ["81", "86", SET_0_KMH])
async def test_a_stop_can_be_ignored_or_rejected(
    walk: Host, machine: CsafeMachine, stop: str
) -> None:
    machine.controls.ignores_stop = True
    assert await outcome(walk, stop) == "ok"
    machine.controls.rejects_stop = True
    assert await outcome(walk, stop) == "reject"
    assert walk.speed_kmh == 5.0


async def test_a_silent_machine_tells_its_status_only(walk: Host, machine: CsafeMachine) -> None:
    machine.controls.silent = True
    assert len(await tell(walk, "a5")) == 2


async def test_without_power_nothing_is_answered(walk: Host, machine: CsafeMachine) -> None:
    machine.controls.cut_power(now())
    assert await walk.ask("f18080f2") == ""


async def test_the_walker_s_stop_pauses_and_the_host_may_finish(
    walk: Host, machine: CsafeMachine
) -> None:
    machine.console_stop(now())
    assert (await tell(walk, "80"))[1] == "6"
    assert await outcome(walk, "85") == "reject"
    assert await outcome(walk, "86") == "ok"


async def test_a_pulled_key_is_an_error_that_the_host_cannot_end(
    walk: Host, machine: CsafeMachine
) -> None:
    machine.pull_key(now())
    assert (await tell(walk, "80"))[1] == "0"
    assert await outcome(walk, "81") == "reject"
    await asyncio.sleep(2.0)
    assert await shown(walk) == "a503000031"


async def test_a_walker_who_sets_a_speed_goes_on_by_hand(host: Host, machine: CsafeMachine) -> None:
    machine.console_stop(now())  # nothing to stop
    machine.console_speed(now(), 3.0)
    await asyncio.sleep(15.0)
    assert await tell(host, "80") == "88"
    assert await shown(host) == "a5031e0031"
    assert await outcome(host, SET_5_KMH) == "reject"


async def test_a_walker_who_sets_a_speed_in_use_stays_in_use(
    walk: Host, machine: CsafeMachine
) -> None:
    machine.console_speed(now(), 3.0)
    await asyncio.sleep(15.0)
    assert (machine.state, await shown(walk)) == (State.IN_USE, "a5031e0031")


async def test_off_line_it_can_be_read_and_not_ordered(walk: Host, machine: CsafeMachine) -> None:
    machine.console_off_line(now())
    assert await shown(walk) == "a503320031"
    assert await outcome(walk, "86") == "reject"
    assert await outcome(walk, "81") == "reject"


async def test_orders_are_kept_and_reads_are_not(host: Host, machine: CsafeMachine) -> None:
    for contents in ("80", "81", "a5", SET_5_KMH, "80a5a8a1b0"):
        await tell(host, contents)
    assert [order.hex() for _, order in machine.writes] == ["81", SET_5_KMH]


async def test_a_frozen_machine_tells_the_same_of_everything_for_ever(
    walk: Host, machine: CsafeMachine
) -> None:
    before = [await tell(walk, contents) for contents in ("a5", "a1")]
    machine.controls.freeze(now())
    machine.belt.stop(now())
    await asyncio.sleep(20.0)
    after = [await tell(walk, contents) for contents in ("a5", "a1")]
    assert [one[2:] for one in after] == [one[2:] for one in before]
