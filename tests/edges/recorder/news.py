"""What a window shows of a made-up walk, and a database to keep it in."""

import sqlite3
from pathlib import Path
from typing import Any

from treadctl.board.snapshot import Snapshot, WalkView, as_json
from treadctl.board.window import message
from treadctl.edges.recorder.diary import Diary
from treadctl.edges.recorder.kept import Kept
from treadctl.edges.recorder.opening import opened
from treadctl.edges.recorder.writing import save
from treadctl.model import BeltState, Event

NOON_MS = 1_772_366_400_000  # 2026-03-01, 12:00 UTC; the loop's clock shows 0 then


def look(at: float, elapsed_s: float | None = None, **changes: Any) -> dict[str, Any]:
    """A snapshot with a fresh sample; of a walk where `elapsed_s` is given."""
    walk = None
    if elapsed_s is not None:
        walk = WalkView("gentle-start", "Gentle start", "walking", "warm", elapsed_s, 480.0)
    shown: dict[str, Any] = {
        "seq": 1,
        "at": at,
        "belt": BeltState.MOVING if walk else BeltState.STANDING,
        "linked": True,
        "machine": "Model 3",
        "simulated": False,
        "pain_button": "wired",
        "speed_kmh": 2.0 if walk else 0.0,
        "age_s": 0.1,
        "walk": walk,
    }
    return {"snapshot": as_json(Snapshot(**shown | changes))}


def happened(at: float, name: str, **data: object) -> dict[str, Any]:
    return message(Event(at, name, data))


def new_diary() -> Diary:
    return Diary(lambda at_ms: NOON_MS + at_ms)


def walk(start: float = 10.0, seconds: int = 5) -> list[dict[str, Any]]:
    """The news of a walk that a pain stop ends."""
    stop = start + seconds
    return [
        happened(start, "started", profile="gentle-start"),
        *(
            look(start + s, float(s), speed_kmh=1.0 + s / 10, distance_m=100 + s)
            for s in range(seconds)
        ),
        happened(stop, "stop_requested", cause="pain"),
        happened(stop, "stop_written"),
        happened(stop + 0.3, "latched", cause="pain"),
        happened(stop + 1.0, "standing", speed_kmh=0.0),
        look(stop + 1.1, None),
    ]


def written(news: list[dict[str, Any]]) -> list[Kept]:
    """What a new diary makes of it."""
    diary = new_diary()
    return [kept for one in news for kept in diary.hear(one)]


def database(folder: Path, *walks: list[dict[str, Any]]) -> sqlite3.Connection:
    """A database that holds these walks, all of them unsent."""
    db = opened(folder / "history.sqlite")
    diary = new_diary()
    for news in walks:
        save(db, [kept for one in news for kept in diary.hear(one)], (), publishes=True)
    return db
