"""A card reader: a fake of its event device, of which the bytes are real and its ioctls are not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from tests.edges.recorder.news import database
from tests.safety.buttons.fake_input import EV_SYN, EVIOCGRAB, SYN_DROPPED, FakeDevice
from treadctl.board.board import Board
from treadctl.board.window import NearWindow
from treadctl.edges.card_reader import DIGITS, ENTER, PAUSE_S, Typed, add_card_reader, read_cards
from treadctl.edges.people.card import NEW
from treadctl.edges.people.people import People
from treadctl.edges.recorder.store import Store
from treadctl.edges.web import application
from treadctl.safety.buttons.evdev import EV_KEY, InputEvent

CARD = "0012345642"
LETTER = 30
KEYS = {digit: code for code, digit in reversed(DIGITS.items())}
PAD = {digit: code for code, digit in DIGITS.items()}


def typed(codes: list[int], at: float = 100.0, pause_s: float = 0.01) -> list[str]:
    """The cards that these keys make, each pressed and let go."""
    reader, found = Typed(), list[str]()
    for n, code in enumerate(codes):
        for value in (1, 0):
            number = reader.hear(InputEvent(at + n * pause_s, EV_KEY, code, value))
            found += [] if number is None else [number]
    return found


def codes(number: str, enter: int = ENTER[0]) -> list[int]:
    return [*(KEYS[digit] for digit in number), enter]


@pytest.mark.parametrize("enter", ENTER)
def test_a_number_and_enter_are_a_card(enter: int) -> None:
    assert typed(codes(CARD, enter)) == [CARD]
    assert typed([PAD[digit] for digit in CARD] + [enter]) == [CARD]


def test_the_next_card_begins_anew() -> None:
    assert typed(codes(CARD) + codes("98765")) == [CARD, "98765"]


@pytest.mark.parametrize("keys", [[ENTER[0]], codes("123"), codes("1" * 21)])
def test_what_is_too_short_or_too_long_is_no_card(keys: list[int]) -> None:
    assert typed(keys) == []


def test_what_has_a_letter_in_it_is_no_card_and_the_next_one_is() -> None:
    assert typed([KEYS["1"], LETTER, *codes(CARD), *codes(CARD)]) == [CARD]


def test_what_was_typed_long_before_is_not_part_of_a_card() -> None:
    assert typed(codes(CARD), pause_s=PAUSE_S + 0.1) == []


def test_a_number_of_which_some_was_lost_is_no_card() -> None:
    reader = Typed()
    for code in codes(CARD)[:-1]:
        reader.hear(InputEvent(100.0, EV_KEY, code, 1))
    reader.hear(InputEvent(100.0, EV_SYN, SYN_DROPPED, 0))
    assert reader.hear(InputEvent(100.0, EV_KEY, ENTER[0], 1)) is None


# -- at a device ---------------------------------------------------------------------------------


def hold(device: FakeDevice, number: str) -> None:
    """Hold a card to the reader."""
    at = asyncio.get_running_loop().time()
    for code in codes(number):
        device.key(code, 1, at)
        device.key(code, 0, at)


@asynccontextmanager
async def reading(device: FakeDevice) -> AsyncIterator["asyncio.Queue[str]"]:
    """The numbers that are read."""
    read = asyncio.Queue[str]()
    task = asyncio.create_task(read_cards(device.path, read.put, device.ioctl))
    try:
        yield read
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        device.close()


@pytest.mark.realtime
async def test_a_card_is_read_from_a_device_that_nobody_else_gets(tmp_path: Path) -> None:
    device = FakeDevice(tmp_path / "reader")
    async with reading(device) as read, asyncio.timeout(20.0):
        hold(device, CARD)
        assert await read.get() == CARD
        assert EVIOCGRAB in {request for request, _ in device.asked}


@pytest.mark.realtime
async def test_a_reader_that_is_unplugged_is_said_once_and_read_again_once_it_is_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "reader"
    device = FakeDevice(path)
    async with reading(device) as read, asyncio.timeout(20.0):
        hold(device, CARD)
        await read.get()
        device.unplug()
        await asyncio.sleep(2.5)
        assert len([one for one in caplog.messages if "card reader" in one]) == 1
        again = FakeDevice(path)
        hold(again, "98765")
        assert await read.get() == "98765"
        again.close()


@pytest.mark.realtime
async def test_a_card_at_this_machine_s_reader_reaches_the_page(tmp_path: Path) -> None:
    database(tmp_path, []).close()
    device, store = FakeDevice(tmp_path / "reader"), Store(tmp_path / "history.sqlite")
    window = NearWindow(Board(), lambda _request: None)
    more = [partial(add_card_reader, device=device.path, ioctl=device.ioctl)]
    app = application(window, people=People(store), more=more)
    async with TestClient(TestServer(app)) as client, asyncio.timeout(20.0):
        async with client.ws_connect("/ws?page=page-number-1") as line:
            assert "before" in await line.receive_json()
            hold(device, CARD)
            while "reply" not in (news := await line.receive_json()):
                pass
            assert news == {"reply": {"ok": False, "reason": NEW}}
    device.close()
    store.close()
