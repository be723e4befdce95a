"""`treadctl doctor`: whether the service may use the devices that a configuration names.

Root, who may use everything, asks for the service's user where there is one; anyone else for
themselves.
"""

import os
import pwd
import stat
from pathlib import Path

from treadctl.cli.doctor import FAIL, OK, WARN, Finding
from treadctl.cli.setup.layout import BELT_USER

CHECK = "permissions"
SERIAL, LINES = ("ttyUSB*", "ttyACM*", "ttyAMA*"), "gpiochip*"
DEVICES = Path("/dev")


def rights(file: Path | None, devices: Path = DEVICES) -> Finding:
    """The devices that the configuration names; without one, serial ports and GPIO chips."""
    service = _service()
    closed = [one for one in _asked_of(file, devices) if not _usable(one, service)]
    if not closed:
        return Finding(CHECK, OK, "each device that is there may be used")
    groups = sorted({_group(one) for one in closed})
    user, then = _name(os.geteuid()), "log in again"
    if service is not None:
        user, then = service.pw_name, "restart the service"
    step = f"sudo usermod -aG {','.join(groups)} {user}, then {then}."
    why = f"{user} may not use {', '.join(map(str, closed))}"
    return Finding(CHECK, WARN if file is None else FAIL, why, step)


def _service() -> pwd.struct_passwd | None:
    """The user that an installed service runs as, if root asks; else None: whoever asks."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(BELT_USER)
    except KeyError:
        return None


def _usable(device: Path, user: pwd.struct_passwd | None) -> bool:
    if user is None:
        return os.access(device, os.R_OK | os.W_OK, effective_ids=True)
    found = device.stat()
    if found.st_uid == user.pw_uid:
        needed = stat.S_IRUSR | stat.S_IWUSR
    elif found.st_gid in os.getgrouplist(user.pw_name, user.pw_gid):
        needed = stat.S_IRGRP | stat.S_IWGRP
    else:
        needed = stat.S_IROTH | stat.S_IWOTH
    return found.st_mode & needed == needed


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


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
