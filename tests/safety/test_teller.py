"""What is told behind a stop, and in which order."""

import asyncio

import pytest

from treadctl.model import Answer, Command, Event, SetTargetInclination, SetTargetSpeed, Start
from treadctl.safety.teller import Teller


def event(name: str) -> Event:
    return Event(0.0, name)


async def test_what_is_told_is_posted_at_once() -> None:
    posted: list[Event] = []
    Teller(posted.append).tell(event("a"))
    assert posted == [event("a")]


async def test_what_is_told_while_held_waits_some_turns_and_keeps_its_order() -> None:
    posted: list[Event] = []
    teller = Teller(posted.append)
    teller.hold()
    teller.tell(event("a"))
    teller.tell(event("b"))
    for _ in range(5):
        await asyncio.sleep(0)
        assert posted == []
    await asyncio.sleep(0)
    assert posted == [event("a"), event("b")]


async def test_a_second_hold_begins_the_turns_anew() -> None:
    posted: list[Event] = []
    teller = Teller(posted.append)
    teller.hold()
    teller.tell(event("a"))
    for _ in range(5):
        await asyncio.sleep(0)
    teller.hold()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert posted == []


async def test_a_release_posts_what_was_kept_before_what_comes_next() -> None:
    posted: list[Event] = []
    teller = Teller(posted.append)
    teller.hold()
    teller.tell(event("a"))
    teller.release()
    assert posted == [event("a")]
    teller.tell(event("b"))
    await asyncio.sleep(0.01)
    assert posted == [event("a"), event("b")]


async def test_what_happened_earlier_is_told_with_its_own_time() -> None:
    posted: list[Event] = []
    teller = Teller(posted.append)
    await asyncio.sleep(5.0)
    teller.say("stop_requested", at=3.0, cause="pain", speed_kmh=None)
    teller.say("latched")
    assert posted == [Event(3.0, "stop_requested", {"cause": "pain"}), Event(5.0, "latched")]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (SetTargetSpeed(1.5), [{"speed_kmh": 1.5, "answer": "accepted"}]),
        (SetTargetInclination(2.0), [{"inclination_percent": 2.0, "answer": "accepted"}]),
        (Start(), []),
    ],
)
async def test_a_target_is_told_with_the_answer_to_it(
    command: Command, told: list[dict[str, object]]
) -> None:
    posted: list[Event] = []
    Teller(posted.append).say_target(command, Answer.ACCEPTED)
    assert [dict(one.data) for one in posted] == told
    assert {one.event for one in posted} <= {"target"}
