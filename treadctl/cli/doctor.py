"""`treadctl doctor`: what would keep a walk from starting here, each with the next step."""

import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from treadctl.safety.buttons import Button

OK, WARN, FAIL = "ok", "warn", "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was found, and what to do about it where it is not ok."""

    check: str
    result: str
    why: str
    next_step: str | None = None


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.option("--config", "file", type=click.Path(path_type=Path), help="The service's file.")
def doctor(as_json: bool, file: Path | None) -> int:
    """Check this machine; exit 1 if something would keep a walk from starting."""
    from treadctl.cli.doctor_broker import broker

    findings = [*(check() for check in CHECKS), _pain_button(file), *broker(file)]
    if as_json:
        click.echo(json.dumps([_json(one) for one in findings]))
    else:
        for one in findings:
            click.echo(f"{one.result:5} {one.check}: {one.why}")
            if one.next_step:
                click.echo(f"      -> {one.next_step}")
    return 1 if any(one.result == FAIL for one in findings) else 0


def _latch_folder() -> Finding:
    from treadctl.board.places import state_folder

    folder = state_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Finding("stop latch", FAIL, str(error), f"Make {folder} writable for this user.")
    if not os.access(folder, os.W_OK):
        return Finding("stop latch", FAIL, f"{folder} is not writable", "Mend its rights.")
    return Finding("stop latch", OK, str(folder))


def _latched() -> Finding:
    from treadctl.board.places import state_folder
    from treadctl.errors import BadInput
    from treadctl.model import STOP_TABLE
    from treadctl.safety.latch import Latch

    try:
        cause = Latch(state_folder() / "latch").read()
    except BadInput as error:
        return Finding("last stop", FAIL, str(error), "Mend the rights of that file.")
    if cause is None:
        return Finding("last stop", OK, "nothing waits to be confirmed")
    words = STOP_TABLE[cause].words
    return Finding("last stop", WARN, words, "Look at the belt, then confirm it on the screen.")


def _bluetooth() -> Finding:
    from treadctl.drivers.bluetooth import powered
    from treadctl.errors import ConnectFailed

    try:
        asyncio.run(powered())
    except ConnectFailed as error:
        why, _, step = str(error).partition(". ")
        return Finding("bluetooth", FAIL, why, step)
    return Finding("bluetooth", OK, "an adapter is there and switched on")


def _service() -> Finding:
    from treadctl.board.places import sockets

    for path in sockets():
        if path.is_socket():
            return Finding("service", OK, f"serves at {path}")
    return Finding("service", WARN, "is not running", "Start it: treadctl serve --config FILE.")


def _pain_button(file: Path | None) -> Finding:
    from treadctl.config import load
    from treadctl.safety.buttons.wired import button

    if file is None:
        step = "Name the service's file: treadctl doctor --config FILE."
        return Finding("pain button", WARN, "without a configuration none was looked for", step)
    found = load(file)
    wired = button(found.pain_button, found.bridge)
    if wired is None:
        step = "Walks keep to tier A. Keep the safety key clipped on."
        return Finding("pain button", WARN, "only the screen can stop the belt", step)
    return _wired_button(wired)


def _wired_button(wired: "Button") -> Finding:
    from treadctl.safety.buttons import ButtonLost, ButtonTaken

    try:
        pressed = wired.look()
    except ButtonLost as error:
        why, _, step = str(error).partition(". ")
        result = WARN if isinstance(error, ButtonTaken) else FAIL  # a running service has it
        return Finding("pain button", result, f"{wired.name}: {why}", step)
    if pressed:
        step = "Let it go. If nobody holds it, mend its wire or its plug."
        return Finding("pain button", FAIL, f"{wired.name}: found, but it reads pressed", step)
    return Finding("pain button", OK, f"{wired.name}: found, and it reads released")


def _profiles() -> Finding:
    from treadctl.errors import BadInput
    from treadctl.session import profile

    try:
        count = len([profile.find(name) for name in profile.names()])
    except BadInput as error:
        return Finding("profiles", FAIL, str(error), "Correct that file, or install again.")
    return Finding("profiles", OK if count else FAIL, f"{count} found")


CHECKS: tuple[Callable[[], Finding], ...] = (
    _latch_folder,
    _latched,
    _bluetooth,
    _service,
    _profiles,
)


def _json(finding: Finding) -> dict[str, str]:
    return {key: value for key, value in asdict(finding).items() if value is not None}
