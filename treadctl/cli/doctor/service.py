"""`treadctl doctor`: the running service, what it hears of the treadmill, and its stop latch."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

from treadctl.cli.doctor import FAIL, OK, WARN, Finding

ANSWER_LIMIT_S = 1.5
FRESH_S = 3.5
LINE_BYTES = 1 << 20
START = "Start it: treadctl serve --config FILE."
SILENT = "Look at its log: journalctl -u treadctl. If it hangs, restart it."


def latch_folder(folder: Path) -> Finding:
    """Whether the stop latch can be kept: without it no walk starts."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Finding("stop latch", FAIL, str(error), f"Make {folder} writable for this user.")
    if not os.access(folder, os.W_OK):
        return Finding("stop latch", FAIL, f"{folder} is not writable", "Mend its rights.")
    return Finding("stop latch", OK, str(folder))


def last_stop(folder: Path) -> Finding:
    """Whether a stop waits for somebody to look at the belt."""
    from treadctl.errors import BadInput
    from treadctl.model import STOP_TABLE
    from treadctl.safety.latch import Latch

    try:
        cause = Latch(folder / "latch").read()
    except BadInput as error:
        return Finding("last stop", FAIL, str(error), "Mend the rights of that file.")
    if cause is None:
        return Finding("last stop", OK, "nothing waits to be confirmed")
    words = STOP_TABLE[cause].words
    return Finding("last stop", WARN, words, "Look at the belt, then confirm it on the screen.")


def service(places: tuple[Path, ...]) -> list[Finding]:
    """The service at the first of these sockets that is there, and its treadmill."""
    path = next((one for one in places if one.is_socket()), None)
    if path is None:
        return [Finding("service", WARN, "is not running", START)]
    try:
        snapshot = asyncio.run(_snapshot(path))
    except (FileNotFoundError, ConnectionRefusedError):
        return [Finding("service", WARN, f"is not running; it left {path} behind", START)]
    except (OSError, ValueError) as error:
        why = f"does not answer at {path}: {str(error) or 'it says nothing'}"
        return [Finding("service", FAIL, why, SILENT)]
    return [Finding("service", OK, f"serves at {path}"), link(snapshot)]


async def _snapshot(path: Path) -> dict[str, Any]:
    """What the belt room shows. Raises OSError, TimeoutError among them, or ValueError."""
    async with asyncio.timeout(ANSWER_LIMIT_S):
        reader, writer = await asyncio.open_unix_connection(path, limit=LINE_BYTES)
        try:
            while line := await reader.readline():
                if isinstance(found := json.loads(line).get("snapshot"), dict):
                    return found
        finally:
            writer.close()
    raise ValueError("it hung up")


def link(snapshot: dict[str, Any]) -> Finding:
    """What the service hears of its treadmill."""
    if not snapshot.get("linked"):
        step = "Switch the treadmill on and close its own app."
        return Finding("link", WARN, "the service does not reach the treadmill", step)
    name, age_s = snapshot.get("machine", "the treadmill"), snapshot.get("age_s")
    if age_s is None:
        return Finding("link", FAIL, f"{name} tells no speed", "Switch it off and on.")
    why = f"{name}: its speed is {age_s:.1f} s old"
    if age_s > FRESH_S:
        return Finding("link", FAIL, why, "Move the computer nearer, or mend the cable.")
    return Finding("link", OK, why)
