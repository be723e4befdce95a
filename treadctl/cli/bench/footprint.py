"""`treadctl bench footprint`: memory of the processes, and how soon they are ready."""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from treadctl.cli.bench.figures import Figures, show
from treadctl.errors import BadInput, TreadctlError

SETTLE_S = 4.0
READY_LIMIT_S = 20.0
END_LIMIT_S = 40.0
LOOK_S = 0.005
HELP_RUNS = 5
STOP = b'{"request":"stop"}\n'
NOBODY = "ftms://00:00:5E:00:53:01"
TREADCTL = (sys.executable, "-m", "treadctl")
FLOORS = {
    "help_s": "python3 -c '' is the floor: {floor} s",
    "belt_rss_mb": "serve, real Bluetooth backend",
    "demo_belt_rss_mb": "with the simulated treadmill and radio in it",
    "total_rss_mb": "belt and edges of serve",
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def footprint(as_json: bool) -> None:
    """Start `serve` and `demo` and weigh their processes once they have settled.

    A process is weighed by its resident memory; pages that two of them share count twice.
    """
    figures = measure(SETTLE_S)
    floors = {key: text.format(floor=figures["floor_s"]) for key, text in FLOORS.items()}
    show(figures, floors, as_json=as_json)


def measure(settle_s: float) -> Figures:
    """Megabytes (2^20 bytes) and seconds."""
    with tempfile.TemporaryDirectory(prefix="treadctl-bench-") as name:
        folder = Path(name)
        belt_mb, edges_mb, ready_s = _serve(folder, settle_s)
        return {
            "belt_rss_mb": belt_mb,
            "edges_rss_mb": edges_mb,
            "total_rss_mb": round(belt_mb + edges_mb, 1),
            "demo_belt_rss_mb": _demo(folder, settle_s),
            "ready_s": round(ready_s, 3),
            "help_s": _median_s((*TREADCTL, "--help")),
            "floor_s": _median_s((sys.executable, "-c", "")),
        }


def _serve(folder: Path, settle_s: float) -> tuple[float, float, float]:
    path, config = folder / "belt.sock", folder / "treadctl.toml"
    broker = f'mqtt = {{ url = "mqtt://127.0.0.1:{_free_port()}" }}'  # nobody there
    config.write_text(
        f'treadmill = "{NOBODY}"\npain_button = "none"\nsocket = "{path}"\n'
        f'state_folder = "{folder}"\n{broker}\n[page]\nport = {_free_port()}\n',
        encoding="utf-8",
    )
    began = time.perf_counter()
    with _running((*TREADCTL, "serve", "--config", str(config)), folder) as pid:
        _until(lambda: _answers(path), "serve answers")
        ready_s = time.perf_counter() - began
        time.sleep(settle_s)
        return _rss_mb(pid), sum(map(_rss_mb, _children(pid))), ready_s


def _demo(folder: Path, settle_s: float) -> float:
    with _running((*TREADCTL, "demo", "--port", str(_free_port())), folder) as pid:
        _until(lambda: any(map(_answers, folder.glob("treadctl-demo-*/belt.sock"))), "demo answers")
        time.sleep(settle_s)
        return _rss_mb(pid)


@contextmanager
def _running(command: tuple[str, ...], folder: Path) -> Iterator[int]:
    """A process with its temporary files in `folder`; leaving ends it as Ctrl-C does."""
    with (folder / "said").open("wb") as said:
        child = subprocess.Popen(  # noqa: S603 - ourselves
            command, stdout=said, stderr=said, env=os.environ | {"TMPDIR": str(folder)}
        )
    try:
        yield child.pid
    except TreadctlError as error:
        last = (folder / "said").read_text("utf-8", "replace").strip().splitlines()[-1:]
        raise BadInput(f"{error} {' '.join(last)}") from error
    finally:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(END_LIMIT_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _until(reached: Callable[[], bool], what: str) -> None:
    deadline = time.perf_counter() + READY_LIMIT_S
    while not reached():
        if time.perf_counter() > deadline:
            raise TreadctlError(f"It took longer than {READY_LIMIT_S:.0f} s until {what}.")
        time.sleep(LOOK_S)


def _answers(path: Path) -> bool:
    """True once a stop request is answered."""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as link:
        link.settimeout(READY_LIMIT_S)
        link.connect(str(path))
        link.sendall(STOP)
        return any("reply" in json.loads(line) for line in link.makefile("rb"))
    return False


def _rss_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return round(int(line.split()[1]) / 1024, 1)


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task").glob("*/children")  # of each thread
    return [int(child) for one in listed for child in one.read_text("ascii").split()]


def _median_s(command: tuple[str, ...]) -> float:
    took_s = []
    for _ in range(HELP_RUNS):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - ourselves
        took_s.append(time.perf_counter() - began)
    return round(statistics.median(took_s), 3)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
