"""A disk that is full: no walk begins on it, and a walk under way does not notice."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rooms import START, STOP, story
from tests.small_disk import disk
from tests.test_disk import AIR_S, pressed_to_written_s
from treadctl.model import StopCause
from treadctl.safety.latch import Latch
from treadctl.session.session import Stage

FILLING = b"x" * 4096


def fill(latch: Path) -> None:
    """Let every write to the latch find the disk full."""
    latch.unlink(missing_ok=True)
    latch.symlink_to("/dev/full")


async def test_a_full_disk_refuses_the_start_and_says_what_to_do(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await told.walk_to(Stage.COUNTDOWN)
        fill(tmp_path / "latch")
        await told.over()
        (refusal,) = told.said("refused")
        assert "No space left on device" in str(refusal.data["words"])
        assert "Free some disk space" in str(refusal.data["words"])
        assert told.starts == 0


async def test_a_disk_that_fills_up_in_a_walk_is_no_matter_to_the_walk_and_its_stop(
    tmp_path: Path,
) -> None:
    latch = tmp_path / "latch"
    async with story(tmp_path) as told:
        await told.walk_to(Stage.WALKING)
        fill(latch)
        await told.until(lambda: told.target_kmh > 0.9)
        told.stop(pain=True)
        await told.stands()
        assert pressed_to_written_s(told) <= AIR_S
        assert told.supervisor.latched is StopCause.PAIN
        latch.unlink()
        await asyncio.sleep(1.0)
        assert Latch(latch).read() is StopCause.PAIN


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with disk(tmp_path / "disk", "64k") as place:
        yield place


async def test_on_a_disk_that_is_truly_full_the_latch_can_still_be_kept(small_disk: Path) -> None:
    async with story(small_disk) as told:
        await told.walk_to(Stage.WALKING)
        with pytest.raises(OSError, match="No space left"):
            for number in range(1000):
                (small_disk / f"filling-{number}").write_bytes(FILLING)
        told.stop(pain=True)
        await told.stands()
        await asyncio.sleep(1.0)
        assert Latch(small_disk / "latch").read() is StopCause.PAIN
        assert told.written_since(told.said("stop_requested")[0].at - 0.001) == {STOP}
        assert told.machine.writes[-1][1] != START
