"""An environment is there whole, or not at all."""

from pathlib import Path

import pytest

from treadctl.cli.setup import environment
from treadctl.cli.setup.layout import DONE, Layout, fits
from treadctl.cli.setup.manifest import checked
from treadctl.errors import TreadctlError


@pytest.mark.realtime
def test_one_that_is_made_says_so_last_and_from_what(wheelhouse: Path, installed: Path) -> None:
    made = Layout(installed).current.resolve()
    assert (made / DONE).read_text() == f"{checked(wheelhouse).version}\n"
    assert fits(made)


@pytest.mark.realtime
def test_a_wheel_of_other_bytes_than_required_leaves_nothing(
    wheelhouse: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    environment.keep(wheelhouse, stick)
    (click,) = stick.glob("click-*.whl")
    click.write_bytes(next(stick.glob("neighbours-*.whl")).read_bytes())
    with pytest.raises(TreadctlError, match="Nothing was changed"):
        environment.make(tmp_path / "environment", stick)
    assert not (tmp_path / "environment").exists()


def test_a_copy_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with pytest.raises(TreadctlError, match="Nothing was changed"):
        environment.keep(tmp_path / "no stick", kept)
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    environment.keep(tmp_path / "no stick", tmp_path)


def test_the_python_of_an_environment_goes_when_the_computer_gets_another() -> None:
    assert environment.base_python().is_file()
    assert not environment.base_python().is_relative_to(Path("/usr/local/treadctl"))
