"""The edges processes that misbehave, each as it says."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from treadctl.cli.bench.neighbour import FLOOD, HERE

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.realtime


@contextmanager
def neighbour(folder: Path, how: str) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    path = folder / "belt.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.settimeout(10.0)
        server.bind(str(path))
        server.listen()
        command = [sys.executable, "-m", "treadctl.cli.bench.neighbour", how, str(path)]
        with subprocess.Popen(command, cwd=ROOT) as child:
            try:
                link, _ = server.accept()
                link.settimeout(10.0)
                with link:
                    assert link.recv(len(HERE)) == HERE
                    yield child, link
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


def test_an_idle_one_reads_what_comes(tmp_path: Path) -> None:
    with neighbour(tmp_path, "idle") as (_, link):
        assert not fills_up(link)


def test_a_hung_one_never_reads(tmp_path: Path) -> None:
    with neighbour(tmp_path, "hung") as (_, link):
        assert fills_up(link)


def test_a_flooding_one_asks_without_end_and_reads(tmp_path: Path) -> None:
    with neighbour(tmp_path, "flooding") as (_, link):
        assert link.makefile("rb").read(20 * len(FLOOD)).count(HERE) > 300
        assert not fills_up(link)


def test_a_killed_one_dies_in_a_second(tmp_path: Path) -> None:
    with neighbour(tmp_path, "killed") as (child, _):
        assert child.wait(10.0) == -signal.SIGKILL
