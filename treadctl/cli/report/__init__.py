"""`treadctl report`: one file for whoever helps, with nothing in it of who walks."""

import io
import json
import os
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from treadctl.cli.past import place
from treadctl.errors import BadInput

FOLDER = "treadctl-report"


@click.command()
@click.argument("target", metavar="[FILE]", type=click.Path(path_type=Path), required=False)
@click.option("--config", "file", type=click.Path(path_type=Path), help="The service's file.")
def report(target: Path | None, file: Path | None) -> None:
    """Bundle logs, settings, doctor's findings, versions, the machine files and the last stops.

    FILE is a .tar.gz that must not exist yet. No names, no passwords, and nothing that a walker
    said of pain or health is in it.
    """
    now = datetime.now(UTC)
    target = target or Path(f"{FOLDER}-{now:%Y%m%d-%H%M%S}.tar.gz")
    parts = gathered(file)
    _write(target, parts, now)
    for name, text in parts.items():
        click.echo(f"{name:20} {len(text.encode()):8} bytes")
    click.echo(f"{target} has all of this. Look through it before you send it.")


def gathered(file: Path | None) -> dict[str, str]:
    """Each part's text by its file name; a part that cannot be had says why.

    Where nobody can tell who walks here, there is no log: names could be in it.
    """
    from treadctl.cli.report import parts
    from treadctl.cli.report.secrets import secrets, unsaid, without

    found = {
        "versions.json": parts.versions(),
        "settings.json": _or_why(lambda: _settings(file)),
        "doctor.json": _or_why(lambda: _doctor(file)),
        "machines.json": _or_why(lambda: parts.machines(_state_folder(file))),
        "stops.json": _or_why(lambda: parts.stops(place(file))),
    }
    try:
        known = secrets(place(file))
    except BadInput as error:
        known, log = [], f"It is left out, for names may be in it. {error}"
    else:
        log = unsaid(_or_why(parts.journal))
    return {name: without(text, known) for name, text in (found | {"log.txt": log}).items()}


def _state_folder(file: Path | None) -> Path:
    from treadctl.board.places import state_folder
    from treadctl.cli.where import where

    return state_folder() if file is None else where(file).latch.parent


def _or_why(part: Callable[[], str]) -> str:
    try:
        return part()
    except BadInput as error:
        return str(error)


def _settings(file: Path | None) -> str:
    from treadctl.cli.report.secrets import settings
    from treadctl.config import load

    if file is None:
        raise BadInput("No configuration was named; use --config FILE.")
    return json.dumps(settings(load(file)), indent=1)


def _doctor(file: Path | None) -> str:
    from treadctl.cli.doctor import examined

    return json.dumps([one.as_json() for one in examined(file)], indent=1)


def _write(target: Path, parts: dict[str, str], now: datetime) -> None:
    """Write the bundle whole, for its owner alone. Raises BadInput if it is there, or cannot be."""
    bundle = io.BytesIO()
    with tarfile.open(fileobj=bundle, mode="w:gz") as archive:
        for name, text in parts.items():
            data = text.encode()
            member = tarfile.TarInfo(f"{FOLDER}/{name}")
            member.size, member.mtime, member.mode = len(data), int(now.timestamp()), 0o600
            archive.addfile(member, io.BytesIO(data))
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BadInput(f"{target} cannot be made: {error.strerror}; name another file.") from error
    with os.fdopen(descriptor, "wb") as out:
        out.write(bundle.getvalue())
