"""Who stands beside an empty belt: sentences on the terminal, and each key counts at once.

The space bar stops the belt and ends it all, and so does a terminal that goes.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO, TypeVar

from treadctl.cli.keys import GONE

T = TypeVar("T")

LEAVES = (b" ", b"q", GONE)
RUB_OUT, ENTER = (b"\x7f", b"\b"), (b"\r", b"\n")
DIGITS, LONGEST_NUMBER = b"0123456789.,", 8


class Technician:
    """`left` is set once the person wants no more; `on_leave` is called first, and at once."""

    def __init__(self, out: TextIO) -> None:
        self.left = asyncio.Event()
        self.on_leave: Callable[[], None] = lambda: None
        self._out = out
        self._key: Callable[[bytes], None] = lambda _key: None
        self._typed = ""

    def say(self, sentence: str) -> None:
        """Show one sentence on a line of its own."""
        self._write(f"{sentence}\n")

    async def yes(self, question: str) -> bool:
        """Ask for y or n; no other key is an answer."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def on_key(key: bytes) -> None:
            if key.lower() in (b"y", b"n") and not answer.done():
                self._write(f"{key.decode()}\n")
                answer.set_result(key.lower() == b"y")

        return await self._asked(f"{question} y/n ", on_key, answer)

    async def number(self, question: str) -> float:
        """Ask for a number above 0, typed and ended with Enter; asks again for anything else."""
        answer: asyncio.Future[float] = asyncio.get_running_loop().create_future()

        def on_key(key: bytes) -> None:
            if key not in ENTER:
                self._type(key, DIGITS, LONGEST_NUMBER)
            elif not answer.done():
                typed, self._typed = self._typed.replace(",", "."), ""
                with suppress(ValueError):
                    if (number := float(typed)) > 0:
                        self._write("\n")
                        answer.set_result(number)
                        return
                self._write("\nType a number, such as 1.9: ")

        self._typed = ""
        return await self._asked(f"{question} Type the number, then Enter: ", on_key, answer)

    async def types(self, word: str, question: str) -> None:
        """Ask for `word`, ended with Enter, and return once it was typed: no held key does that."""
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def on_key(key: bytes) -> None:
            if key not in ENTER:
                self._type(key, word.encode(), len(word))
            elif not answer.done():
                typed, self._typed = self._typed, ""
                if typed == word:
                    self._write("\n")
                    answer.set_result(None)
                    return
                self._write(f"\nType {word}, then Enter: ")

        self._typed = ""
        await self._asked(f"{question} Type {word}, then Enter: ", on_key, answer)

    def press(self, key: bytes) -> None:
        """One key; GONE once there is no keyboard any more."""
        if key in LEAVES:
            self.on_leave()
            self.left.set()
        else:
            self._key(key)

    async def _asked(
        self, text: str, on_key: Callable[[bytes], None], answer: asyncio.Future[T]
    ) -> T:
        self._write(text)
        self._key = on_key
        try:
            return await answer
        finally:
            self._key = lambda _key: None

    def _type(self, key: bytes, known: bytes, longest: int) -> None:
        if key in RUB_OUT and self._typed:
            self._typed = self._typed[:-1]
            self._write("\b \b")
        elif key in known and len(self._typed) < longest:
            self._typed += key.decode()
            self._write(key.decode())

    def _write(self, text: str) -> None:
        try:
            self._out.write(text)
            self._out.flush()
        except OSError:  # the terminal is gone, and with it the space bar
            self.press(GONE)
