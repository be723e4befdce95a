from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from treadctl.board.snapshot import Snapshot, WalkView, as_json
from treadctl.board.window import message as as_news
from treadctl.edges.memory_outbox import MOST_EVENTS, MOST_SAMPLES, MemoryOutbox
from treadctl.edges.outbox import Kind, Waiting
from treadctl.model import BeltState, Event

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WALK = WalkView("gentle", "Gentle", "main", "walk", 61.0, 540.0)


def wall_time(at: float) -> datetime:
    return NOON + timedelta(seconds=at)


def look(at: float, walk: WalkView | None = WALK, machine: str | None = "Model 3") -> Any:
    belt = BeltState.MOVING
    shown = Snapshot(1, at, belt, True, machine, True, "wired", speed_kmh=2.0, age_s=0.0, walk=walk)
    return {"snapshot": as_json(shown)}


def happened(at: float, name: str = "slowing", **data: object) -> dict[str, Any]:
    return as_news(Event(at, name, data))


@pytest.fixture
def outbox() -> MemoryOutbox:
    return MemoryOutbox(wall_time)


async def test_samples_and_events_wait_apart(outbox: MemoryOutbox) -> None:
    outbox.hear(look(1.0))
    outbox.hear(happened(1.1))
    (sample,) = await outbox.pending(Kind.SAMPLE, 9)
    assert (sample.when, sample.data["speed_kmh"]) == (wall_time(1.0), 2.0)
    assert await outbox.waiting() == Waiting(1, 1)


@pytest.mark.parametrize(("kind", "most"), [(Kind.EVENT, MOST_EVENTS), (Kind.SAMPLE, MOST_SAMPLES)])
async def test_the_oldest_make_room_and_are_counted(
    outbox: MemoryOutbox, kind: Kind, most: int
) -> None:
    for at in range(most + 5):
        outbox.hear(happened(at) if kind is Kind.EVENT else look(at))
    (first,) = await outbox.pending(kind, 1)
    assert first.when == wall_time(5.0)
    waiting = await outbox.waiting()
    assert waiting.events_lost + waiting.samples_lost == 5


async def test_what_belongs_to_a_walk_says_so(outbox: MemoryOutbox) -> None:
    outbox.hear(look(0.0, walk=None))
    outbox.hear(happened(1.0, "started", profile="gentle"))
    outbox.hear(look(2.0))
    outbox.hear(look(3.0, walk=None))
    samples = await outbox.pending(Kind.SAMPLE, 9)
    (started,) = await outbox.pending(Kind.EVENT, 9)
    sessions = [entry.session_id for entry in samples]
    assert started.session_id is not None
    assert sessions == [None, started.session_id, None]


async def test_nothing_is_claimed_of_a_machine_that_is_not_known_yet(outbox: MemoryOutbox) -> None:
    outbox.hear(look(1.0, machine=None))
    outbox.hear(look(2.0))
    unknown, known = await outbox.pending(Kind.SAMPLE, 2)
    assert (unknown.simulated, known.simulated) == (None, True)
