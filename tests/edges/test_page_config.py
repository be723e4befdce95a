"""The page's part of the configuration."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from treadctl.edges.look import USUAL, Look
from treadctl.edges.page_config import PageConfig, same_device


def page(**given: object) -> PageConfig:
    return PageConfig.model_validate(given)


def test_what_is_not_written_is_as_usual() -> None:
    assert page().look == USUAL
    assert page().port == 8080


def test_what_is_written_is_how_the_page_looks() -> None:
    given = {"language": "de", "speed_unit": "mph", "theme": "contrast", "panel_width_mm": 344.0}
    assert page(**given, words_per_minute=130).look == Look("de", "mph", "contrast", 344.0, 130)


def test_two_names_of_one_device_are_one_device(tmp_path: Path) -> None:
    (tmp_path / "by-id").symlink_to(tmp_path / "event3")
    assert same_device(tmp_path / "by-id", str(tmp_path / "event3"))
    assert not same_device(tmp_path / "by-id", tmp_path / "event4")


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("language", "fr", "it must be one of en, de"),
        ("speed_unit", "m/s", "km/h"),
        ("theme", "pink", "contrast"),
        ("panel_width_mm", 84.0, "85"),
        ("words_per_minute", 181, "180"),
        ("touch_device", "/dev/mouse", "pattern"),
        ("colour", "red", "Extra inputs"),
    ],
)
def test_a_wrong_value_is_refused(key: str, value: object, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        page(**{key: value})
