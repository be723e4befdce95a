"""The section for phones."""

from pathlib import Path

import pytest

from treadctl.config import Config, load
from treadctl.errors import BadInput

USUAL = 'treadmill = "sim://"\npain_button = "none"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "treadctl.toml"
    path.write_text(USUAL + text)
    return path


def test_without_the_section_there_is_no_second_screen(tmp_path: Path) -> None:
    assert load(written(tmp_path, "")).phone is None


def test_the_section_names_where_phones_come(tmp_path: Path) -> None:
    config = load(written(tmp_path, '[phone]\nlisten = "192.168.1.5:8081"\n'))
    assert config.phone is not None and config.phone.listen == "192.168.1.5:8081"


def test_an_address_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"line 4, phone\.listen: Phones need one address"):
        load(written(tmp_path, '[phone]\nlisten = "0.0.0.0:8081"\n'))


def test_the_schema_says_what_it_opens() -> None:
    described = str(Config.model_json_schema()["$defs"]["PhoneConfig"]["description"])
    assert "opens one port" in described and "anyone can stop" in described
