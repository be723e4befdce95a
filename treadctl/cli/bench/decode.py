"""`treadctl bench decode`: telemetry frames decoded in a second, beside pyftms."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

import treadctl
from treadctl.cli.bench.figures import Figures, show
from treadctl.errors import BadInput

PEER = "pyftms==0.4.15"
HOME = Path(treadctl.__file__).parents[1]
GOLDEN = HOME / "tests" / "golden" / "ftms.csv"
INSTALL_LIMIT_S, RUN_LIMIT_S = 300.0, 120.0
_NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 12))"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def decode(as_json: bool) -> None:
    """Decode the same treadmill data frames with treadctl and with pyftms, in one interpreter.

    The first run makes a venv for pyftms in the user's cache folder.
    """
    source, frames = all_frames()
    figures = measured(source, frames)
    floors = {"frames_per_s": f"{figures['peer']} {figures['peer_frames_per_s']}"}
    show(figures, floors, as_json=as_json)


def measured(source: str, frames: list[bytes]) -> Figures:
    """The figures for these frames. Raises BadInput without a Python for pyftms, or pyftms."""
    found = run_worker("decode_worker.py", [frame.hex() for frame in frames])
    if not found["frames"]:
        raise BadInput(f"{PEER} reads none of the {len(frames)} frames; there is no comparison.")
    return {
        "frames": found["frames"],
        "source": source,
        "python": found["python"],
        "frames_per_s": round(found["ours"]),
        "peer": PEER,
        "peer_frames_per_s": round(found["peer"]),
        "peer_refused": found["peer_refused"],
        "ratio": round(found["ours"] / found["peer"], 2),
    }


def all_frames() -> tuple[str, list[bytes]]:
    """What real machines sent, where the tests are beside the program; else what twins send."""
    if not GOLDEN.is_file():
        return "simulated", _simulated()
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["characteristic"].startswith("2ACD")]
    return "golden", [bytes.fromhex(part) for row in rows for part in row["hex"].split()]


def _simulated() -> list[bytes]:
    from simulators import treadmill_data
    from simulators.machines import DEFAULT, QUIRKS
    from simulators.physics import Belt

    found = []
    for model in (DEFAULT, *QUIRKS.values()):
        belt, layout = Belt(model.drive, 0.0), treadmill_data.plan(model)
        belt.start(0.0, None)
        for second in range(60):
            belt.advance(float(second))
            found += treadmill_data.encode(model, layout, belt)
    return found


def run_worker(name: str, lines: list[str]) -> dict[str, Any]:
    """What this worker beside us says to these lines, where pyftms is. Raises BadInput."""
    python, worker = _peer_python(), Path(__file__).with_name(name)
    # -P: the worker's own folder is no place to import from, it has names of other modules in it.
    ended = _call([python, "-P", worker, HOME], RUN_LIMIT_S, "\n".join(lines))
    if ended.returncode:
        raise BadInput(f"The run beside {PEER} failed: {_last_line(ended)} Remove {python.parent}.")
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def _peer_python() -> Path:
    import platformdirs

    folder = platformdirs.user_cache_path("treadctl") / PEER.replace("==", "-")
    python = folder / "bin" / "python"
    if python.is_file() and _imports_peer(python):
        return python
    base = _new_python()
    click.echo(f"Making a venv with {PEER} in {folder}, this once.", err=True)
    for command in (
        [base, "-m", "venv", "--clear", folder],
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEER],
    ):
        ended = _call(command, INSTALL_LIMIT_S)
        if ended.returncode:
            raise BadInput(
                f"{PEER} could not be installed: {_last_line(ended)} "
                "Connect to the network and try again."
            )
    return python


def _new_python() -> Path:
    names = ("python3.13", "python3.12", "python3.14")
    for found in (sys.executable, *(shutil.which(name) for name in names)):
        if found and _call([Path(found), "-c", _NEW_ENOUGH], RUN_LIMIT_S).returncode == 0:
            return Path(found)
    raise BadInput(
        "pyftms needs Python 3.12 or newer and none is here. Put python3.13 on the PATH."
    )


def _imports_peer(python: Path) -> bool:
    return _call([python, "-c", "import pyftms"], RUN_LIMIT_S).returncode == 0


def _call(command: list[Any], limit_s: float, lines: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own Python and our own worker
        [str(part) for part in command],
        input=lines,
        capture_output=True,
        text=True,
        timeout=limit_s,
        check=False,
    )


def _last_line(ended: subprocess.CompletedProcess[str]) -> str:
    lines = ended.stderr.strip().splitlines()
    return lines[-1] if lines else f"exit {ended.returncode}."
