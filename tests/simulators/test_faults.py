import asyncio

import pytest
from bleak.exc import BleakError

from simulators import faults
from simulators.faults import Event, apply, parse_event
from tests.simulators.conversation import Conversation
from treadctl.errors import BadInput


@pytest.fixture
async def walk(talk: Conversation) -> Conversation:
    """A belt that has been at 2.0 km/h for a while."""
    await talk.walk()
    return talk


async def fault(talk: Conversation, name: str, value: float | None = None) -> None:
    """Let `name` happen and wait a second."""
    apply(talk.rig.machine, talk.rig.link, name, value)
    await asyncio.sleep(1.0)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("300=pain", Event(300.0, "pain", person=True)),
        ("300=runaway=0.5", Event(300.0, "runaway", 0.5)),
        ("12.5=link-loss", Event(12.5, "link-loss")),
        ("0=answer=10", Event(0.0, "answer", 10.0, person=True)),
    ],
)
def test_an_event_is_a_time_a_name_and_perhaps_a_value(text: str, event: Event) -> None:
    assert parse_event(text) == event


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pain", "begin with a time"),
        ("-1=pain", "begin with a time"),
        ("nan=pain", "begin with a time"),
        ("5=pane", "the events are answer, button-lost, .*user-stop"),
        ("5", "the events are"),
        ("5=pain=3", "pain takes no value"),
        ("5=runaway", "runaway needs a value from 0.01 to 20"),
        ("5=runaway=fast", "runaway needs a value"),
        ("5=answer=11", "answer needs a value from 0 to 10"),
        ("5=hr=inf", "hr needs a value"),
    ],
)
def test_a_wrong_event_is_refused_with_what_would_be_right(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        parse_event(text)


def test_the_names_are_those_of_the_command_line() -> None:
    promised = """pain user-stop safety-key link-loss link-back telemetry-silence ignore-stop
        reject-stop late-stop runaway speed-jump stuck-belt garbage truncate duplicate mph
        toggle-start control-lost console-speed console-stop hr hr-frozen hr-lost hr-off
        telemetry-frozen mph-shown button-press button-lost screen-dead edges-dead restart
        shutdown answer no-answer"""
    assert set(faults.EVENTS) == set(promised.split())


async def test_a_pulled_safety_key_stops_the_belt_and_is_told(walk: Conversation) -> None:
    await fault(walk, "safety-key")
    assert walk.told("2ada") == [b"\x03"]
    assert walk.speed_kmh() == 0.0
    assert await walk.ask("07") == "800704"


async def test_a_lost_link_cannot_be_used_until_it_is_back(walk: Conversation) -> None:
    await fault(walk, "link-loss")
    assert not walk.client.is_connected
    with pytest.raises(BleakError):
        await walk.rig.open_client(lambda _client: None)
    await fault(walk, "link-back")
    assert (await walk.rig.open_client(lambda _client: None)).is_connected


async def test_silence_ends_telemetry_and_not_the_link(walk: Conversation) -> None:
    before = len(walk.told("2acd"))
    await fault(walk, "telemetry-silence")
    await asyncio.sleep(10.0)
    assert len(walk.told("2acd")) == before
    assert await walk.ask("02c800") == "800201"


async def test_frozen_telemetry_repeats_one_record_whatever_the_belt_does(
    walk: Conversation,
) -> None:
    await fault(walk, "telemetry-frozen")
    frozen = walk.told("2acd")[-1]
    await walk.ask("020802")
    await asyncio.sleep(10.0)
    assert walk.rig.machine.belt.speed_kmh == 5.2
    assert set(walk.told("2acd")[-8:]) == {frozen}


async def test_a_console_in_miles_shows_less_speed_and_the_true_distance(
    walk: Conversation,
) -> None:
    await fault(walk, "mph-shown")
    assert walk.speed_kmh() == 1.24
    assert walk.rig.machine.belt.speed_kmh == 2.0
    metres = int.from_bytes(walk.told("2acd")[-1][4:7], "little")
    assert metres == int(walk.rig.machine.belt.distance_m)


async def test_an_ignored_stop_is_accepted_and_changes_nothing(walk: Conversation) -> None:
    await fault(walk, "ignore-stop")
    assert [await walk.ask("0801"), await walk.ask("0801")] == ["800801", "800801"]
    await asyncio.sleep(10.0)
    assert walk.speed_kmh() == 2.0


async def test_a_rejected_stop_fails_and_changes_nothing(walk: Conversation) -> None:
    await fault(walk, "reject-stop")
    assert await walk.ask("0801") == "800804"
    await asyncio.sleep(10.0)
    assert walk.speed_kmh() == 2.0


async def test_a_late_stop_comes_that_much_later(walk: Conversation) -> None:
    await fault(walk, "late-stop", 4.0)
    await walk.ask("0801")
    assert await walk.standing_after_s() == pytest.approx(4.0 + 0.3 + 2.0 / 1.8, abs=0.3)


async def test_a_runaway_belt_gains_speed_by_itself(walk: Conversation) -> None:
    await fault(walk, "runaway", 0.5)
    assert walk.speed_kmh() == pytest.approx(2.5, abs=0.13)


async def test_a_jump_in_speed_is_told_by_the_next_frame(walk: Conversation) -> None:
    await fault(walk, "speed-jump", 1.5)
    assert walk.speed_kmh() == 3.5


async def test_a_stuck_belt_stands(walk: Conversation) -> None:
    await fault(walk, "stuck-belt")
    assert walk.speed_kmh() == 0.0


@pytest.mark.parametrize("name", ["garbage", "truncate", "duplicate"])
async def test_a_spoiled_radio_recovers_after_eight_frames(walk: Conversation, name: str) -> None:
    walk.heard.clear()
    apply(walk.rig.machine, walk.rig.link, name)
    await asyncio.sleep(5.0)
    frames = walk.told("2acd")
    assert len(frames) == (28 if name == "duplicate" else 20)
    whole = [data for data in frames if len(data) == 19 and data[:2] == b"\x8c\x05"]
    assert len(whole) == (28 if name == "duplicate" else 12)


async def test_targets_in_miles_move_the_belt_too_fast(walk: Conversation) -> None:
    await fault(walk, "mph")
    await walk.ask("02c800")
    await asyncio.sleep(10.0)
    assert walk.speed_kmh() == 3.22


async def test_a_toggling_start_stops_a_running_belt(walk: Conversation) -> None:
    await fault(walk, "toggle-start")
    assert await walk.ask("07") == "800701"
    await asyncio.sleep(5.0)
    assert walk.speed_kmh() == 0.0


async def test_lost_control_is_told_and_orders_are_no_longer_permitted(walk: Conversation) -> None:
    await fault(walk, "control-lost")
    assert walk.told("2ada") == [b"\xff"]
    assert await walk.ask("02c800") == "800205"
    assert await walk.ask("0801") == "800805"


async def test_a_speed_set_at_the_console_is_told_and_followed(walk: Conversation) -> None:
    await fault(walk, "console-speed", 4.0)
    await asyncio.sleep(10.0)
    assert walk.told("2ada") == [bytes.fromhex("059001")]
    assert walk.speed_kmh() == 4.0


async def test_a_speed_set_at_the_console_of_a_standing_belt_starts_it(talk: Conversation) -> None:
    await talk.listen()
    await fault(talk, "console-speed", 3.0)
    await asyncio.sleep(15.0)
    assert talk.told("2ada") == [b"\x04", bytes.fromhex("052c01")]
    assert talk.speed_kmh() == 3.0


async def test_a_stop_at_the_console_is_told_and_stops(walk: Conversation) -> None:
    await fault(walk, "console-stop")
    await asyncio.sleep(5.0)
    assert walk.told("2ada") == [b"\x02\x01"]
    assert walk.speed_kmh() == 0.0


async def test_a_heart_rate_can_be_set(walk: Conversation) -> None:
    await fault(walk, "hr", 171.0)
    assert walk.told("2acd")[-1][16] == pytest.approx(171, abs=6)


async def test_a_frozen_heart_rate_outlasts_the_walk(walk: Conversation) -> None:
    await fault(walk, "hr-frozen")
    frozen_bpm = walk.told("2acd")[-1][16]
    await walk.ask("020802")
    await asyncio.sleep(300.0)
    assert walk.told("2acd")[-1][16] == frozen_bpm > 75


@pytest.mark.parametrize("name", ["pain", "button-press", "hr-lost", "hr-off"])
async def test_what_a_person_or_a_strap_does_is_left_to_the_caller(
    walk: Conversation, name: str
) -> None:
    await fault(walk, name)
    assert walk.speed_kmh() == 2.0
