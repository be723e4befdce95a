"""Copying the firmware onto a Pico by mpremote: its files, the settings, nothing else."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import firmware_bridge.settings as firmware
from treadctl.errors import BadInput, ConnectFailed

FOLDER = "firmware_bridge"
NOT_COPIED = {"board.py", "main.py"}  # for type checkers alone; goes to the root instead
LIMIT_S = 120.0
_MAKE_FOLDER = f"import os\ntry: os.mkdir('{FOLDER}')\nexcept OSError: pass"
_BOARD = (0x2E8A, 0x0005)

Run = Callable[[Sequence[str]], int]
"""Runs a command and returns its exit code."""


def board() -> str:
    """The port of the one board with MicroPython. Raises ConnectFailed if there is none, or two."""
    from serial.tools.list_ports import comports

    found = [port.device for port in comports() if (port.vid, port.pid) == _BOARD]
    if not found:
        raise ConnectFailed(
            "No board with MicroPython is connected. Hold BOOTSEL while you plug it in, copy"
            " MicroPython's UF2 file onto it, then try again."
        )
    if len(found) > 1:
        raise ConnectFailed(f"There are {len(found)} boards. Name one with --port: {found}.")
    return found[0]


def firmware_files() -> list[Path]:
    """The files that go into the folder on the board, in the order of their names."""
    here = Path(firmware.__file__).parent
    return sorted(path for path in here.glob("*.py") if path.name not in NOT_COPIED)


def steps(port: str, settings_json: Path) -> list[str]:
    """What mpremote is told. `main.py` goes last: a copy that broke off runs nothing."""
    files = [str(path) for path in firmware_files()]
    main = str(Path(firmware.__file__).parent / "main.py")
    return [
        *("connect", port, "exec", _MAKE_FOLDER),
        *("+", "fs", "cp", *files, f":{FOLDER}/"),
        *("+", "fs", "cp", str(settings_json), ":settings.json"),
        *("+", "fs", "cp", main, ":main.py"),
        *("+", "reset"),
    ]


def flash(port: str, settings: firmware.Settings, run: Run | None = None) -> None:
    """Copy everything onto the board at `port` and start it.

    Raises BadInput without the bridge extra, ConnectFailed if the board does not take it.
    """
    if find_spec("mpremote") is None:
        raise BadInput("Flashing needs an extra package: pip install 'treadctl[bridge]'.")
    with tempfile.TemporaryDirectory(prefix="treadctl-") as folder:
        settings_json = Path(folder) / "settings.json"
        settings_json.write_text(firmware.dump(settings), "utf-8")
        command = [sys.executable, "-m", "mpremote", *steps(port, settings_json)]
        if (run or _run)(command) != 0:
            raise ConnectFailed(
                f"The board at {port} did not take the firmware. Put MicroPython on it anew:"
                " hold BOOTSEL, plug it in, copy flash_nuke.uf2, then MicroPython's UF2 file."
            )


def _run(command: Sequence[str]) -> int:
    try:
        return subprocess.run(command, timeout=LIMIT_S, check=False).returncode  # noqa: S603 - ours
    except subprocess.TimeoutExpired:
        return 1
