"""Kills a belt process and its edges again and again: `python -m tests.edges.kills --times 1000`.

Each is a process with a board, or with a recorder, and no more. What the belt posted and what the
recorder told is written down by each before it can be killed for it; in the end all of that has
to be in the database, once and in order. Prints one JSON object; exit code 1 if it is not so.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from treadctl.board.board import Board
from treadctl.board.snapshot import Snapshot, WalkView
from treadctl.board.socket import board_socket, far_window
from treadctl.edges.outbox import Entry
from treadctl.edges.recorder.recorder import Recorder
from treadctl.errors import LinkLost
from treadctl.model import BeltState, Event

STEP_S = 0.02
PATIENCE_S = 30.0
MOST_LOST_S = 1.0
HISTORY, SOCKET, POSTED, TOLD = "history.sqlite", "belt.sock", "posted", "told"


@dataclass
class Campaign:
    """Two processes in one folder, and what came of killing them."""

    folder: Path
    chance: random.Random
    kills: int = 0
    broken: int = 0
    belt: int = 0
    edges: int = 0
    found: dict[str, Any] = field(default_factory=dict)

    def run(self, times: int) -> None:
        """Kill so often, then let them come to rest and look."""
        self._start_belt()
        self._start_edges()
        for _ in range(times):
            time.sleep(self.chance.uniform(0.0, 0.2))
            self._kill_one()
        time.sleep(0.5)
        _end(self.belt)
        os.waitpid(self.edges, 0)  # without a belt room it writes what it has, and ends
        self._look()

    def _kill_one(self) -> None:
        self.kills += 1
        if self.chance.random() < 0.7:
            _end(self.edges)
            self.broken += not self._whole()
        else:
            _end(self.belt)
            os.waitpid(self.edges, 0)
            self.broken += not self._whole()
            self._start_belt()
        self._start_edges()

    def _start_belt(self) -> None:
        self.belt = _fork(lambda: belt(self.folder))
        _await_growth(self.folder / POSTED)

    def _start_edges(self) -> None:
        self.edges = _fork(lambda: edges(self.folder))
        _await_growth(self.folder / TOLD)

    def _whole(self) -> bool:
        db = sqlite3.connect(self.folder / HISTORY)
        try:
            return bool(db.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
        except sqlite3.DatabaseError:
            return False
        finally:
            db.close()

    def _look(self) -> None:
        posted = [int(line) for line in _lines(self.folder / POSTED)]
        told = {int(line) for line in _lines(self.folder / TOLD)}
        db = sqlite3.connect(self.folder / HISTORY)
        events = [json.loads(data) for (data,) in db.execute("SELECT data FROM events")]
        stored = [event["n"] for event in events if event["event"] == "target"]
        samples = {mm // 1000 for (mm,) in db.execute("SELECT distance_mm FROM samples")}
        db.close()
        lost = [n for n in posted if n not in samples]
        self.found = {
            "kills": self.kills,
            "databases_broken": self.broken,
            "events": len(posted),
            "events_lost": len(set(posted) - set(stored)),
            "events_twice": len(stored) - len(set(stored)),
            "events_in_order": stored == sorted(stored),
            "told_and_lost": len(told - set(stored)),
            "samples_lost": len(lost),
            "longest_loss_s": round(_longest_run(lost) * STEP_S, 2),
        }

    @property
    def kept(self) -> bool:
        """True if every promise was."""
        nothing = ("databases_broken", "events_lost", "events_twice", "told_and_lost")
        whole = all(self.found[key] == 0 for key in nothing) and self.found["events_in_order"]
        return whole and self.found["longest_loss_s"] <= MOST_LOST_S


async def belt(folder: Path) -> None:
    """Walk for ever: an event and a sample each STEP_S, written down once it was posted."""
    posted, board = _file(folder / POSTED), Board()
    loop, n = asyncio.get_running_loop(), _last(folder / POSTED) + 1
    began = loop.time()
    async with board_socket(folder / SOCKET, board, lambda _request: None):
        board.post(Event(began, "started", {"profile": "gentle-start"}))
        while True:
            n += (
                1  # a killed belt may have posted one more than it wrote down: that one is left out
            )
            now = loop.time()
            board.post(Event(now, "target", {"n": n}))
            board.post(_look(n, now, now - began))
            os.write(posted, b"%d\n" % n)
            await asyncio.sleep(STEP_S)


async def edges(folder: Path) -> None:
    """Record for ever, and write down what was told."""
    told = _file(folder / TOLD)
    recorder = Recorder(folder / HISTORY, publishes=True)

    def tell(entry: Entry) -> None:
        if "n" in entry.data:
            os.write(told, b"%d\n" % entry.data["n"])

    with recorder.followed(tell):
        async with far_window(folder / SOCKET) as window, asyncio.TaskGroup() as tasks:
            tasks.create_task(window.run())
            tasks.create_task(recorder.record(window))


def _look(n: int, now: float, elapsed_s: float) -> Snapshot:
    walk = WalkView("gentle-start", "Gentle start", "walking", "warm", round(elapsed_s, 1), 480.0)
    return Snapshot(
        seq=n,
        at=now,
        belt=BeltState.MOVING,
        linked=True,
        machine="Model 3",
        simulated=True,
        pain_button="wired",
        speed_kmh=2.0,
        age_s=0.0,
        distance_m=n,
        walk=walk,
    )


def _fork(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    """Do `work` in a process of its own; its process id."""
    if (child := os.fork()) != 0:
        return child
    code = 1
    try:
        asyncio.run(work())
    except* LinkLost:
        code = 0
    finally:
        os._exit(code)


def _end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _await_growth(path: Path) -> None:
    before, patient_until = _size(path), time.monotonic() + PATIENCE_S
    while _size(path) == before:
        if time.monotonic() > patient_until:
            raise AssertionError(f"{path.name} does not grow")
        time.sleep(0.005)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _file(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def _lines(path: Path) -> list[str]:
    """The whole lines; a process may be killed between its line and the end of it."""
    return path.read_text("ascii").split("\n")[:-1] if path.exists() else []


def _last(path: Path) -> int:
    return int((_lines(path) or ["0"])[-1])


def _longest_run(numbers: list[int]) -> int:
    longest = run = 0
    before = None
    for number in numbers:
        run = run + 1 if before is not None and number == before + 1 else 1
        longest, before = max(longest, run), number
    return longest


def main() -> int:
    """Run one campaign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="treadctl-kills-") as folder:
        campaign = Campaign(Path(folder), random.Random(asked.seed))  # noqa: S311 - no secret
        campaign.run(asked.times)
    sys.stdout.write(json.dumps(campaign.found | {"seed": asked.seed}) + "\n")
    return 0 if campaign.kept else 1


if __name__ == "__main__":
    sys.exit(main())
