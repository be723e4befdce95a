"""TCP ports of 127.0.0.1."""

import socket

from treadctl.errors import BadInput

HERE = "127.0.0.1"


def need_port(port: int, next_step: str) -> None:
    """Raise BadInput, with the next step, if nothing can be served at `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HERE, port))
        except (OSError, OverflowError) as error:
            raise BadInput(f"Port {port} on {HERE} is in use. {next_step}") from error


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        port: int = probe.getsockname()[1]
        return port
