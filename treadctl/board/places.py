"""Where a belt room is found on this machine: its socket, and the folder of what it keeps."""

import os
from pathlib import Path

SERVICE_SOCKET = Path("/run/treadctl/belt.sock")  # its RuntimeDirectory, seen from outside
HISTORY = "history.sqlite"  # in the state folder, beside the latch
VOICE = "voice"  # a folder there
PIN = "professional-code"  # a file there


def state_folder() -> Path:
    """systemd's StateDirectory, else the user's own."""
    given = os.environ.get("STATE_DIRECTORY")
    if given:
        return Path(given)
    import platformdirs  # noqa: PLC0415 - a stop that has no need of it does not wait for it

    return platformdirs.user_state_path("treadctl")


def socket_path() -> Path:
    """systemd's RuntimeDirectory, else the user's own, else beside the latch."""
    for variable, folder in (("RUNTIME_DIRECTORY", ""), ("XDG_RUNTIME_DIR", "treadctl")):
        if given := os.environ.get(variable):
            return Path(given) / folder / "belt.sock"
    return state_folder() / "belt.sock"


def sockets() -> tuple[Path, ...]:
    """Where to look for the belt room that serves here: our own place, then the service's."""
    own = socket_path()
    return (own,) if os.environ.get("RUNTIME_DIRECTORY") else (own, SERVICE_SOCKET)
