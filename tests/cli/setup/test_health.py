"""What doctor can say of an installation."""

from pathlib import Path

import pytest

from tests.cli.wheels import copied
from treadctl.cli.setup.health import trouble
from treadctl.cli.setup.layout import DONE, Layout

pytestmark = pytest.mark.realtime


@pytest.fixture
def layout(installed: Path, tmp_path: Path) -> Layout:
    return copied(installed, tmp_path / "root")


def test_a_whole_one_and_none_at_all_are_no_trouble(layout: Layout, tmp_path: Path) -> None:
    assert trouble(layout) is None
    assert trouble(Layout(tmp_path / "empty")) is None


def test_an_update_that_was_cut_off_is_named(layout: Layout) -> None:
    layout.unfinished.write_text("an update to 2\n")
    assert trouble(layout) == "an update to 2 was cut off"


def test_another_python_is_named(layout: Layout) -> None:
    for name in ("python", "python3"):
        (layout.current / "bin" / name).unlink()
    (layout.current / "bin/python").symlink_to("/usr/bin/python3.0")
    assert trouble(layout) == "this computer's Python is gone or another one"


def test_half_an_environment_is_named(layout: Layout) -> None:
    (layout.current / DONE).unlink()
    assert trouble(layout) == "its environment is not whole"
    layout.current.unlink()
    assert trouble(layout) == "its environment is not whole"
