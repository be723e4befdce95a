"""What is wired up at one machine: a pain button, and a touch screen that may be unplugged."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from treadctl.errors import BadInput
from treadctl.safety.buttons import Button, Panel, keep
from treadctl.safety.buttons.address import GpioLine, InputDevice, NoButton, parse
from treadctl.safety.buttons.input_event import InputButton
from treadctl.safety.buttons.presence import keep_in_sight


@dataclass(frozen=True, slots=True)
class Wired:
    """The inputs that are watched beside the page. None: there is none to watch."""

    button: Button | None = None
    touch_device: Path | None = None

    async def watch(self, panel: Panel, screen_gone: Callable[[], None]) -> None:
        """Watch what there is for ever; return if there is nothing."""
        async with asyncio.TaskGroup() as tasks:
            if self.button is not None:
                tasks.create_task(keep(self.button, panel), name="pain button")
            if self.touch_device is not None:
                tasks.create_task(keep_in_sight(self.touch_device, screen_gone), name="touch")


def button(text: str, bridge: str | None = None) -> Button | None:
    """The button that the configuration names; None for none. `bridge`: the port of the bridge.

    Nothing is opened yet. Raises BadInput for a wrong address, or without the gpio extra.
    """
    named = parse(text)
    if isinstance(named, NoButton):
        return None
    if isinstance(named, InputDevice):
        return InputButton(named.path)
    return _gpio(named) if isinstance(named, GpioLine) else _at(bridge)


def _at(bridge: str | None) -> Button:
    from treadctl.safety.buttons.bridge import BridgeButton  # noqa: PLC0415 - few have one

    if bridge is None:
        raise BadInput('pain_button = "bridge" needs a bridge: as the treadmill, or key_loop.')
    return BridgeButton(bridge)


def _gpio(named: GpioLine) -> Button:
    try:
        from treadctl.safety.buttons.gpio import GpioButton  # noqa: PLC0415 - gpiod is an extra
    except ImportError as error:  # also for the gpiod 1 of older Debians, which is another library
        raise BadInput("gpio:// needs an extra package: pip install 'treadctl[gpio]'.") from error
    return GpioButton(named.label, named.offset)
