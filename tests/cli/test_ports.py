"""TCP ports of 127.0.0.1."""

import socket

import pytest

from treadctl.cli.ports import free_port, need_port
from treadctl.errors import BadInput

pytestmark = pytest.mark.realtime


def test_a_free_port_can_be_had() -> None:
    need_port(free_port(), "Never said.")


def test_a_port_in_use_is_refused_with_the_next_step() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match=rf"^Port {port} on 127.0.0.1 is in use. Use another.$"):
            need_port(port, "Use another.")


def test_a_number_that_is_no_port_is_refused_too() -> None:
    with pytest.raises(BadInput, match="65536"):
        need_port(65536, "Use another.")
