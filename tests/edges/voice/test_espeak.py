"""One sentence into one file, by the real engine."""

from pathlib import Path

import pytest

from tests.edges.voice.recordings import lasts_s, names
from treadctl.edges.voice import espeak

pytestmark = pytest.mark.realtime


async def test_a_sentence_becomes_a_sound_file_as_long_as_it_takes_to_say(tmp_path: Path) -> None:
    file = tmp_path / "one.wav"
    await espeak.render("Stopping. Hold the rails.", 150, file)
    assert 1.0 < lasts_s(file) < 3.0
    assert names(tmp_path) == {"one.wav"}


async def test_fewer_words_a_minute_take_longer(tmp_path: Path) -> None:
    slow, quick = tmp_path / "slow.wav", tmp_path / "quick.wav"
    await espeak.render("Clip the safety key to your clothes.", 120, slow)
    await espeak.render("Clip the safety key to your clothes.", 180, quick)
    assert lasts_s(slow) > 1.2 * lasts_s(quick)


async def test_a_unit_is_read_and_not_spelled(tmp_path: Path) -> None:
    written, read = tmp_path / "written.wav", tmp_path / "read.wav"
    await espeak.render("It starts at 1.0 km/h.", 150, written)
    await espeak.render("It starts at 1.0 kilometres an hour.", 150, read)
    assert written.read_bytes() == read.read_bytes()


async def test_words_that_look_like_an_option_are_words(tmp_path: Path) -> None:
    await espeak.render("--help", 150, tmp_path / "one.wav")
    assert lasts_s(tmp_path / "one.wav") > 0.2


async def test_a_folder_that_is_not_there_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        await espeak.render("Stopping.", 150, tmp_path / "gone" / "one.wav")
    assert names(tmp_path) == set()


def test_an_engine_that_is_not_there_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert espeak.installed()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not espeak.installed()
