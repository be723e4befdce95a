"""One serial port, on a real pty: bytes out at once, bytes in as they come."""

import asyncio
import fcntl
import os
import struct
import termios
import tty
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from treadctl.drivers import serial_port
from treadctl.drivers.serial_port import SerialPort, open_port
from treadctl.errors import ConnectFailed

pytestmark = pytest.mark.realtime

PATIENCE_S = 20.0
MUCH = os.urandom(200_000)


async def until(reached: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not reached():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)


class Host:
    """Who has the port open, and what was told."""

    port: SerialPort

    def __init__(self) -> None:
        self.heard = b""
        self.why: list[str] = []

    def received(self, data: bytes) -> None:
        self.heard += data

    async def open(self, path: str, baudrate: int = 4800) -> None:
        self.port = await open_port(path, baudrate, self.received, self.why.append)


class Pty:
    """The far end of a port. `path` is what a host opens."""

    def __init__(self) -> None:
        self.far, self._near = os.openpty()
        tty.setraw(self._near)
        os.set_blocking(self.far, False)
        self.path = os.ttyname(self._near)

    def unplug(self) -> None:
        for end in (self.far, self._near):
            if end >= 0:
                os.close(end)
        self.far = self._near = -1

    def read(self) -> bytes:
        try:
            return os.read(self.far, 65536)
        except BlockingIOError:
            return b""


@pytest.fixture
async def pty() -> AsyncIterator[Pty]:
    made = Pty()
    yield made
    made.unplug()


@pytest.fixture
async def host(pty: Pty) -> AsyncIterator[Host]:
    made = Host()
    await made.open(pty.path)
    yield made
    made.port.close()


async def test_what_is_written_is_with_the_system_before_anything_else_happens(
    host: Host, pty: Pty
) -> None:
    host.port.write(b"\xa2")
    assert pty.read() == b"\xa2"


async def test_every_byte_comes_as_it_was_sent(host: Host, pty: Pty) -> None:
    every = bytes(range(256))
    os.write(pty.far, every)
    await until(lambda: len(host.heard) >= 256)
    assert host.heard == every
    host.port.write(every)
    assert pty.read() == every


async def test_what_finds_no_room_follows_in_order_as_room_comes(host: Host, pty: Pty) -> None:
    host.port.write(MUCH[:150_000])
    host.port.write(MUCH[150_000:])
    read = bytearray()

    def all_there() -> bool:
        read.extend(pty.read())
        return len(read) >= len(MUCH)

    await until(all_there)
    assert bytes(read) == MUCH
    await asyncio.sleep(0)
    assert host.why == []


async def test_a_port_that_takes_no_more_is_lost(
    host: Host, pty: Pty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serial_port, "WRITE_LIMIT_S", 0.05)
    host.port.write(MUCH)
    await until(lambda: host.why)
    assert host.why == [f"{pty.path} takes no more bytes. Unplug the adapter and plug it in again."]


async def test_a_port_that_is_unplugged_is_told_once(host: Host, pty: Pty) -> None:
    pty.unplug()
    await until(lambda: host.why)
    host.port.write(b"\xa2")
    await asyncio.sleep(0.01)
    assert host.why == [f"{pty.path} is gone. Plug the adapter in again."]


async def test_a_port_that_is_found_gone_by_a_write_is_told_by_then(host: Host, pty: Pty) -> None:
    pty.unplug()
    host.port.write(b"\xa2")
    (why,) = host.why
    assert why.startswith(f"{pty.path} is gone")


async def test_nothing_is_told_of_a_port_that_was_closed(host: Host, pty: Pty) -> None:
    host.port.close()
    host.port.close()
    os.write(pty.far, b"late")
    pty.unplug()
    await asyncio.sleep(0.01)
    assert (host.heard, host.why) == (b"", [])


async def test_a_port_can_be_opened_again_once_it_was_closed(host: Host, pty: Pty) -> None:
    host.port.close()
    await host.open(pty.path)
    host.port.write(b"\xa2")
    assert pty.read() == b"\xa2"


async def test_a_port_is_set_to_its_speed_with_8_bits_no_parity_and_1_stop_bit(
    host: Host, pty: Pty
) -> None:
    _, _, control, _, speed_in, speed_out, _ = termios.tcgetattr(pty.far)
    assert speed_in == speed_out == termios.B4800
    assert control & (termios.CSIZE | termios.PARENB | termios.CSTOPB) == termios.CS8


async def test_dtr_and_rts_are_put_low_and_never_high(
    pty: Pty, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int]] = []

    def lines(_fd: int, request: int, argument: object = b"") -> bytes:
        """A pty has no such lines; a port has."""
        if isinstance(argument, bytes) and len(argument) == 4:
            asked.append((request, struct.unpack("I", argument)[0]))
        return b"\0" * 512

    monkeypatch.setattr(fcntl, "ioctl", lines)
    host = Host()
    await host.open(pty.path)
    assert {(termios.TIOCMBIC, termios.TIOCM_DTR), (termios.TIOCMBIC, termios.TIOCM_RTS)} <= {
        *asked
    }
    assert not [request for request, _ in asked if request == termios.TIOCMBIS]
    host.port.close()


async def test_a_port_belongs_to_whoever_opened_it_first(host: Host, pty: Pty) -> None:
    with pytest.raises(ConnectFailed, match="is in use by another program"):
        await Host().open(pty.path)


async def test_a_port_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConnectFailed, match=r"There is no .*ttyUSB7. Plug the adapter in"):
        await Host().open(str(tmp_path / "ttyUSB7"))


async def test_what_is_no_serial_port_is_said_so(tmp_path: Path) -> None:
    file = tmp_path / "notes"
    file.write_text("mine", encoding="utf-8")
    for path in (file, tmp_path):
        with pytest.raises(ConnectFailed, match=r"is no serial port. Run `treadctl scan`"):
            await Host().open(str(path))
    assert file.read_text(encoding="utf-8") == "mine"


async def test_a_speed_that_no_port_has_is_said_so(pty: Pty) -> None:
    with pytest.raises(ConnectFailed, match=r"cannot run at -1 baud. Correct \?baud="):
        await Host().open(pty.path, -1)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError(13, "Permission denied"), "Join the group `dialout`, then log in again"),
        (OSError(16, "Device or resource busy"), "in use by another program"),
        (OSError(6, "No such device or address"), "Nothing is connected to"),
        (OSError(19, "No such device"), "Nothing is connected to"),
    ],
)
async def test_what_the_system_refuses_is_said_in_plain_words(
    pty: Pty, monkeypatch: pytest.MonkeyPatch, error: OSError, says: str
) -> None:
    def refuse(*_arguments: object) -> int:
        raise error

    monkeypatch.setattr(os, "open", refuse)  # whoever runs this may open anything
    with pytest.raises(ConnectFailed, match=says):
        await Host().open(pty.path)
