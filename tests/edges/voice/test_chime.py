"""The tone before words."""

import wave
from pathlib import Path

from treadctl.edges.voice.chime import CHIME, LASTS_S, RATE_HZ, make_chime


def test_it_lasts_until_the_words_begin_and_fades(tmp_path: Path) -> None:
    make_chime(tmp_path / CHIME)
    with wave.open(str(tmp_path / CHIME)) as tone:
        assert tone.getnframes() == LASTS_S * RATE_HZ
        loudness = [max(tone.readframes(RATE_HZ // 10)[1::2]) for _ in range(2)]
    assert loudness[0] > 0
    assert [one.name for one in tmp_path.iterdir()] == [CHIME]


def test_it_is_made_once(tmp_path: Path) -> None:
    (tmp_path / CHIME).write_text("mine")
    make_chime(tmp_path / CHIME)
    assert (tmp_path / CHIME).read_text() == "mine"
