"""Each change knows whether it is due, says itself, and is made once."""

from pathlib import Path

import pytest

from treadctl.cli.setup.changes import Change, File, Folder, Gone, Link, is_due, make, told


@pytest.fixture
def there(tmp_path: Path) -> Path:
    (tmp_path / "old").write_text("old")
    (tmp_path / "folder/in it").mkdir(parents=True)
    return tmp_path


def changes(place: Path) -> list[Change]:
    return [
        Folder(place / "new/deep"),
        Folder(place / "folder", 0o700),
        File(place / "new/file", "text\n"),
        File(place / "old", "new", 0o600),
        Link(place / "link", "old"),
        Gone(place / "folder"),
        Gone(place / "old"),
    ]


@pytest.mark.parametrize("number", range(7))
def test_what_is_due_is_made_and_then_no_longer_due(there: Path, number: int) -> None:
    change = changes(there)[number]
    assert is_due(change)
    assert str(change.path) in told(change)
    make(change)
    assert not is_due(change)


def test_a_file_has_its_text_and_its_rights(there: Path) -> None:
    make(File(there / "old", "new", 0o600))
    assert (there / "old").read_text() == "new"
    assert (there / "old").stat().st_mode & 0o777 == 0o600
    assert is_due(File(there / "old", "new", 0o644))
    assert {one.name for one in there.iterdir()} == {"old", "folder"}


def test_a_file_that_others_write_in_is_left_alone(there: Path) -> None:
    assert not is_due(File(there / "old", "new", 0o600, ours=False))
    assert is_due(File(there / "none", "new", ours=False))


def test_a_link_takes_the_place_of_another(there: Path) -> None:
    make(Link(there / "link", "old"))
    assert is_due(Link(there / "link", "folder"))
    make(Link(there / "link", "folder"))
    assert (there / "link").readlink() == Path("folder")


def test_a_link_is_removed_and_what_it_leads_to_stays(there: Path) -> None:
    make(Link(there / "link", "folder"))
    make(Gone(there / "link"))
    assert (there / "folder").is_dir()
