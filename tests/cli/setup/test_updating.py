"""What an update removes; the rest of it is in tests/cli/test_update.py, seen from outside."""

from pathlib import Path

import pytest

from treadctl.cli.setup.layout import DONE, Layout
from treadctl.cli.setup.manifest import Manifest
from treadctl.cli.setup.updating import carry_out, clear
from treadctl.errors import BadInput


def environment(layout: Layout, version: str) -> Path:
    made = layout.environment(version, "3.11")
    made.mkdir(parents=True)
    (made / DONE).write_text(f"{version}\n")
    layout.wheelhouse(version).mkdir(parents=True)
    return made


def test_two_versions_stay_and_what_is_older_or_half_goes(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    _, second, third = (environment(layout, version) for version in ("1", "2", "3"))
    (layout.environment("4", "3.11")).mkdir()
    clear(layout, second, third)
    assert set(second.parent.iterdir()) == {second, third}
    assert {one.name for one in layout.wheelhouse("1").parent.iterdir()} == {"2", "3"}


def test_an_installation_that_is_not_whole_is_no_place_for_an_update(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    environment(layout, "1")
    found = Manifest("2", "x86_64", ("3.11",), {})
    with pytest.raises(BadInput, match=r"run install\.sh of the wheelhouse instead"):
        carry_out(layout, found, tmp_path)
