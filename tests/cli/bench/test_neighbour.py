"""The edges processes that misbehave, each as it says."""

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from treadctl.board.requests import MAX_BYTES, parse
from treadctl.cli.bench.neighbour import FLOOD, HERE, WAYS, new_tally, tally
from treadctl.errors import BadInput

ROOT = Path(__file__).parents[3]
LIMIT_S = 10.0
pytestmark = pytest.mark.realtime


@dataclass(frozen=True, slots=True)
class Seen:
    """One neighbour, from the belt room's side."""

    child: subprocess.Popen[bytes]
    link: socket.socket
    another: Callable[[], socket.socket]
    tally: Path


@contextmanager
def neighbour(folder: Path, how: str) -> Iterator[Seen]:
    path, tally_path = folder / "belt.sock", folder / "tally"
    new_tally(tally_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.settimeout(LIMIT_S)
        server.bind(str(path))
        server.listen()

        def accept() -> socket.socket:
            link, _ = server.accept()
            link.settimeout(LIMIT_S)
            assert link.recv(len(HERE)) == HERE
            return link

        command = [sys.executable, "-m", "treadctl.cli.bench.neighbour"]
        with subprocess.Popen([*command, how, path, tally_path], cwd=ROOT) as child:
            try:
                with accept() as link:
                    yield Seen(child, link, accept, tally_path)
            finally:
                child.kill()


def fills_up(link: socket.socket) -> bool:
    link.settimeout(0.3)
    try:
        for _ in range(1000):
            link.sendall(b"x" * 65536)
    except TimeoutError:
        return True
    return False


def test_an_idle_one_reads_what_comes_and_asks_for_nothing(tmp_path: Path) -> None:
    with neighbour(tmp_path, "idle") as seen:
        assert not fills_up(seen.link)
        assert tally(seen.tally) == 0


@pytest.mark.parametrize("how", ["hung", "stopped"])
def test_one_that_does_not_run_on_never_reads(tmp_path: Path, how: str) -> None:
    with neighbour(tmp_path, how) as seen:
        assert fills_up(seen.link)


def test_a_flooding_one_asks_without_end_reads_and_keeps_count(tmp_path: Path) -> None:
    with neighbour(tmp_path, "flooding") as seen:
        asked = seen.link.makefile("rb").read(20 * len(FLOOD))
        assert asked == FLOOD * 20
        assert tally(seen.tally) >= 19 * FLOOD.count(b"\n")
        assert not fills_up(seen.link)


def test_two_clients_are_two_that_flood(tmp_path: Path) -> None:
    with neighbour(tmp_path, "two-clients") as seen, seen.another() as other:
        for link in (seen.link, other):
            assert link.makefile("rb").read(len(FLOOD)) == FLOOD


def test_garbage_is_nothing_that_can_be_asked_and_comes_back_after_a_hang_up(
    tmp_path: Path,
) -> None:
    with neighbour(tmp_path, "garbage") as seen:
        lines = seen.link.makefile("rb").readlines(400_000)
        for line in lines[:-1]:
            with pytest.raises(BadInput):
                parse(line)
        assert any(len(line) > MAX_BYTES for line in lines)
        seen.link.close()
        seen.another().close()


def test_a_killed_one_dies_in_a_second(tmp_path: Path) -> None:
    with neighbour(tmp_path, "killed") as seen:
        assert seen.child.wait(LIMIT_S) == -signal.SIGKILL


def test_each_way_says_what_it_does() -> None:
    assert all(way.__doc__ for way in WAYS.values())
