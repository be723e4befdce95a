"""`treadctl uninstall`: what was installed goes, what people made stays."""

from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.cli.wheels import copied
from treadctl.cli.setup.layout import BELT_STATE, CONFIG, EDGES_STATE, HOME, Layout

pytestmark = pytest.mark.realtime

HISTORY = EDGES_STATE / "history.sqlite"


@pytest.fixture
def layout(installed: Path, tmp_path: Path) -> Layout:
    found = copied(installed, tmp_path / "root")
    for folder in (BELT_STATE, EDGES_STATE):
        found.at(folder).mkdir(parents=True)
    found.at(HISTORY).write_text("walks")
    return found


def of_ours(layout: Layout) -> set[str]:
    """All paths below the root that have our name in them."""
    below = (str(one.relative_to(layout.root)) for one in layout.root.rglob("*"))
    return {path for path in below if "treadctl" in path}


def test_the_walkers_data_and_the_configuration_stay(treadctl: Treadctl, layout: Layout) -> None:
    ended = treadctl("uninstall", "--root", layout.root)
    assert ended.code == 0
    assert layout.at(HISTORY).read_text() == "walks"
    assert layout.at(CONFIG).is_file()
    assert not layout.at(HOME).exists()
    assert {path.split("/")[0] for path in of_ours(layout)} == {"etc", "var"}
    assert "Without them: treadctl uninstall --with-data" in ended.out


def test_with_data_nothing_of_it_is_left(treadctl: Treadctl, layout: Layout) -> None:
    assert treadctl("uninstall", "--root", layout.root, "--with-data").code == 0
    assert of_ours(layout) == set()


def test_users_that_stay_are_told(treadctl: Treadctl, layout: Layout) -> None:
    passwd = layout.at(Path("/etc/passwd"))
    passwd.write_text("root:x:0:0::/:/bin/sh\ntreadctl:x:990:990::/:/bin/false\n")
    said = treadctl("uninstall", "--root", layout.root, "--with-data").out
    assert "so that no other gets their files: treadctl. Without them: userdel NAME" in said


def test_a_dry_run_tells_and_removes_nothing(treadctl: Treadctl, layout: Layout) -> None:
    before = of_ours(layout)
    ended = treadctl("uninstall", "--root", layout.root, "--with-data", "--dry-run")
    assert f"remove {layout.at(HOME)}" in ended.out
    assert f"remove {layout.at(EDGES_STATE)}" in ended.out
    assert of_ours(layout) == before


def test_where_nothing_is_installed_it_says_so(treadctl: Treadctl, tmp_path: Path) -> None:
    ended = treadctl("uninstall", "--root", tmp_path)
    assert (ended.code, ended.out) == (0, "Nothing was removed: treadctl is not installed here.\n")
    ended = treadctl("uninstall", "--root", tmp_path, "--dry-run")
    assert ended.out == "Nothing would be removed.\n"
