"""`treadctl doctor`: all checks, in the order in which they are told."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from treadctl.cli.doctor import FAIL, OK, Check, Finding
from treadctl.cli.doctor.broker import broker
from treadctl.cli.doctor.button import CHECK as PAIN_BUTTON
from treadctl.cli.doctor.computer import clock, disk, installation, power, python
from treadctl.cli.doctor.loop import timing
from treadctl.cli.doctor.machine import machine
from treadctl.cli.doctor.page import page
from treadctl.cli.doctor.phone import phone
from treadctl.cli.doctor.radio import bluetooth, radio_is_needed
from treadctl.cli.doctor.ranges import ranges
from treadctl.cli.doctor.rights import rights
from treadctl.cli.doctor.service import last_stop, latch_folder, service


def checks(
    file: Path | None, uri: str | None, pain_button: Callable[[], Finding]
) -> tuple[Check, ...]:
    """The checks of a service with this configuration, or of this computer without one."""
    folder, sockets = _places(file)
    return (
        Check("stop", "stop latch", partial(latch_folder, folder)),
        Check("stop", "last stop", partial(last_stop, folder)),
        Check("stop", PAIN_BUTTON, pain_button),
        Check("treadmill", "treadmill", partial(machine, uri, file)),
        Check("treadmill", "ranges", partial(ranges, uri, file, sockets)),
        Check("treadmill", "bluetooth", partial(_radio, uri, file)),
        Check("treadmill", "permissions", partial(rights, file)),
        Check("service", "service", partial(service, sockets)),
        Check("service", "profiles", profiles),
        Check("network", "page", partial(page, file)),
        Check("network", "phones", partial(phone, file)),
        Check("network", "broker", partial(broker, file)),
        Check("computer", "python", python),
        Check("computer", "installation", installation),
        Check("computer", "clock", lambda: clock(datetime.now(UTC))),
        Check("computer", "disk", partial(disk, folder)),
        Check("computer", "power", power),
        Check("computer", "timing", timing),
    )


def _radio(uri: str | None, file: Path | None) -> list[Finding]:
    return [bluetooth()] if radio_is_needed(uri, file) else []


def profiles() -> Finding:
    """Whether the walks are there, and each is right."""
    from treadctl.errors import BadInput
    from treadctl.session import profile

    try:
        count = len([profile.find(name) for name in profile.names()])
    except BadInput as error:
        return Finding("profiles", FAIL, str(error), "Correct that file, or install again.")
    if not count:
        return Finding("profiles", FAIL, "0 found", "Install again.")
    return Finding("profiles", OK, f"{count} found")


def _places(file: Path | None) -> tuple[Path, tuple[Path, ...]]:
    """The folder of the stop latch, and where the service's socket may be."""
    from treadctl.board.places import sockets, state_folder
    from treadctl.cli.where import where

    if file is None:
        return state_folder(), sockets()
    found = where(file)
    return found.latch.parent, found.sockets
