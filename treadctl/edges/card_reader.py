"""A card reader that types: a number, then Enter, from its own event device. It signs walkers on.

It is never a pain button, and nothing that it types reaches the page or the console.
"""

import asyncio
import fcntl
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

from aiohttp import web

from treadctl.edges.web import CARDS
from treadctl.safety.buttons import RETRY_S, ButtonLost, evdev
from treadctl.safety.buttons.evdev import InputEvent, Ioctl
from treadctl.safety.buttons.reading import read_until_lost
from treadctl.tasks import keep_running

log = logging.getLogger(__name__)

# Source: linux/input-event-codes.h; the digits above the letters, then those of the number pad.
_ROW, _PAD = range(2, 12), (79, 80, 81, 75, 76, 77, 71, 72, 73, 82)
DIGITS = dict(zip((*_ROW, *_PAD), 2 * "1234567890", strict=True))
ENTER = (28, 96)
SHORTEST, LONGEST = 4, 20
PAUSE_S = 1.0  # a reader types a number in a tenth of that
WAITING_CARDS = 4


class Typed:
    """What was typed since the last Enter, by one reader. Pure."""

    def __init__(self) -> None:
        self._number = ""
        self._at = 0.0
        self._whole = True

    def hear(self, event: InputEvent) -> str | None:
        """The number of a card that this event completes. One that is no number is nobody's."""
        match event:
            case InputEvent(type=evdev.EV_SYN, code=evdev.SYN_DROPPED):
                self._whole = False  # the kernel had no room for all of it
            case InputEvent(at=at, type=evdev.EV_KEY, code=code, value=1):
                return self._pressed(code, at)
        return None

    def _pressed(self, code: int, at: float) -> str | None:
        if at - self._at > PAUSE_S:
            self._number, self._whole = "", True
        self._at = at
        if code not in ENTER:
            self._number += DIGITS.get(code, "")
            self._whole &= code in DIGITS
            return None
        number, whole = self._number, self._whole
        self._number, self._whole = "", True
        return number if whole and SHORTEST <= len(number) <= LONGEST else None


async def read_cards(
    device: Path, card: Callable[[str], Awaitable[None]], ioctl: Ioctl = fcntl.ioctl
) -> None:
    """Tell `card` each number, one after the other, for ever; wait for a reader that is gone."""
    cards: asyncio.Queue[str] = asyncio.Queue(WAITING_CARDS)
    reading = asyncio.create_task(_keep(device, cards, ioctl), name="card reader")
    try:
        while True:
            await card(await cards.get())
    finally:
        reading.cancel()


async def _keep(device: Path, cards: asyncio.Queue[str], ioctl: Ioctl) -> None:
    lost = False
    while True:
        try:
            async with evdev.opened(device) as fd:
                evdev.date_by_the_loop(fd, ioctl)
                evdev.grab(fd, ioctl)
                lost = False
                await read_until_lost(fd, partial(_read, fd, Typed(), cards))
        except ButtonLost as error:
            if not lost:
                log.warning("card reader %s: %s", device, error)
            lost = True
        await asyncio.sleep(RETRY_S)


def _read(fd: int, typed: Typed, cards: asyncio.Queue[str]) -> None:
    for event in evdev.read_events(fd):
        number = typed.hear(event)
        if number is not None and not cards.full():
            cards.put_nowait(number)


def add_card_reader(app: web.Application, device: Path, ioctl: Ioctl = fcntl.ioctl) -> None:
    """Have the page's walkers sign on by their card."""

    async def reading(app: web.Application) -> AsyncIterator[None]:
        read = partial(read_cards, device, app[CARDS], ioctl)
        running = asyncio.create_task(keep_running("card reader", read), name="cards")
        yield
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    app.cleanup_ctx.append(reading)
