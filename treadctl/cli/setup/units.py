"""The three units of an installation, and the other files that it writes as they are."""

import re
from collections.abc import Mapping
from importlib.resources import files

from treadctl.cli.setup.layout import (
    BELT_UNIT,
    BELT_USER,
    COMMAND,
    CONFIG,
    EDGES_UNIT,
    ENVIRONMENT,
    FITS,
    HOME,
    KIOSK_UNIT,
)
from treadctl.cli.unit import GROUPS, filled

NOTE = "# Made by `treadctl install`: who guards the belt. Its page has a unit of its own."
# Nothing of the belt's is on a network: the page, MQTT and phones are with the edges.
NO_NETWORK = "RestrictAddressFamilies=AF_UNIX\nIPAddressDeny=any\nPrivateNetwork=yes"
_VALUES = {
    "@treadctl@": str(COMMAND),
    "@config@": str(CONFIG),
    "@environment@": str(ENVIRONMENT),
    "@home@": str(HOME),
    # A Python that is gone does not come back by trying again each second.
    "@condition@": f"ExecCondition={FITS}\n",
}


def units() -> dict[str, str]:
    """Each unit's text by its name."""
    return {
        BELT_UNIT: _belt(),
        EDGES_UNIT: file("edges.service"),
        KIOSK_UNIT: file("kiosk.service"),
    }


def file(name: str) -> str:
    """One of the files beside this module, filled in."""
    text = (files("treadctl.cli.setup") / "files" / name).read_text("utf-8")
    return _fill(text, _VALUES)


def _belt() -> str:
    return filled(
        {
            **_VALUES,
            "@note@": NOTE,
            "@edges@": " --without-edges",
            "@password@": "",  # it speaks with no broker
            "@who@": f"User={BELT_USER}",
            "@groups@": " ".join(GROUPS),
            # The edges' user is in our group, and so reaches the socket.
            "@runtime@": "RuntimeDirectoryMode=0750\n",
            "@home@": "yes",
            "@network@": NO_NETWORK,
        }
    )


def _fill(text: str, values: Mapping[str, str]) -> str:
    return re.sub("|".join(values), lambda found: values[found.group()], text)
