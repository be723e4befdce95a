"""Input devices: the kernel's records and requests, by their bytes."""

import asyncio
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.safety.buttons.fake_input import (
    EV_KEY,
    EVIOCGKEY,
    EVIOCGRAB,
    EVIOCSCLOCKID,
    KEY_ENTER,
    KEY_SPACE,
    FakeDevice,
    event_bytes,
)
from treadctl.safety.buttons import ButtonLost, ButtonTaken, evdev

CLOCK_MONOTONIC = b"\x01\x00\x00\x00"  # linux/time.h


@pytest.fixture
def device(tmp_path: Path) -> Iterator[FakeDevice]:
    device = FakeDevice(tmp_path / "event0")
    yield device
    device.close()


def test_a_record_is_read_as_the_kernel_writes_it() -> None:
    near, far = os.pipe()
    #                 seconds           microseconds      type  code  value
    os.write(far, bytes.fromhex("0a00000000000000 20a1070000000000 0100 1c00 01000000"))
    assert evdev.read_events(near) == [evdev.InputEvent(10.5, EV_KEY, KEY_ENTER, 1)]
    assert len(event_bytes(EV_KEY, KEY_ENTER, 1, 10.5)) == 24
    os.close(near)
    os.close(far)


def test_a_torn_record_is_a_loss() -> None:
    near, far = os.pipe()
    os.write(far, bytes(25))
    with pytest.raises(ButtonLost, match="no input device"):
        evdev.read_events(near)
    os.close(near)
    os.close(far)


def test_the_end_of_the_file_is_a_loss(device: FakeDevice) -> None:
    fd = evdev.open_device(device.path)
    device.unplug()
    with pytest.raises(ButtonLost, match="unplugged"):
        evdev.read_bytes(fd)
    os.close(fd)


def test_a_file_that_cannot_be_read_is_a_loss(device: FakeDevice) -> None:
    fd = os.open(device.path, os.O_WRONLY | os.O_NONBLOCK)
    with pytest.raises(ButtonLost, match="Bad file descriptor"):
        evdev.read_bytes(fd)
    os.close(fd)


def test_the_keys_that_are_held_are_those_whose_bits_are_set(device: FakeDevice) -> None:
    device.held = {KEY_ENTER, KEY_SPACE, 0x2FF}
    assert evdev.keys_down(0, device.ioctl) == device.held
    assert device.asked == [(EVIOCGKEY, bytes(96))]


def test_grabbing_and_dating_are_the_requests_that_the_kernel_knows(device: FakeDevice) -> None:
    evdev.grab(0, device.ioctl)
    evdev.date_by_the_loop(0, device.ioctl)
    assert device.asked == [(EVIOCGRAB, b"\x01\x00\x00\x00"), (EVIOCSCLOCKID, CLOCK_MONOTONIC)]


def test_a_device_that_another_program_grabbed_is_taken(device: FakeDevice) -> None:
    device.grabbed_elsewhere = True
    with pytest.raises(ButtonTaken, match="Another program has grabbed it"):
        evdev.grab(0, device.ioctl)


def test_a_device_that_went_away_says_so_to_each_request(device: FakeDevice) -> None:
    device.gone = True
    for ask in (evdev.grab, evdev.date_by_the_loop, evdev.keys_down):
        with pytest.raises(ButtonLost, match="It was unplugged"):
            ask(0, device.ioctl)


def test_a_file_that_is_no_input_device_is_refused_by_the_kernel_itself(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    fd = evdev.open_device(tmp_path / "file")
    for ask in (evdev.grab, evdev.date_by_the_loop, evdev.keys_down):
        with pytest.raises(ButtonLost, match="no input device: Inappropriate ioctl"):
            ask(fd)
    os.close(fd)


def test_a_device_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ButtonLost, match=r"event7 is not there\. Plug it in"):
        evdev.open_device(tmp_path / "event7")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "Add this user to group input"),
        (OSError(errno.ENODEV, "No such device"), "It was unplugged"),
        (OSError(errno.ELOOP, "Too many links"), "no input device: Too many links"),
    ],
)
def test_a_device_that_cannot_be_opened_says_why(
    error: OSError, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, _flags: int) -> int:
        raise error

    monkeypatch.setattr(os, "open", refuse)  # root, whom tests may run as, is refused nothing
    with pytest.raises(ButtonLost, match=says):
        evdev.open_device(Path("event0"))


async def test_a_device_is_closed_however_the_block_ends(device: FakeDevice) -> None:
    with pytest.raises(ButtonLost):
        async with evdev.opened(device.path) as fd:
            raise ButtonLost("for the test")
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(fd)
    await asyncio.sleep(0)
