"""What the service manager hears of us, on a real socket of its kind."""

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from treadctl.notify import READY, Watchdog, notify

PERIOD_S = 2.0


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A service manager's end of the socket, which this process was told of."""
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(path)
        heard.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", path)
        yield heard


@pytest.fixture
def asked(manager: socket.socket, monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    """The same; it wants to hear of us every PERIOD_S seconds."""
    monkeypatch.setenv("WATCHDOG_USEC", str(int(PERIOD_S * 1e6)))
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    return manager


def heard(manager: socket.socket) -> list[bytes]:
    """All that was said and not yet read."""
    said = []
    while True:
        try:
            said.append(manager.recv(4096))
        except BlockingIOError:
            return said


def test_what_is_said_arrives_as_it_is(manager: socket.socket) -> None:
    notify(READY)
    assert heard(manager) == [b"READY=1"]


def test_an_abstract_name_is_reached_too(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"treadctl-test-{os.getpid()}"
    monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}")
        manager.setblocking(False)
        notify(READY)
        assert heard(manager) == [b"READY=1"]


@pytest.mark.parametrize("address", [None, "", "@", "/nobody/here", "/" + "x" * 200])
def test_without_a_manager_that_listens_nothing_happens(
    monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    if address is not None:
        monkeypatch.setenv("NOTIFY_SOCKET", address)
    notify(READY)


def test_a_manager_that_does_not_read_is_not_waited_for(manager: socket.socket) -> None:
    for _ in range(10_000):
        notify(READY)
    assert 0 < len(heard(manager)) < 10_000


async def test_a_watchdog_is_fed_at_most_four_times_a_period(asked: socket.socket) -> None:
    watchdog = Watchdog()
    watchdog.feed()
    assert heard(asked) == [b"WATCHDOG=1"]
    for _ in range(40):
        await asyncio.sleep(PERIOD_S / 40)
        watchdog.feed()
    assert 3 <= len(heard(asked)) <= 4


async def test_a_watchdog_that_is_not_fed_hears_nothing(asked: socket.socket) -> None:
    Watchdog()
    await asyncio.sleep(10 * PERIOD_S)
    assert heard(asked) == []


@pytest.mark.parametrize(
    ("period_us", "pid"),
    [(None, None), ("0", None), ("soon", None), ("", None), ("2000000", "1"), ("2000000", "x")],
)
async def test_a_watchdog_that_asked_somebody_else_or_nobody_is_not_fed(
    manager: socket.socket, monkeypatch: pytest.MonkeyPatch, period_us: str | None, pid: str | None
) -> None:
    for name, value in (("WATCHDOG_USEC", period_us), ("WATCHDOG_PID", pid)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    Watchdog().feed()
    assert heard(manager) == []


async def test_a_watchdog_that_named_no_process_asked_us(
    asked: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WATCHDOG_PID")
    Watchdog().feed()
    assert heard(asked) == [b"WATCHDOG=1"]
