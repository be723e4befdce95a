"""`treadctl sound`: whether a loudspeaker can be heard is known only by who stands there."""

import wave
from pathlib import Path

import pytest

from tests.cli.command import Treadctl

pytestmark = pytest.mark.realtime


@pytest.fixture
def aplay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the player of alsa-utils; it keeps what it was to play."""
    tool = tmp_path / "aplay"
    tool.write_text(f'#!/bin/sh\ncp "$2" {tmp_path}/played.wav\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tool


def test_the_chime_is_played_and_it_is_said_what_to_do_in_silence(
    treadctl: Treadctl, aplay: Path
) -> None:
    ended = treadctl("sound")
    assert ended.code == 0
    assert "If nobody heard it: alsamixer" in ended.out
    with wave.open(str(aplay.with_name("played.wav"))) as played:
        assert played.getnframes() > 0


def test_a_computer_without_a_loudspeaker_is_told(treadctl: Treadctl, aplay: Path) -> None:
    aplay.write_text("#!/bin/sh\necho 'no soundcards found...' >&2; exit 1\n")
    ended = treadctl("sound")
    assert ended.code == 1
    assert "no soundcards found... Look at: aplay -l" in ended.complaint.replace("....", "...")


def test_without_a_player_the_package_is_named(
    treadctl: Treadctl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = treadctl("sound")
    assert (ended.code, ended.complaint) == (1, "aplay is not there: apt-get install alsa-utils")
