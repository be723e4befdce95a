"""`treadctl doctor`: the Bluetooth adapter, and BlueZ."""

import asyncio
import subprocess

from treadctl.cli.doctor import FAIL, OK, Finding

CHECK = "bluetooth"
ASK_LIMIT_S = 2.0


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
