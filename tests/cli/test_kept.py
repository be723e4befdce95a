"""A walk without a service is kept, and a disk in trouble is not in its way."""

import asyncio
import logging
from pathlib import Path

import pytest

from tests.edges.mqtt_rig import until
from treadctl.board.board import Board
from treadctl.board.snapshot import Snapshot, WalkView
from treadctl.cli.kept import kept
from treadctl.edges.history import find, history, samples, walks
from treadctl.errors import BadInput
from treadctl.model import BeltState, Event

pytestmark = pytest.mark.realtime

WALK = WalkView("gentle-start", "Gentle start", "walking", "warm", 1.0, 900.0)


def look(belt: BeltState, walk: WalkView | None, speed_kmh: float) -> Snapshot:
    return Snapshot(
        seq=1,
        at=asyncio.get_running_loop().time(),
        belt=belt,
        linked=True,
        machine="Model 3",
        simulated=False,
        pain_button="keyboard",
        speed_kmh=speed_kmh,
        age_s=0.0,
        walk=walk,
    )


def begin(board: Board) -> None:
    board.post(Event(asyncio.get_running_loop().time(), "started", {"profile": WALK.profile}))
    board.post(look(BeltState.MOVING, WALK, 2.0))


def end(board: Board) -> None:
    board.post(Event(asyncio.get_running_loop().time(), "stop_requested", {"cause": "user"}))
    board.post(look(BeltState.STANDING, None, 0.0))


def under_way(path: Path) -> bool:
    """Whether a walk is in the history."""
    try:
        with history(path) as db:
            return bool(walks(db))
    except BadInput:
        return False


async def test_a_walk_is_in_the_history_to_its_end_once_the_block_is_left(tmp_path: Path) -> None:
    board, path = Board(), tmp_path / "state" / "history.sqlite"
    async with kept(board, path):
        begin(board)
        await until(lambda: under_way(path))
        end(board)
    with history(path) as db:
        found = find(db, "last")
        assert (found.summary["outcome"], found.summary["stopped_by"]) == ("stopped", "user")
        assert [one.data["speed_kmh"] for one in samples(db, found)] == [2.0, 0.0]


async def test_a_disk_that_takes_nothing_costs_a_line_and_no_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "state").write_text("a file in the folder's place", encoding="utf-8")
    board, shown = Board(), list[object]()
    with board.followed(shown.append):
        async with kept(board, tmp_path / "state" / "history.sqlite"):
            begin(board)
            end(board)
            await until(lambda: caplog.records)
    assert len(shown) == 4
    (told,) = caplog.records
    assert told.levelno == logging.ERROR and "Walks go on" in told.getMessage()
