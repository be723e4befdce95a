"""`treadctl doctor`: the wired pain button as it reads now; with --press, pressed and let go."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from treadctl.cli.doctor import FAIL, OK, WARN, Finding

if TYPE_CHECKING:
    from treadctl.safety.buttons import Button

CHECK = "pain button"
PRESS_LIMIT_S = 20.0
PRESS = "Press the pain button, then let it go."


def pain_button(file: Path | None) -> Finding:
    """How the button that the configuration names reads; a service that has it is no failure."""
    if file is None:
        step = "Name the service's file: treadctl doctor --config FILE."
        return Finding(CHECK, WARN, "without a configuration none was looked for", step)
    wired = _wired(file)
    return _only_the_screen() if wired is None else _as_it_reads(wired)


def pressed(file: Path) -> Finding:
    """Whether a press and a release arrive: asks for them on stderr and waits so long."""
    wired = _wired(file)
    if wired is None:
        return _only_the_screen()
    click.echo(PRESS, err=True)
    return asyncio.run(tried(wired))


def _wired(file: Path) -> "Button | None":
    from treadctl.config import load
    from treadctl.safety.buttons.wired import button

    found = load(file)
    return button(found.pain_button, found.bridge)


def _only_the_screen() -> Finding:
    step = "Walks keep to tier A. Keep the safety key clipped on."
    return Finding(CHECK, WARN, "only the screen can stop the belt", step)


def _as_it_reads(wired: "Button") -> Finding:
    from treadctl.safety.buttons import ButtonLost

    try:
        is_pressed = wired.look()
    except ButtonLost as error:
        return _lost(wired, error)
    if is_pressed:
        step = "Let it go. If nobody holds it, mend its wire or its plug."
        return Finding(CHECK, FAIL, f"{wired.name}: found, but it reads pressed", step)
    return Finding(CHECK, OK, f"{wired.name}: found, and it reads released")


def _lost(wired: "Button", error: Exception) -> Finding:
    from treadctl.safety.buttons import ButtonTaken

    why, _, step = str(error).partition(". ")
    result = WARN if isinstance(error, ButtonTaken) else FAIL  # a running service has it
    return Finding(CHECK, result, f"{wired.name}: {why}", step)


class _Trial:
    """A `treadctl.safety.buttons.Panel` that waits for a press and the release after it."""

    def __init__(self) -> None:
        self.was_found = self.was_pressed = False
        self.over = asyncio.Event()

    def button_found(self) -> None:
        self.was_found = True

    def button_pressed(self, at: float) -> None:
        self.was_pressed = self.was_found  # one that is held at first proves nothing

    def button_released(self, at: float) -> None:
        if self.was_pressed:
            self.over.set()

    def button_lost(self, why: str) -> None:
        """Raised as well, by whoever runs the button."""


async def tried(wired: "Button") -> Finding:
    """Whether a press comes, and its release after it, within PRESS_LIMIT_S."""
    from treadctl.safety.buttons import ButtonLost

    trial = _Trial()
    running = asyncio.create_task(wired.run(trial), name="pain button")
    over = asyncio.create_task(trial.over.wait(), name="press and release")
    await asyncio.wait((running, over), timeout=PRESS_LIMIT_S, return_when="FIRST_COMPLETED")
    for task in (running, over):
        task.cancel()
    ended, _ = await asyncio.gather(running, over, return_exceptions=True)
    if trial.over.is_set():
        return Finding(CHECK, OK, f"{wired.name}: it was pressed and let go")
    if isinstance(ended, ButtonLost):
        return _lost(wired, ended)
    if trial.was_pressed:
        step = "Mend its spring, or its wire: it has to come up again."
        return Finding(CHECK, FAIL, f"{wired.name}: it was pressed and stayed down", step)
    return Finding(CHECK, FAIL, f"{wired.name}: no press came", "Mend its wire, then try again.")
