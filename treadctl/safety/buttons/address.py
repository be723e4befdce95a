"""Pain button addresses: `none`, `gpio://CHIP-LABEL/LINE`, `input:///dev/input/...`, `bridge`.

Pure.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from treadctl.errors import BadInput

_GPIO = re.compile(r"gpio://([^/]+)/([0-9]{1,4})")
_INPUT = re.compile(r"input://(/dev/input/.+)")


@dataclass(frozen=True, slots=True)
class NoButton:
    """There is no wired button; the page is the only way to press stop."""


@dataclass(frozen=True, slots=True)
class GpioLine:
    """A normally closed button at this line of the GPIO chip with this label."""

    label: str
    offset: int


@dataclass(frozen=True, slots=True)
class InputDevice:
    """A USB button or keyboard."""

    path: Path


@dataclass(frozen=True, slots=True)
class AtBridge:
    """The button that is wired to the bridge, which drives the belt or holds its key loop."""


Address = NoButton | GpioLine | InputDevice | AtBridge


def parse(text: str) -> Address:
    """The button that `text` names. Raises BadInput with what there is."""
    if text == "none":
        return NoButton()
    if text == "bridge":
        return AtBridge()
    if gpio := _GPIO.fullmatch(text):
        return GpioLine(gpio[1], int(gpio[2]))
    if device := _INPUT.fullmatch(text):
        return InputDevice(Path(device[1]))
    raise BadInput(
        f"{text!r} is no pain button; write none, gpio://CHIP-LABEL/LINE,"
        " input:///dev/input/by-id/NAME or bridge"
    )
