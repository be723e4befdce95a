"""Whether somebody walks: the running service is asked, over its socket, before it is touched."""

import json
import socket
from pathlib import Path
from typing import Any

from treadctl.errors import Refused

ANSWER_LIMIT_S = 3.0
IN_MOTION = ("starting", "moving", "stopping")
AGAIN = "Nothing was changed; try again once nobody walks."


def check_idle(path: Path) -> bool:
    """True if a service at the socket `path` says that nobody walks; False if none is there.

    Raises Refused during a walk, while a belt moves or may move, and if the service says nothing.
    """
    snapshot = _snapshot(path)
    if snapshot is None:
        return False
    if "walk" in snapshot:
        raise Refused(f"Somebody walks. {AGAIN}")
    if snapshot.get("belt") in IN_MOTION or "alarm" in snapshot:
        raise Refused(f"The belt moves, or may move. {AGAIN}")
    return True


def _snapshot(path: Path) -> dict[str, Any] | None:
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(ANSWER_LIMIT_S)
        try:
            link.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        except OSError as error:
            raise Refused(f"{path}: {error.strerror or error}. {AGAIN}") from error
        try:
            with link.makefile("rb") as lines:
                for line in lines:
                    news = json.loads(line)
                    if "snapshot" in news:
                        found: dict[str, Any] = news["snapshot"]
                        return found
        except (OSError, ValueError) as error:
            raise Refused(f"The service at {path} does not answer. {AGAIN}") from error
    raise Refused(f"The service at {path} does not answer. {AGAIN}")
