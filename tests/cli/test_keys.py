"""The keyboard as a stop button, on a terminal of its own."""

import asyncio
import os
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import until
from treadctl.cli.keys import GONE, keys
from treadctl.errors import BadInput

pytestmark = pytest.mark.realtime


@pytest.fixture
def typist(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The other end of the terminal that is standard input meanwhile."""
    hand, keyboard = os.openpty()
    with os.fdopen(keyboard) as stdin, os.fdopen(hand, "wb", buffering=0):
        monkeypatch.setattr("sys.stdin", stdin)
        yield hand


async def test_each_key_counts_at_once_and_without_enter(typist: int) -> None:
    pressed: list[bytes] = []
    with keys(pressed.append):
        os.write(typist, b" y")
        await until(lambda: len(pressed) == 2)
        assert pressed == [b" ", b"y"]


async def test_no_key_halts_or_kills_the_program_that_stops_the_belt(typist: int) -> None:
    pressed: list[bytes] = []
    with keys(pressed.append):
        os.write(typist, b"\x1a\x1c ")
        await until(lambda: b" " in pressed)
        assert pressed == [b"\x1a", b"\x1c", b" "]


async def test_the_terminal_is_left_as_it_was_found(
    typist: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = termios.tcgetattr(typist)
    with keys(lambda _key: None):
        assert termios.tcgetattr(typist) != before
    assert termios.tcgetattr(typist) == before


async def test_a_keyboard_that_goes_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pressed: list[bytes] = []
    reading, writing = os.pipe()
    with os.fdopen(reading) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        with keys(pressed.append):
            os.close(writing)
            await until(lambda: bool(pressed))
            await asyncio.sleep(0)
    assert pressed == [GONE]


async def test_standard_input_that_cannot_be_watched_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "typed").write_text("y", encoding="ascii")
    with (tmp_path / "typed").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        with pytest.raises(BadInput, match="needs a keyboard"), keys(lambda _key: None):
            pass
