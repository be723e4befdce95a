"""Configuration files as a gym would write them, and what is said of a wrong one."""

from pathlib import Path

import pytest

from treadctl.config import load
from treadctl.errors import BadInput

LEAST = 'treadmill = "ftms://F0:F1:F2:F3:F4:F5"\npain_button = "none"\n'


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "treadctl.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(folder: Path, text: str | bytes) -> str:
    with pytest.raises(BadInput) as caught:
        load(written(folder, text))
    return str(caught.value)
