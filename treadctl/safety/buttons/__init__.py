"""Pain buttons: what one tells, and how it is kept in watch for as long as we run.

A press is a stop by its first edge or level; only the release waits until it is certain. A button
that cannot be read is lost, and what is lost is told: silence never looks like health.
"""

import asyncio
import logging
from typing import Protocol

from treadctl.errors import TreadctlError

log = logging.getLogger(__name__)

RETRY_S = 1.0


class ButtonLost(TreadctlError):
    """A button or touch screen is not there, or not any more. Says why, then the next step."""


class ButtonTaken(ButtonLost):
    """Another program has it; for a command beside the service that may be the service."""


class Panel(Protocol):
    """Who hears what a button does. Called from the event loop; must return at once."""

    def button_found(self) -> None:
        """It is there and reads released. Said once after each opening."""

    def button_pressed(self, at: float) -> None:
        """It was pressed at `at`: loop time of the physical edge, where the kernel dated one.

        A button that is held when it is opened, or whose wire is cut, counts as pressed.
        """

    def button_released(self, at: float) -> None:
        """It came up again, for certain."""

    def button_lost(self, why: str) -> None:
        """It cannot be watched; `why` is a sentence for the screen."""


class Button(Protocol):
    """One pain button."""

    @property
    def name(self) -> str:
        """Its address in the configuration."""

    async def run(self, panel: Panel) -> None:
        """Open it and tell `panel` what it does. Returns never; raises ButtonLost."""

    def look(self) -> bool:
        """Open it, look once and let go: True if it reads pressed. Raises ButtonLost.

        Keeps nobody else from reading it.
        """


async def keep(button: Button, panel: Panel) -> None:
    """Watch `button` for ever; open it again each second once it is lost.

    One loss is told and logged once, and again when its reason changes. Each press is logged with
    the time from its edge to the return of `panel.button_pressed`, which is after the stop.
    """
    told = _Told(button.name, panel)
    while True:
        try:
            await button.run(told)
        except ButtonLost as error:
            told.button_lost(str(error))
        await asyncio.sleep(RETRY_S)


class _Told:
    """Passes everything on to a panel first, and logs it then."""

    def __init__(self, name: str, panel: Panel) -> None:
        self._name = name
        self._panel = panel
        self._lost: str | None = None
        self._loop = asyncio.get_running_loop()

    def button_found(self) -> None:
        self._panel.button_found()
        self._lost = None
        log.info("pain button %s: found", self._name)

    def button_pressed(self, at: float) -> None:
        self._panel.button_pressed(at)
        latency_ms = (self._loop.time() - at) * 1000.0
        self._lost = None
        log.warning("pain button %s: pressed, handled after %.2f ms", self._name, latency_ms)

    def button_released(self, at: float) -> None:
        self._panel.button_released(at)
        log.info("pain button %s: released", self._name)

    def button_lost(self, why: str) -> None:
        if why != self._lost:
            self._panel.button_lost(why)
            self._lost = why
            log.warning("pain button %s: lost. %s", self._name, why)
