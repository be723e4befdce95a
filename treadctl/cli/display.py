"""The terminal as a display: drawn over where that can be done, else each line once."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rich.console import Console
from rich.live import Live
from rich.panel import Panel

from treadctl.board.snapshot import Snapshot
from treadctl.cli.screen import asked, lines, view

BELL, BELL_EVERY_S = "\a", 1.0
EARLY_S = 0.1  # the next snapshot may come a little early


class Screen(Console):
    """A console that raises OSError once nobody reads it: rich itself would end the program."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


class Display:
    """What a terminal shows, and its bell. Whatever is shown raises OSError once it is gone."""

    def __init__(self, console: Console) -> None:
        self._live = Live(console=console, auto_refresh=False)
        self._said: list[str] = []
        self._bell_due_at = 0.0

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show, until the block is left; what was shown last stays."""
        self._live.start()
        try:
            yield
        finally:
            with suppress(OSError):  # the terminal may be gone
                self._live.stop()

    def show(self, snapshot: Snapshot, refusal: str, hint: str = "") -> None:
        """A walk as it is, why the last key did nothing, and what another one leads to. Nothing
        while it is not shown.
        """
        if self._live.is_started:
            self._draw(view(snapshot, refusal, hint), lines(snapshot, refusal, hint))
            self._ring(snapshot)

    def ask(self, words: str) -> None:
        """A question once the belt stands."""
        self._draw(asked(words), [words])

    def _draw(self, drawn: Panel, said: list[str]) -> None:
        console = self._live.console
        if console.is_terminal and not console.is_dumb_terminal:
            self._live.update(drawn, refresh=True)
            return
        for line in said:
            if line not in self._said:
                console.print(line)
        self._said = said

    def _ring(self, snapshot: Snapshot) -> None:
        """The terminal's bell, once a second while the alarm stands."""
        console = self._live.console
        if snapshot.alarm is None or snapshot.at < self._bell_due_at or not console.is_terminal:
            return
        self._bell_due_at = snapshot.at + BELL_EVERY_S - EARLY_S
        console.file.write(BELL)  # not console.bell(): that spares a terminal that cannot draw
        console.file.flush()
