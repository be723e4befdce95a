"""Setting the professional's code."""

from pathlib import Path

from tests.cli.command import Treadctl
from treadctl.edges.professional.pin import fits, read


def kept(folder: Path) -> Path:
    return folder / "state" / "professional-code"


def test_the_code_is_read_from_stdin_and_kept_as_a_hash(treadctl: Treadctl, tmp_path: Path) -> None:
    ended = treadctl("pin", stdin="314159\n")
    assert (ended.code, ended.out) == (0, "")
    found = read(kept(tmp_path))
    assert found is not None and fits("314159", found)
    assert "314159" not in kept(tmp_path).read_text()


def test_a_code_that_is_too_short_is_refused_and_changes_nothing(
    treadctl: Treadctl, tmp_path: Path
) -> None:
    ended = treadctl("pin", stdin="1234\n")
    assert ended.code == 2
    assert "6 to 12 digits" in ended.complaint
    assert not kept(tmp_path).exists()


def test_the_code_can_be_taken_away(treadctl: Treadctl, tmp_path: Path) -> None:
    treadctl("pin", stdin="314159\n")
    assert treadctl("pin", "--remove").code == 0
    assert not kept(tmp_path).exists()
