"""Checks that wait for others are made at the same time; one that hangs does not hold up the rest.

Each has a thread that nobody waits for in the end: what hangs, hangs in a broker, a bus or a disk.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from treadctl.cli.doctor import FAIL, LATE_STEP, WARN, Check, Finding, Found
from treadctl.errors import TreadctlError

MAY_NOT_LOOK = "Try again with sudo."


@dataclass(slots=True)
class _Run:
    """One check under way."""

    check: Check
    findings: list[Finding] | None = None
    error: TreadctlError | None = None
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._find, name=self.check.name, daemon=True)
        self.thread.start()

    def _find(self) -> None:
        try:
            found = self.check.find()
        except TreadctlError as error:
            self.error = error
        except OSError as error:
            self.findings = [Finding(self.check.name, FAIL, str(error), MAY_NOT_LOOK)]
        else:
            self.findings = found if isinstance(found, list) else [found]


def at_once(checks: Sequence[Check], limit_s: float) -> list[Found]:
    """What the checks found, in their order; one that takes longer than `limit_s` is a warning.

    Raises the TreadctlError of the first check that raised one.
    """
    end = time.monotonic() + limit_s  # no loop runs here
    runs = [_Run(check) for check in checks]
    for run in runs:
        run.thread.join(max(0.0, end - time.monotonic()))
    for error in filter(None, (run.error for run in runs)):
        raise error
    late = f"said nothing for {limit_s:g} s"
    return [
        Found(run.check.group, one)
        for run in runs
        for one in (
            [Finding(run.check.name, WARN, late, LATE_STEP)]
            if run.findings is None
            else run.findings
        )
    ]
