"""What `treadctl doctor` of an environment says: whether a new one is worse than the one in use."""

import json
import os
import subprocess
from pathlib import Path

from treadctl.cli.setup.layout import BELT_STATE, SOCKET, Layout
from treadctl.errors import TreadctlError

DOCTOR_LIMIT_S = 120
FAIL = "fail"


def failures(layout: Layout, environment: Path, config: Path | None) -> dict[str, str]:
    """Why each check failed, by its name. Raises TreadctlError if there is no such answer.

    `config`: the service's, if it is one that the version in use can be started with.
    """
    command = [str(environment / "bin/python"), "-P", "-m", "treadctl", "doctor", "--json"]
    command += [] if config is None else ["--config", str(config)]
    try:
        ended = subprocess.run(  # noqa: S603 - our own command
            command,
            check=False,
            capture_output=True,
            text=True,
            timeout=DOCTOR_LIMIT_S,
            env=_environment(layout),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TreadctlError(f"Its doctor could not be run: {error}.") from error
    try:
        found = [one for one in json.loads(ended.stdout)[:] if one["result"] == FAIL]
        return {one["check"]: f"{one['check']}: {one['why']}" for one in found}
    except (ValueError, KeyError, TypeError) as error:
        why = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise TreadctlError(f"Its doctor could not be run: {why}.") from error


def check_no_worse(before: dict[str, str], after: dict[str, str]) -> None:
    """Raise TreadctlError naming what fails now and did not before: that is the update's doing."""
    new = [why for check, why in after.items() if check not in before]
    if new:
        raise TreadctlError(f"Its doctor says: {'; '.join(new)}.")


def _environment(layout: Layout) -> dict[str, str]:
    """As the service has it, so that doctor looks where the service does."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return {
        **kept,
        "STATE_DIRECTORY": str(layout.at(BELT_STATE)),
        "RUNTIME_DIRECTORY": str(layout.at(SOCKET.parent)),
    }
