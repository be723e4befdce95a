"""The line as a real pty."""

import asyncio
import os
import termios
import time
from collections.abc import AsyncIterator

import pytest

from firmware_bridge import wire
from simulators.bridge_machine import BridgeMachine
from simulators.serial_line import PtyLine, serial_line
from simulators.trackmaster_machine import TrackmasterMachine
from tests.simulators.tty_host import TtyHost, until

pytestmark = pytest.mark.realtime
BYTE_S = 10 / 4800


def now() -> float:
    return asyncio.get_running_loop().time()


@pytest.fixture
async def line() -> AsyncIterator[PtyLine]:
    async with serial_line(TrackmasterMachine(now())) as opened:
        yield opened


@pytest.fixture
def host(line: PtyLine) -> TtyHost:
    return TtyHost(line.path)


async def test_a_host_is_answered_at_the_pace_of_the_line(line: PtyLine, host: TtyHost) -> None:
    sent_at = now()
    host.send("a330303430c3")
    await host.hears("b3d330303430")
    assert now() - sent_at >= 11 * BYTE_S
    (arrived_at, order), *_ = line.machine.writes
    assert (order.hex(), arrived_at - sent_at >= 5 * BYTE_S) == ("a330303430", True)


async def test_a_host_may_come_and_go(line: PtyLine, host: TtyHost) -> None:
    host.send("c0")
    await host.hears("d031")
    for _ in range(3):
        host.close()
        host = TtyHost(line.path)
        host.send("c0")
        await host.hears("d031")
    host.close()


async def test_what_is_said_while_nobody_listens_is_lost(line: PtyLine, host: TtyHost) -> None:
    host.send("c0c1c2")
    host.close()
    await asyncio.sleep(0.2)
    again = os.open(line.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    with pytest.raises(BlockingIOError):
        os.read(again, 1)
    os.close(again)


async def test_a_host_at_the_wrong_speed_hears_garbage(line: PtyLine) -> None:
    host = TtyHost(line.path, termios.B9600)
    host.send("c0")
    await until(lambda: bool(host.told()))
    await asyncio.sleep(0.1)
    assert "d031" not in host.told()
    host.close()


async def test_a_silent_host_lets_the_machine_stop_its_belt(line: PtyLine, host: TtyHost) -> None:
    host.send("a0")
    await until(lambda: line.machine.belt.started)
    await until(lambda: not line.machine.belt.started)
    host.close()


async def test_an_unplugged_port_is_gone_and_comes_back_at_its_path(
    line: PtyLine, host: TtyHost
) -> None:
    line.befall("unplug")
    await until(host.is_gone)
    assert not line.path.is_symlink()
    with pytest.raises(OSError, match="Input/output"):
        host.send("c0")
    host.close()
    line.befall("replug")
    again = TtyHost(line.path)
    again.send("c0")
    await again.hears("d031")
    again.close()


async def test_an_answer_that_the_host_does_not_fetch_is_lost_and_blocks_nothing(
    line: PtyLine, host: TtyHost
) -> None:
    host.send("c0")
    await host.hears("d031")
    for _ in range(20):
        line.deliver(bytes(4096))
    assert len(host.told()) < 20 * 4096 * 2
    host.close()


async def test_nothing_is_left_behind() -> None:
    async with serial_line(TrackmasterMachine(now())) as line:
        path = line.path
    assert not path.parent.exists()


async def test_a_process_that_stood_still_does_not_count_as_silence(
    line: PtyLine, host: TtyHost
) -> None:
    host.send("a0")
    await host.hears("b0")
    _stand_still(0.7)
    host.send("c0")
    await host.hears("d032")
    host.close()


async def test_a_machine_that_steps_by_itself_goes_on_in_a_process_that_is_late_all_the_time() -> (
    None
):
    bridge = BridgeMachine(now())
    async with serial_line(bridge) as line:
        host = TtyHost(line.path, termios.B115200)
        begin = now()
        while now() < begin + 2.5:
            _stand_still(0.12)
            await asyncio.sleep(0.001)
        assert bridge.bridge.control.state == wire.SAFE  # a second of it is its own start
        host.close()


def _stand_still(seconds: float) -> None:

    time.sleep(seconds)
