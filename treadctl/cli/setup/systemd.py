"""The service manager of this system, where there is one; nothing in the root of another one."""

import shutil
import subprocess
from pathlib import Path

import click

from treadctl.cli.setup.layout import UNITS, USERS, Layout
from treadctl.errors import TreadctlError

RUNS = Path("/run/systemd/system")  # there if systemd is the one: sd_booted(3)
LIMIT_S = 120
SUBSYSTEMS = ("tty", "gpio", "input")


def is_here(layout: Layout) -> bool:
    """True if units can be started: in this system, and systemd runs it."""
    return layout.is_this_system and RUNS.is_dir()


def make_users(layout: Layout) -> bool:
    """Make the users of sysusers.d; False where the tool for it is not there."""
    tool = shutil.which("systemd-sysusers")
    if tool is None:
        return False
    _run(tool, f"--root={layout.root}")
    return True


def users_missing(layout: Layout) -> list[str]:
    """Those of our users that this system does not have yet."""
    try:
        known = (layout.root / "etc/passwd").read_text("utf-8", "replace")
    except OSError:
        known = ""
    names = {line.partition(":")[0] for line in known.splitlines()}
    return [name for name in USERS if name not in names]


def take_notice(layout: Layout) -> None:
    """Let systemd and udev read what was written; without udev, the next start does."""
    if not is_here(layout):
        return
    _run("systemctl", "daemon-reload")
    try:
        _run("udevadm", "control", "--reload")
        _run("udevadm", "trigger", *(f"--subsystem-match={one}" for one in SUBSYSTEMS))
    except TreadctlError as error:
        click.echo(f"The rules for devices count from the next start on: {error}")


def start(layout: Layout) -> None:
    """Start the units that do not run yet."""
    if is_here(layout):
        _run("systemctl", "start", "--no-block", *UNITS)


def not_running(layout: Layout) -> list[str]:
    """Those of our units that would be started; none in another root."""
    if not is_here(layout):
        return []
    return [name for name in UNITS if not _succeeds("systemctl", "is-active", "--quiet", name)]


def restart(layout: Layout) -> None:
    """End the units and start them again; returns once the belt's process serves."""
    if is_here(layout):
        _run("systemctl", "restart", *UNITS[:2])
        _run("systemctl", "try-restart", *UNITS[2:])


def stop(layout: Layout) -> None:
    """Stop the units, those that are there; the belt is seen standing."""
    if is_here(layout):
        _run("systemctl", "stop", *UNITS)


def _succeeds(*command: str) -> bool:
    try:
        _run(*command)
    except TreadctlError:
        return False
    return True


def _run(*command: str) -> None:
    try:
        ended = subprocess.run(  # noqa: S603 - names of our own units
            command, check=False, capture_output=True, text=True, timeout=LIMIT_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TreadctlError(f"{' '.join(command)}: {error}.") from error
    if ended.returncode:
        why = (ended.stderr.strip().splitlines() or ["it failed"])[-1]
        raise TreadctlError(f"{' '.join(command)}: {why}")
