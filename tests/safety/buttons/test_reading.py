"""Reading as soon as there is something: real file descriptors on a real loop."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.safety.buttons.panel import until
from treadctl.safety.buttons import ButtonLost
from treadctl.safety.buttons.reading import read_until_lost, reading

pytestmark = pytest.mark.realtime


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    near, far = os.pipe()
    yield near, far
    os.close(near)
    os.close(far)


async def test_it_reads_each_time_until_what_is_read_means_a_loss(pipe: tuple[int, int]) -> None:
    near, far = pipe
    read: list[bytes] = []

    def take() -> None:
        read.append(os.read(near, 1))
        if read[-1] == b"x":
            raise ButtonLost("gone")

    os.write(far, b"abxc")
    with pytest.raises(ButtonLost, match="gone"):
        await read_until_lost(near, take)
    assert read == [b"a", b"b", b"x"]


async def test_nothing_is_read_after_the_block(pipe: tuple[int, int]) -> None:
    near, far = pipe
    with reading(near, lambda: os.read(near, 1)):
        os.write(far, b"a")
        await asyncio.sleep(0.01)
        os.write(far, b"b")
    await asyncio.sleep(0.01)
    assert os.read(near, 9) == b"b"


async def test_a_loss_that_nobody_waits_for_any_more_is_no_complaint(
    pipe: tuple[int, int], caplog: pytest.LogCaptureFixture
) -> None:
    near, far = pipe

    def take() -> None:
        raise ButtonLost("gone")

    with reading(near, take) as lost:
        os.write(far, b"a")
        await until(lost.done)
    del lost
    assert caplog.records == []


async def test_being_cancelled_while_there_is_something_to_read_is_no_error(
    pipe: tuple[int, int], caplog: pytest.LogCaptureFixture
) -> None:
    near, far = pipe

    def take() -> None:
        raise ButtonLost("gone")

    waiting = asyncio.create_task(read_until_lost(near, take))
    await asyncio.sleep(0)
    os.write(far, b"a")
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert caplog.records == []


async def test_a_file_that_nobody_can_wait_for_is_a_loss(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with path.open("rb") as file, pytest.raises(ButtonLost, match="no input device"):
        await read_until_lost(file.fileno(), lambda: None)
