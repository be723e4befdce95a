"""The terminal as a display: drawn over, said line by line, and heard."""

import io
from dataclasses import replace
from typing import NoReturn

import pytest
from rich.console import Console

from tests.snapshots import STANDING
from treadctl.cli.display import BELL, Display, Screen
from treadctl.model import PULL_THE_KEY, BeltState

ALARM = replace(
    STANDING,
    belt=BeltState.UNKNOWN,
    speed_kmh=None,
    latched=True,
    alarm=PULL_THE_KEY,
    alarmed=True,
)


def rings(kind: str, *, is_terminal: bool = True, alarm: str | None = PULL_THE_KEY) -> int:
    """How often the bell rings in three seconds of four looks each, and two without an alarm."""
    file = io.StringIO()
    display = Display(Console(file=file, force_terminal=is_terminal, _environ={"TERM": kind}))
    with display.shown():
        for look in range(12):
            display.show(replace(ALARM, at=100.0 + look * 0.25, alarm=alarm), "")
        for look in range(12, 20):
            display.show(replace(ALARM, at=100.0 + look * 0.25, alarm=None), "")
    return file.getvalue().count(BELL)


@pytest.mark.parametrize("kind", ["xterm", "dumb"])
def test_the_bell_rings_once_a_second_while_the_alarm_stands(kind: str) -> None:
    assert rings(kind) == 3


def test_without_an_alarm_no_bell_rings() -> None:
    assert rings("xterm", alarm=None) == 0


def test_no_bell_is_written_where_there_is_no_terminal() -> None:
    assert rings("xterm", is_terminal=False) == 0


@pytest.mark.parametrize("kind", ["xterm", "dumb"])
def test_a_question_is_shown_once_where_nothing_can_be_drawn_over(kind: str) -> None:
    file = io.StringIO()
    display = Display(Console(file=file, force_terminal=True, _environ={"TERM": kind}))
    with display.shown():
        display.show(replace(ALARM, alarm=None), "")
        display.ask("How hard was the walk?")
        display.ask("How hard was the walk?")
    assert file.getvalue().count("How hard was the walk?") == 1 or kind == "xterm"
    assert "How hard was the walk?" in file.getvalue()


def test_what_is_not_shown_yet_writes_nothing() -> None:
    file = io.StringIO()
    Display(Console(file=file, force_terminal=True)).show(ALARM, "")
    assert file.getvalue() == ""


class Unread(io.StringIO):
    """A pipe that nobody reads any more."""

    def write(self, _text: str) -> NoReturn:
        raise BrokenPipeError(32, "Broken pipe")


def test_a_reader_that_is_gone_is_an_error_and_not_the_end_of_the_program() -> None:
    with pytest.raises(BrokenPipeError):
        Display(Screen(file=Unread())).ask("How hard was the walk?")
