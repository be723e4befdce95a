"""The kernel's numbers, how a device is opened, and how it goes."""

import errno
import os
from pathlib import Path

import pytest

from tests.safety.buttons.fake_input import EV_KEY, EV_SYN, SYN_DROPPED
from treadctl.safety.buttons import ButtonLost, evdev


def test_events_have_the_kernel_s_numbers() -> None:
    assert (evdev.EV_SYN, evdev.EV_KEY, evdev.SYN_DROPPED) == (EV_SYN, EV_KEY, SYN_DROPPED)


def test_a_device_is_opened_to_be_read_without_waiting(tmp_path: Path) -> None:
    (tmp_path / "event0").touch()
    fd = evdev.open_device(tmp_path / "event0")
    assert not os.get_blocking(fd)
    os.close(fd)


@pytest.mark.parametrize("gone", [errno.ENODEV, errno.ENXIO])
def test_a_device_that_went_while_it_was_asked_was_unplugged(gone: int) -> None:
    def ioctl(_fd: int, _request: int, _argument: bytes, /) -> bytes:
        raise OSError(gone, os.strerror(gone))

    with pytest.raises(ButtonLost, match="unplugged"):
        evdev.keys_down(0, ioctl)
