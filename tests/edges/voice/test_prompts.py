"""The files of the sentences: made once, kept, and no reason for anything else to fail."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.edges.voice.recordings import names, record
from treadctl.edges.voice.chime import CHIME
from treadctl.edges.voice.prompts import NO_ENGINE, Prompts
from treadctl.edges.voice.sentences import sentences, urgent

pytestmark = pytest.mark.realtime


@asynccontextmanager
async def kept(prompts: Prompts, until: Callable[[], bool]) -> AsyncIterator[None]:
    """Keep them, and go on once `until` is true."""
    keeping = asyncio.create_task(prompts.keep())
    prompts.wish()
    try:
        async with asyncio.timeout(20):
            while not until():  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.01)
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


def ages(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}


async def test_what_cannot_wait_is_made_first(tmp_path: Path) -> None:
    prompts = Prompts(tmp_path / "voice")
    async with kept(prompts, lambda: len(prompts.files) >= len(urgent())):
        assert tuple(prompts.files)[: len(urgent())] == urgent()
        assert all(file.stat().st_size > 1000 for file in prompts.files.values())


async def test_nothing_is_made_before_a_page_wants_it(tmp_path: Path) -> None:
    prompts = Prompts(tmp_path / "voice")
    keeping = asyncio.create_task(prompts.keep())
    await asyncio.sleep(0.1)
    assert not (tmp_path / "voice").exists() and not prompts.complete
    keeping.cancel()


async def test_what_is_there_is_not_made_again_and_what_is_missing_is(tmp_path: Path) -> None:
    record(Prompts(tmp_path), 0.01)
    lost = next(iter(Prompts(tmp_path).wanted().values()))
    lost.unlink()
    before = ages(tmp_path)
    prompts = Prompts(tmp_path)
    async with kept(prompts, lambda: prompts.complete):
        assert set(prompts.files) == set(sentences())
    after = ages(tmp_path)
    assert after.pop(lost.name) and after.pop(CHIME)
    assert after == before


async def test_what_nobody_says_any_more_is_removed_and_other_files_stay(tmp_path: Path) -> None:
    record(Prompts(tmp_path, 120), 0.01)
    record(Prompts(tmp_path, 150), 0.01)
    (tmp_path / "0.part").touch()
    (tmp_path / "readme.txt").touch()
    prompts = Prompts(tmp_path, 150)
    async with kept(prompts, lambda: prompts.complete):
        left = names(tmp_path)
    assert left == {file.name for file in prompts.wanted().values()} | {"readme.txt", CHIME}


async def test_a_missing_engine_is_one_line_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    prompts = Prompts(tmp_path / "voice")
    with caplog.at_level(logging.INFO, "treadctl"):
        async with kept(prompts, lambda: prompts.complete):
            assert not prompts.files
    assert caplog.messages == [NO_ENGINE]


async def test_a_disk_that_takes_nothing_is_one_line_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "voice").write_text("in the way")
    prompts = Prompts(tmp_path / "voice")
    async with kept(prompts, lambda: prompts.complete):
        assert not prompts.files
    assert len(caplog.messages) == 1 and "The voice is not whole" in caplog.text
