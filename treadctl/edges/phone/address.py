"""Where phones find this machine: an address of its own on the network, and a port."""

import ipaddress
from dataclasses import dataclass

from treadctl.errors import BadInput

_EXAMPLE = "as in 192.168.1.5:8081"


@dataclass(frozen=True, slots=True)
class Listen:
    """One address of this machine, without brackets, and a port there."""

    host: str
    port: int

    @property
    def shown(self) -> str:
        """HOST:PORT as in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse(text: str) -> Listen:
    """Raises BadInput unless that is one address of a machine and a port above 1023."""
    host, _, port = text.rpartition(":")
    try:
        found = ipaddress.ip_address(host.strip("[]"))
        number = int(port)
    except ValueError as error:
        raise BadInput(f"Give one address of this machine and a port, {_EXAMPLE}.") from error
    if found.is_unspecified or found.is_multicast:
        raise BadInput(f"Phones need one address to go to, not {host}; give one, {_EXAMPLE}.")
    if not 1024 <= number <= 65535:
        raise BadInput(f"Choose a port from 1024 to 65535, {_EXAMPLE}.")
    return Listen(str(found), number)
