"""The section for the heart rate: one source, one ceiling."""

from pathlib import Path

import pytest

from tests.config_file import LEAST, refusal, written
from treadctl.config import load

HEART = LEAST + "[heart_rate]\n"
STRAP = 'strap = "hr://F0:F1:F2:F3:F4:A0"\n'


@pytest.mark.parametrize(
    ("limit", "ceiling"),
    [
        ("ceiling_bpm = 120", 120),
        ("age = 45", 132),
        ("age = 70\nresting_bpm = 60", 118),
        ("age = 70\nbeta_blocker = true", 96),
    ],
)
def test_a_heart_rate_has_a_source_and_a_ceiling(tmp_path: Path, limit: str, ceiling: int) -> None:
    found = load(written(tmp_path, HEART + STRAP + limit)).heart_rate
    assert found is not None
    assert (found.strap, found.ceiling) == ("hr://F0:F1:F2:F3:F4:A0", ceiling)


def test_the_treadmill_itself_can_be_the_source_of_the_heart_rate(tmp_path: Path) -> None:
    found = load(written(tmp_path, HEART + 'source = "treadmill"\nage = 45\n')).heart_rate
    assert found is not None and found.strap is None


def test_without_a_section_heart_rate_is_no_rule(tmp_path: Path) -> None:
    assert load(written(tmp_path, LEAST)).heart_rate is None


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("age = 45", ", line 3, heart_rate: it needs either strap or source"),
        (STRAP, ", line 3, heart_rate: it needs either ceiling_bpm or age"),
        (STRAP + 'source = "treadmill"\nage = 45', "it needs either strap or source"),
        (STRAP + "age = 45\nceiling_bpm = 120", "it needs either ceiling_bpm or age"),
        (STRAP + "age = 100\nbeta_blocker = true\nresting_bpm = 95", "leaves nothing"),
        ('strap = "hr://H10"\nage = 45', ", line 4, heart_rate.strap: 'hr://H10' is no strap; wri"),
        (STRAP + "ceiling_bpm = 300", ", line 5, heart_rate.ceiling_bpm: "),
        (STRAP + "aeg = 45", ", line 5, heart_rate.aeg: "),
    ],
)
def test_a_wrong_heart_rate_is_named_by_its_line(tmp_path: Path, more: str, says: str) -> None:
    assert says in refusal(tmp_path, HEART + more)
