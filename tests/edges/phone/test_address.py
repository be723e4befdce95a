"""Where phones find this machine."""

import pytest

from treadctl.edges.phone.address import Listen, parse
from treadctl.errors import BadInput


@pytest.mark.parametrize(
    ("text", "listen", "shown"),
    [
        ("192.168.1.5:8081", Listen("192.168.1.5", 8081), "192.168.1.5:8081"),
        ("127.0.0.2:8081", Listen("127.0.0.2", 8081), "127.0.0.2:8081"),
        ("[fd00::5]:8081", Listen("fd00::5", 8081), "[fd00::5]:8081"),
    ],
)
def test_an_address_and_a_port(text: str, listen: Listen, shown: str) -> None:
    assert parse(text) == listen
    assert listen.shown == shown


@pytest.mark.parametrize(
    "text",
    [
        *("", "8081", "192.168.1.5", "gym.local:8081", "0.0.0.0:8081", "[::]:8081"),
        *("192.168.1.5:x", "192.168.1.5:80", "192.168.1.5:70000", "224.0.0.1:8081"),
    ],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match=r"as in 192\.168\.1\.5:8081\.$"):
        parse(text)
