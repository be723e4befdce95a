"""A wheelhouse is taken as a whole, for the computer that it was made for, or not at all."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from treadctl.cli.setup.manifest import (
    NAME,
    check_fit,
    checked,
    this_architecture,
    this_python,
    write,
)
from treadctl.errors import BadInput


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.whl").write_bytes(b"wheel")
    (tmp_path / "requirements.txt").write_bytes(b"a==1")
    write(tmp_path, "1.2.3", "aarch64", ["3.11", "3.13"])
    return tmp_path


def test_what_was_written_is_found_again(folder: Path) -> None:
    found = checked(folder)
    assert (found.treadctl, found.architecture, found.pythons) == (
        "1.2.3",
        "aarch64",
        ("3.11", "3.13"),
    )
    assert set(found.files) == {"a.whl", "requirements.txt"}


def test_a_version_is_another_once_any_file_is(folder: Path) -> None:
    before = checked(folder).version
    assert before.startswith("1.2.3-")
    (folder / "a.whl").write_bytes(b"other")
    assert write(folder, "1.2.3", "aarch64", ["3.11", "3.13"]).version != before


def change(folder: Path) -> None:
    (folder / "a.whl").write_bytes(b"wheeL")


def remove(folder: Path) -> None:
    (folder / "a.whl").unlink()


def add(folder: Path) -> None:
    (folder / "evil.whl").write_bytes(b"")


def scramble(folder: Path) -> None:
    (folder / NAME).write_bytes(b"{")


def lead_out(folder: Path) -> None:
    found = json.loads((folder / NAME).read_text())
    found["files"]["../passwd"] = "0"
    (folder / NAME).write_text(json.dumps(found))


def empty(folder: Path) -> None:
    (folder / NAME).unlink()


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (change, "a.whl is damaged; copy the wheelhouse again."),
        (remove, "a.whl cannot be read (No such file or directory); copy it again."),
        (add, "evil.whl is no part of this wheelhouse; remove it."),
        (scramble, "manifest.json is damaged; copy the wheelhouse again."),
        (lead_out, "'../passwd' is no name of a file"),
        (empty, "is no wheelhouse."),
    ],
)
def test_harm_is_named(folder: Path, harm: Callable[[Path], None], says: str) -> None:
    harm(folder)
    with pytest.raises(BadInput) as raised:
        checked(folder)
    assert says in str(raised.value)


@pytest.mark.parametrize(
    ("python", "architecture", "says"),
    [
        ("3.12", "aarch64", "make wheelhouse PLATFORM=aarch64 PYTHONS=3.12"),
        ("3.11", "x86_64", "make wheelhouse PLATFORM=x86_64"),
    ],
)
def test_for_another_computer_it_says_how_to_make_one(
    folder: Path, python: str, architecture: str, says: str
) -> None:
    found = checked(folder)
    check_fit(found, folder, "3.13", "aarch64")
    with pytest.raises(BadInput) as raised:
        check_fit(found, folder, python, architecture)
    assert says in str(raised.value)


def test_a_system_of_32_bits_is_told_what_it_needs(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its kernel may be one of 64 bits, and says so."""
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    assert this_architecture() == "aarch64"
    monkeypatch.setattr("sys.maxsize", 2**31 - 1)
    with pytest.raises(BadInput, match="install Raspberry Pi OS or Debian for 64 bits"):
        check_fit(checked(folder), folder, "3.11", this_architecture())


def test_a_python_is_named_by_two_numbers() -> None:
    assert this_python().count(".") == 1
