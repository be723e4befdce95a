"""`treadctl doctor`: what would keep a walk from starting here, each with the next step."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

import click

OK, WARN, FAIL = "ok", "warn", "fail"
LIMIT_S = 2.4  # from the first check to the last answer; with its start it takes no 3 s
LATE_STEP = "Look at what it asks: it hangs, or this computer is too busy."
ALONE = "--commission asks a person, step by step: leave out --json and --press."
NO_PRESS = "Name the button's file too: treadctl doctor --press --config FILE."


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was found, and what to do about it where it is not ok."""

    check: str
    result: str
    why: str
    next_step: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """How to find out about `name`, which belongs to `group`. Several findings, or none, are one
    check too.
    """

    group: str
    name: str
    find: Callable[[], Finding | list[Finding]]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and the group that it belongs to."""

    group: str
    finding: Finding

    def as_json(self) -> dict[str, str]:
        """The keys of the finding that say something, and its group."""
        told = {key: value for key, value in asdict(self.finding).items() if value is not None}
        return {"group": self.group, **told}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.option("--config", "file", type=click.Path(path_type=Path), help="The service's file.")
@click.option("--treadmill", "uri", metavar="URI", help="See `treadctl scan`.")
@click.option("--press", is_flag=True, help="Wait for the pain button to be pressed and let go.")
@click.option("--commission", "tries", is_flag=True, help="Try an empty treadmill, step by step.")
def doctor(as_json: bool, file: Path | None, uri: str | None, press: bool, tries: bool) -> int:
    """Check this machine; exit 1 if something would keep a walk from starting.

    --commission asks and tries what a treadmill does, its stop first, with nobody on the belt, and
    keeps it for the service. Exit 3 if the belt may still be moving.
    """
    if tries:
        from treadctl.cli.commission import commission
        from treadctl.errors import BadInput

        if as_json or press:
            raise BadInput(ALONE)
        return commission(uri, file)
    found = examined(file, uri, press=press)
    if as_json:
        click.echo(json.dumps([one.as_json() for one in found]))
    else:
        click.echo(shown(found))
    code = 1 if any(one.finding.result == FAIL for one in found) else 0
    if any(one.finding.next_step == LATE_STEP for one in found):
        sys.stdout.flush()
        os._exit(code)  # whatever hangs, such as a name server, would hold up an ordinary end
    return code


def examined(file: Path | None, uri: str | None = None, *, press: bool = False) -> list[Found]:
    """What every check found, group by group; within LIMIT_S, but for a press.

    Where the installation itself is broken, that alone. Raises BadInput if the configuration or
    the address is wrong.
    """
    from treadctl.cli.doctor.computer import python

    if (installed := python()).result == FAIL:
        return [Found("computer", installed)]
    return _each(file, uri, press=press)


def _each(file: Path | None, uri: str | None, *, press: bool) -> list[Found]:
    from treadctl.cli.doctor.at_once import at_once
    from treadctl.cli.doctor.button import pain_button, pressed
    from treadctl.cli.doctor.checks import checks
    from treadctl.config import load
    from treadctl.drivers.address import parse
    from treadctl.errors import BadInput

    if press and file is None:
        raise BadInput(NO_PRESS)
    if uri is not None:
        parse(uri)
    if file is not None:
        load(file)
    trial = pressed(file) if press and file is not None else None
    return at_once(checks(file, uri, lambda: trial or pain_button(file)), LIMIT_S)


def shown(found: list[Found]) -> str:
    """The findings as lines, with a headline for each group."""
    lines = []
    for group, ones in groupby(found, lambda one: one.group):
        lines.append(f"{group}:")
        for one in (each.finding for each in ones):
            lines.append(f"{one.result:5} {one.check}: {one.why}")
            if one.next_step:
                lines.append(f"      -> {one.next_step}")
    return "\n".join(lines)
