import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from treadctl.cli.fleet_sim.actor import Actor
from treadctl.cli.fleet_sim.tape import Tape, record, stopped
from treadctl.edges.outbox import Kind
from treadctl.model import BeltState

STOP = b'{"request":"stop"}'


Made = Callable[..., "Watched"]


class Watched:
    """An actor, and all it showed, in virtual time."""

    def __init__(self, walk: Tape, end: Tape, seed: int = 0) -> None:
        self.actor = Actor([walk], end, seed)
        self.shown: list[dict[str, Any]] = []

    async def play(self, for_s: float) -> None:
        with self.actor.watched(self.shown.append):
            playing = asyncio.create_task(self.actor.play())
            await asyncio.sleep(for_s)
            playing.cancel()
            await asyncio.wait([playing])

    def events(self) -> list[str]:
        return [news["event"]["event"] for news in self.shown if "event" in news]


@pytest.fixture(scope="module")
def reels() -> tuple[Tape, Tape]:
    """A walk, and the end of one that was stopped; told before the test's own loop runs."""
    return record("gentle-start", ("40=user-stop",)), stopped()


@pytest.fixture
def made(reels: tuple[Tape, Tape]) -> Made:
    return lambda seed=0: Watched(*reels, seed)


async def test_one_walk_after_the_other_is_played_about_once_a_second(made: Made) -> None:
    watched = made()
    await watched.play(300.0)
    assert 300 <= sum("snapshot" in news for news in watched.shown) < 450
    assert watched.events().count("session_summary") >= 3


async def test_the_first_walk_is_under_way_already_and_no_two_machines_are_alike(
    made: Made,
) -> None:
    one, other = made(1), made(2)
    await one.play(5.0)
    await other.play(5.0)
    assert one.shown != other.shown


def belt(watched: Watched) -> str | None:
    return None if watched.actor.latest is None else str(watched.actor.latest["belt"])


async def until_moving(watched: Watched) -> None:
    while belt(watched) != BeltState.MOVING:  # noqa: ASYNC110 - time is virtual
        await asyncio.sleep(0.1)


async def test_a_stop_stops_it_at_once(made: Made) -> None:
    watched = made()
    with watched.actor.watched(watched.shown.append):
        playing = asyncio.create_task(watched.actor.play())
        await until_moving(watched)
        watched.shown.clear()
        assert (await watched.actor.ask(STOP))["ok"]
        await asyncio.sleep(0)
        assert watched.events()[:1] == ["stop_requested"]
        await asyncio.sleep(4.0)
        assert belt(watched) == BeltState.STANDING
        playing.cancel()
        await asyncio.wait([playing])


async def test_a_stop_of_a_standing_belt_is_taken_and_changes_nothing(made: Made) -> None:
    watched = made()
    assert (await watched.actor.ask(STOP))["ok"]
    await watched.play(2.0)
    assert "stop_requested" not in watched.events()


async def test_all_else_is_refused(made: Made) -> None:
    reply = await made().actor.ask(b'{"request":"start","token":"0000000000000000"}')
    assert not reply["ok"]


async def test_what_it_gave_its_edge_to_tell_is_counted(made: Made) -> None:
    actor = made().actor
    with actor.outbox.followed(actor._count), actor.watched(actor.outbox.hear):
        playing = asyncio.create_task(actor.play())
        await asyncio.sleep(60.0)
        playing.cancel()
        await asyncio.wait([playing])
    waiting = await actor.outbox.waiting()
    assert actor.told[Kind.SAMPLE] == waiting.samples
    assert 0 < actor.told[Kind.EVENT] <= waiting.events


async def test_switched_off_it_is_out_of_reach_and_nothing_is_measured(made: Made) -> None:
    watched = made()
    await watched.play(30.0)
    with watched.actor.watched(watched.shown.append):
        watched.actor.switch_off()
    shown = watched.shown[-1]["snapshot"]
    assert (shown["linked"], shown["belt"]) == (False, "unknown")
    assert "speed_kmh" not in shown and "age_s" not in shown


async def test_what_is_played_has_the_time_of_the_playing(made: Made) -> None:
    watched = made()
    await watched.play(3.0)
    times = [(news.get("snapshot") or news["event"])["at"] for news in watched.shown]
    assert times == sorted(times)
    assert 0.0 <= times[0] and times[-1] <= 3.0
