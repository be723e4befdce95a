"""`treadctl doctor`: whether whoever asks may use the devices that a configuration names."""

import os
from pathlib import Path

from treadctl.cli.doctor import FAIL, OK, WARN, Finding

CHECK = "permissions"
SERIAL, LINES = ("ttyUSB*", "ttyACM*", "ttyAMA*"), "gpiochip*"
DEVICES = Path("/dev")


def rights(file: Path | None, devices: Path = DEVICES) -> Finding:
    """The devices that the configuration names; without one, serial ports and GPIO chips."""
    closed = [one for one in _asked_of(file, devices) if not _usable(one)]
    if not closed:
        return Finding(CHECK, OK, "each device that is there may be used")
    groups = sorted({_group(one) for one in closed})
    step = f"sudo usermod -aG {','.join(groups)} {_user()}, then log in again."
    why = f"{_user()} may not use {', '.join(map(str, closed))}"
    return Finding(CHECK, WARN if file is None else FAIL, why, step)


def _usable(device: Path) -> bool:
    return os.access(device, os.R_OK | os.W_OK, effective_ids=True)


def _asked_of(file: Path | None, devices: Path) -> list[Path]:
    """The devices that are there; one that is missing is told by its own check."""
    if file is None:
        return sorted(found for kind in (*SERIAL, LINES) for found in devices.glob(kind))
    return [one for one in _named(file, devices) if one.exists()]


def _named(file: Path, devices: Path) -> list[Path]:
    from treadctl.config import load
    from treadctl.drivers import address
    from treadctl.safety.buttons.address import GpioLine, InputDevice, parse

    config = load(file)
    button = parse(config.pain_button)
    named = [Path(config.bridge or ""), Path(config.page.touch_device or "")]
    if isinstance(there := address.parse(config.treadmill), address.BySerial):
        named.append(Path(there.path))
    if isinstance(button, InputDevice):
        named.append(button.path)
    if isinstance(button, GpioLine):
        named += sorted(devices.glob(LINES))
    return [one for one in named if one.is_absolute()]


def _group(device: Path) -> str:
    try:
        return device.group()
    except KeyError:
        return str(device.stat().st_gid)


def _user() -> str:
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
