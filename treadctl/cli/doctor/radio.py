"""`treadctl doctor`: the Bluetooth adapter, and BlueZ."""

import asyncio
import subprocess
from pathlib import Path

from treadctl.cli.doctor import FAIL, OK, Finding

CHECK = "bluetooth"
ASK_LIMIT_S = 2.0


def radio_is_needed(uri: str | None, file: Path | None) -> bool:
    """False where what is named is at a serial port, or simulated, and there is no strap."""
    from treadctl.config import load
    from treadctl.drivers.address import ByRadio, parse

    config = None if file is None else load(file)
    uri = uri or (config.treadmill if config else None)
    strap = config is not None and config.heart_rate is not None and config.heart_rate.strap
    return uri is None or isinstance(parse(uri), ByRadio) or bool(strap)


def bluetooth() -> Finding:
    """Whether an adapter is there and switched on, and which BlueZ drives it."""
    from treadctl.drivers.bluetooth import powered
    from treadctl.errors import ConnectFailed

    try:
        asyncio.run(powered())
    except ConnectFailed as error:
        why, _, step = str(error).partition(". ")
        return Finding(CHECK, FAIL, why, step)
    version = bluez()
    return Finding(CHECK, OK, f"an adapter is there and switched on{version and f', {version}'}")


def bluez() -> str:
    """As in BlueZ 5.66; empty where nobody can tell."""
    try:
        done = subprocess.run(
            ("bluetoothctl", "--version"),  # noqa: S607 - wherever it is installed
            capture_output=True,
            text=True,
            check=True,
            timeout=ASK_LIMIT_S,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return f"BlueZ {done.stdout.strip().rpartition(' ')[2]}"
