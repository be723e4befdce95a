"""The running service is asked whether somebody walks; no answer is no leave."""

import asyncio
import socket
from pathlib import Path

import pytest

from treadctl.board.board import Board
from treadctl.board.snapshot import Snapshot, WalkView
from treadctl.board.socket import board_socket
from treadctl.cli.setup import asked
from treadctl.errors import Refused
from treadctl.model import BeltState

pytestmark = pytest.mark.realtime

WALK = WalkView("gentle-start", "Gentle start", "walking", "walk", 60.0, 600.0)


async def answer(
    folder: Path, belt: BeltState, walk: WalkView | None = None, alarm: str | None = None
) -> bool:
    board, path = Board(), folder / "belt.sock"
    shown = Snapshot(
        seq=1,
        at=0.0,
        belt=belt,
        linked=True,
        machine=None,
        simulated=True,
        pain_button="none",
        walk=walk,
        alarm=alarm,
    )
    board.post(shown)
    async with board_socket(path, board, lambda _: None):
        return await asyncio.to_thread(asked.check_idle, path)


@pytest.mark.parametrize("belt", [BeltState.STANDING, BeltState.UNKNOWN])
async def test_a_belt_without_a_walker_may_be_left(tmp_path: Path, belt: BeltState) -> None:
    assert await answer(tmp_path, belt)


async def test_a_walk_may_not(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Somebody walks"):
        await answer(tmp_path, BeltState.STANDING, WALK)


@pytest.mark.parametrize("belt", [BeltState.STARTING, BeltState.MOVING, BeltState.STOPPING])
async def test_nor_a_belt_that_moves(tmp_path: Path, belt: BeltState) -> None:
    with pytest.raises(Refused, match="The belt moves, or may move"):
        await answer(tmp_path, belt)


async def test_nor_an_alarm(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="The belt moves, or may move"):
        await answer(tmp_path, BeltState.UNKNOWN, alarm="Pull the safety key.")


def test_where_nothing_serves_nobody_walks(tmp_path: Path) -> None:
    assert not asked.check_idle(tmp_path / "belt.sock")
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(tmp_path / "belt.sock"))
    assert not asked.check_idle(tmp_path / "belt.sock")


def test_a_service_that_says_nothing_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "ANSWER_LIMIT_S", 0.05)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "belt.sock"))
        silent.listen()
        with pytest.raises(Refused, match=r"does not answer\. Nothing was changed"):
            asked.check_idle(tmp_path / "belt.sock")
