"""Questions on a terminal: each key counts at once, and the space bar ends it all."""

import asyncio
import io

import pytest

from treadctl.cli.commission.technician import Technician
from treadctl.cli.keys import GONE


class Asked:
    """A technician who is asked one thing. `shown` is what is on the terminal."""

    def __init__(self) -> None:
        self._out = io.StringIO()
        self.technician = Technician(self._out)

    async def press(self, keys: str) -> None:
        await asyncio.sleep(0)  # the question is asked
        for key in keys:
            self.technician.press(key.encode())
        await asyncio.sleep(0)

    @property
    def shown(self) -> str:
        return self._out.getvalue()


@pytest.mark.parametrize(
    ("keys", "answer"), [("y", True), ("n", False), ("Y", True), ("x7\ny", True)]
)
async def test_y_or_n_is_an_answer_and_no_other_key(keys: str, answer: bool) -> None:
    asked = Asked()
    waiting = asyncio.ensure_future(asked.technician.yes("Is it empty?"))
    await asked.press(keys)
    assert await waiting is answer
    assert asked.shown == f"Is it empty? y/n {keys[-1]}\n"


@pytest.mark.parametrize(
    ("keys", "number"),
    [("1.9\n", 1.9), ("1,9\r", 1.9), ("13\x7f2\n", 12.0), ("\b2\n", 2.0), ("y2\n", 2.0)],
)
async def test_a_number_is_typed_and_ended_with_enter(keys: str, number: float) -> None:
    asked = Asked()
    waiting = asyncio.ensure_future(asked.technician.number("How fast?"))
    await asked.press(keys)
    assert await waiting == number


@pytest.mark.parametrize("keys", ["\n", "0\n", "1.2.3\n", ".\n"])
async def test_what_is_no_number_is_asked_for_again(keys: str) -> None:
    asked = Asked()
    waiting = asyncio.ensure_future(asked.technician.number("How fast?"))
    await asked.press(keys)
    assert asked.shown.endswith("\nType a number, such as 1.9: ")
    await asked.press("2\n")
    assert await waiting == 2.0


async def test_a_word_is_typed_and_ended_with_enter_and_a_held_key_is_none() -> None:
    asked = Asked()
    waiting = asyncio.ensure_future(asked.technician.types("start", "It moves."))
    await asked.press("yyyyy\nyyyyy\nstatt\n")
    assert not waiting.done()
    assert asked.shown.count("Type start, then Enter: ") == 4
    await asked.press("stars\x7ft")
    assert not waiting.done()
    await asked.press("\n")
    assert waiting.done()


async def test_a_number_has_an_end() -> None:
    asked = Asked()
    waiting = asyncio.ensure_future(asked.technician.number("How fast?"))
    await asked.press("1" * 99 + "\n")
    assert await waiting == 11111111.0


@pytest.mark.parametrize("key", [b" ", b"q", GONE])
async def test_the_space_bar_stops_first_and_ends_it_with_or_without_a_question(key: bytes) -> None:
    asked, done = Asked(), list[str]()
    asked.technician.on_leave = lambda: done.append(
        "left" if asked.technician.left.is_set() else "stopped"
    )
    asked.technician.press(key)
    assert (done, asked.technician.left.is_set()) == (["stopped"], True)


async def test_a_key_that_nobody_asked_for_does_nothing() -> None:
    asked = Asked()
    await asked.press("y5\n")
    assert (asked.shown, asked.technician.left.is_set()) == ("", False)


async def test_a_terminal_that_is_gone_is_no_stop_button_and_ends_it() -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError

    technician = Technician(Gone())
    technician.say("Connected.")
    assert technician.left.is_set()
