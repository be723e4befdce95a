"""`treadctl doctor`: the service's latch, the service itself, and what it hears."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from treadctl.board.board import Board
from treadctl.board.snapshot import Snapshot
from treadctl.board.socket import board_socket
from treadctl.cli.doctor import FAIL, OK, WARN, Finding
from treadctl.cli.doctor.service import service
from treadctl.model import BeltState, StopCause
from treadctl.safety.latch import Latch

STANDING = Snapshot(1, 1.0, BeltState.STANDING, True, "SIM-1", False, "none", age_s=0.2)


@pytest.fixture
def latch(tmp_path: Path) -> Latch:
    return Latch(tmp_path / "state" / "latch")


def findings(treadctl: Treadctl) -> dict[str, dict[str, str]]:
    return {one["check"]: one for one in treadctl("doctor", "--json").json}


def test_a_stop_that_waits_to_be_confirmed_is_shown_in_words(
    treadctl: Treadctl, latch: Latch
) -> None:
    assert findings(treadctl)["last stop"]["result"] == "ok"
    latch.latched(StopCause.PAIN)
    assert findings(treadctl)["last stop"]["why"] == "You pressed PAIN. Hold the rails."


def test_a_latch_that_cannot_be_read_is_a_fail(treadctl: Treadctl, latch: Latch) -> None:
    latch.path.mkdir(parents=True)
    assert findings(treadctl)["last stop"]["result"] == "fail"


def test_a_state_folder_that_cannot_be_made_is_a_fail(treadctl: Treadctl, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in its place", encoding="utf-8")
    assert findings(treadctl)["stop latch"]["result"] == "fail"


# -- the service --------------------------------------------------------------------------------


async def served(path: Path, snapshot: Snapshot) -> list[Finding]:
    """What is found where a belt room shows this."""
    board = Board()
    async with board_socket(path, board, lambda _request: None):
        board.post(snapshot)
        return await asyncio.to_thread(service, (path,))


@pytest.mark.realtime
@pytest.mark.parametrize(
    ("snapshot", "result", "why"),
    [
        (STANDING, OK, "SIM-1: its speed is 0.2 s old"),
        (replace(STANDING, age_s=4.0), FAIL, "SIM-1: its speed is 4.0 s old"),
        (replace(STANDING, age_s=None), FAIL, "SIM-1 tells no speed"),
        (replace(STANDING, linked=False), WARN, "the service does not reach the treadmill"),
    ],
)
async def test_what_the_service_hears_of_the_treadmill_is_told(
    tmp_path: Path, snapshot: Snapshot, result: str, why: str
) -> None:
    path = tmp_path / "belt.sock"
    room, link = await served(path, snapshot)
    assert room == Finding("service", OK, f"serves at {path}")
    assert (link.result, link.why) == (result, why)
    assert (link.next_step is None) is (result == OK)


@pytest.mark.realtime
async def test_a_service_that_says_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treadctl.cli.doctor.service.ANSWER_LIMIT_S", 0.1)
    path, over = tmp_path / "belt.sock", asyncio.Event()

    async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    async with await asyncio.start_unix_server(say_nothing, path):
        (found,) = await asyncio.to_thread(service, (path,))
        over.set()
    assert (found.result, found.why) == (FAIL, f"does not answer at {path}: it says nothing")


@pytest.mark.realtime
async def test_a_socket_that_a_dead_service_left_is_no_service(tmp_path: Path) -> None:
    path = tmp_path / "belt.sock"
    async with await asyncio.start_unix_server(lambda _reader, _writer: None, path):
        pass
    (found,) = await asyncio.to_thread(service, (path,))
    assert (found.result, "left" in found.why) == (WARN, path.exists())
