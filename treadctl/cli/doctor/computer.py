"""`treadctl doctor`: this computer: its Python, what is installed, its clock, disk and power."""

import shutil
import struct
import subprocess
import sys
import sysconfig
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from treadctl.cli.doctor import FAIL, OK, WARN, Finding

OLDEST_PYTHON = (3, 11)
BUILT = datetime(2026, 1, 1, tzinfo=UTC)  # no clock that is right says less
LOW_BYTES, FULL_BYTES = 500_000_000, 50_000_000
ASK_LIMIT_S = 2.0
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
THROTTLED = "throttled="
# Bits of what the firmware tells. Source: Raspberry Pi documentation, vcgencmd get_throttled.
UNDER_VOLTAGE_NOW, UNDER_VOLTAGE_SINCE_START = 1 << 0, 1 << 16
REINSTALL = "Install again: treadctl install --wheelhouse DIR."
POWER_STEP = "Use the power supply that this computer is sold with, and a short cable."


def python() -> Finding:
    """Whether this Python is new enough, and each package there and made for this computer."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return Finding("python", FAIL, f"{version} is too old", "Install Python 3.11 or newer.")
    for name in _needed():
        try:
            wheel = metadata.distribution(name).read_text("WHEEL") or ""
        except metadata.PackageNotFoundError:
            return Finding("python", FAIL, f"the package {name} is missing", REINSTALL)
        if not fits(wheel, architecture()):
            why = f"{name} was made for another kind of computer than {architecture()}"
            return Finding("python", FAIL, why, REINSTALL)
    return Finding("python", OK, f"{version} on {architecture()}, with all its packages")


def installation() -> list[Finding]:
    """Whether what `treadctl install` made is whole; nothing where nothing is installed."""
    from treadctl.cli.setup.health import REPAIR, trouble
    from treadctl.cli.setup.layout import Layout

    why = trouble(Layout())
    return [] if why is None else [Finding("installation", FAIL, why, REPAIR)]


def architecture() -> str:
    """As in aarch64; a 32-bit system on a 64-bit kernel is armv7l."""
    name = sysconfig.get_platform().rpartition("-")[2]
    return "armv7l" if name == "aarch64" and struct.calcsize("P") == 4 else name


def fits(wheel: str, architecture: str) -> bool:
    """Whether a package with this WHEEL file runs here. One that says nothing does."""
    tags = [line.partition(":")[2].strip() for line in wheel.splitlines() if line[:4] == "Tag:"]
    platforms = {tag.rpartition("-")[2] for tag in tags}
    return not platforms or any(one == "any" or one.endswith(architecture) for one in platforms)


def _needed() -> list[str]:
    """The packages without which nothing works, by treadctl's own list."""
    try:
        listed = metadata.requires("treadctl") or []
    except metadata.PackageNotFoundError:  # runs from its folder
        return []
    always = [one for one in listed if "extra ==" not in one]
    return [one.replace("<", ">").replace("=", ">").split(">")[0].strip() for one in always]


def clock(now: datetime) -> Finding:
    """Whether `now`, by this computer's clock, can be right, and whether something keeps it so."""
    if now < BUILT:
        step = "Connect it to a network, or set it: timedatectl set-time."
        why = f"this computer's clock says {now:%Y-%m-%d}, which is past"
        return Finding("clock", FAIL, f"{why}: no certificate is good and no walk is dated", step)
    if SYNCHRONISED.exists():
        return Finding("clock", OK, f"{now:%Y-%m-%d %H:%M} UTC, and a time server keeps it right")
    match _told("timedatectl", "show", "--property=NTPSynchronized", "--value"):
        case "yes":
            return Finding("clock", OK, f"{now:%Y-%m-%d %H:%M} UTC, and kept right")
        case "no":
            why = f"{now:%Y-%m-%d %H:%M} UTC, and nothing keeps it right"
            return Finding("clock", WARN, why, "Switch that on: timedatectl set-ntp true.")
    return Finding("clock", OK, f"{now:%Y-%m-%d %H:%M} UTC")


def disk(folder: Path) -> Finding:
    """How much room there is where walks and the stop latch are kept."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(there).free
    why = f"{free / 1e9:.1f} GB are free for {folder}"
    if free < FULL_BYTES:
        return Finding("disk", FAIL, why, "Make room on it: walks cannot be kept.")
    if free < LOW_BYTES:
        return Finding("disk", WARN, why, "Make room on it soon.")
    return Finding("disk", OK, why)


def power() -> list[Finding]:
    """What a Raspberry Pi says of its supply; nothing on another computer."""
    from treadctl.cli.supply import too_little

    told = _told("vcgencmd", "get_throttled") or ""
    bits = int(told.removeprefix(THROTTLED), 16) if told.startswith(THROTTLED) else None
    now = too_little()
    if bits is None and now is None:
        return []
    if now or (bits or 0) & UNDER_VOLTAGE_NOW:
        why = "this computer gets too little voltage now, and no walk starts"
        return [Finding("power", FAIL, why, POWER_STEP)]
    if (bits or 0) & UNDER_VOLTAGE_SINCE_START:
        return [Finding("power", WARN, "it got too little voltage since it started", POWER_STEP)]
    return [Finding("power", OK, "enough voltage since it started")]


def _told(*command: str) -> str | None:
    """What a program of this computer says; None if there is none, or it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - one of the two above
            command, capture_output=True, text=True, check=True, timeout=ASK_LIMIT_S
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
