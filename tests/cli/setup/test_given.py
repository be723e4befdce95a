"""The file with the broker's password, as systemd reads it."""

from pathlib import Path

from treadctl.cli.setup.given import given
from treadctl.cli.setup.units import file


def test_each_variable_is_there_without_its_quotes(tmp_path: Path) -> None:
    text = "# a note\n; another\nUSER_NAME = desk\nPASSWORD='ro se=bud'\nEMPTY=\nno variable\n"
    (tmp_path / "environment").write_text(text)
    assert given(tmp_path / "environment") == {
        "USER_NAME": "desk",
        "PASSWORD": "ro se=bud",
        "EMPTY": "",
    }


def test_what_an_installation_begins_with_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "environment").write_text(file("environment"))
    assert given(tmp_path / "environment") == {}


def test_where_there_is_none_nothing_is_given(tmp_path: Path) -> None:
    assert given(tmp_path / "environment") == {}
