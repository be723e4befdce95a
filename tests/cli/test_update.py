"""`treadctl update`: another version takes over whole, or what was there goes on."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from shutil import disk_usage

import pytest

from tests.cli.command import Treadctl
from tests.cli.wheels import SICK, changed, copied
from tests.small_disk import disk
from tests.snapshots import STANDING
from treadctl.board.board import Board
from treadctl.board.snapshot import WalkView
from treadctl.board.socket import board_socket
from treadctl.cli.setup import manifest
from treadctl.cli.setup.layout import CONFIG, HOME, SOCKET, Layout
from treadctl.model import BeltState

pytestmark = pytest.mark.realtime

WALK = WalkView("gentle-start", "Gentle start", "walking", "walk", 60.0, 600.0)


@pytest.fixture
def layout(installed: Path, tmp_path: Path) -> Layout:
    found = copied(installed, tmp_path / "root")
    text = found.at(CONFIG).read_text().replace('treadmill = ""', 'treadmill = "sim://"')
    found.at(CONFIG).write_text(text.replace('pain_button = ""', 'pain_button = "none"'))
    return found


@pytest.fixture
def newer(wheelhouse: Path, tmp_path: Path) -> Path:
    return changed(wheelhouse, tmp_path / "stick", {"sound.py": "# newer\n"})


def environments(layout: Layout) -> set[str]:
    return {one.name for one in layout.at(HOME / "environments").iterdir()}


def units(layout: Layout) -> dict[str, str]:
    return {
        one.name: one.read_text()
        for one in layout.at(Path("/etc/systemd/system")).glob("*.service")
    }


def test_the_new_version_is_in_use_and_the_one_before_is_kept(
    treadctl: Treadctl, layout: Layout, newer: Path
) -> None:
    old = layout.in_use()
    elder = layout.at(HOME / "environments/0.0.1-elder-python3.11")
    elder.mkdir()
    ended = treadctl("update", "--wheelhouse", newer, "--root", layout.root)
    assert ended.code == 0, ended.err
    version = manifest.checked(newer).version
    assert f"{version} is in use" in ended.out
    assert (layout.in_use() or "").startswith(version)
    assert environments(layout) == {old, layout.in_use()}
    assert layout.at(HOME / "wheelhouse").resolve().name == version
    assert not layout.unfinished.exists()

    again = treadctl("update", "--wheelhouse", newer, "--root", layout.root)
    assert (again.code, again.out) == (0, f"{version} is in use already.\n")


def test_a_version_whose_doctor_finds_something_new_is_not_taken(
    treadctl: Treadctl, layout: Layout, wheelhouse: Path, tmp_path: Path
) -> None:
    old, before = layout.in_use(), units(layout)
    sick = changed(wheelhouse, tmp_path / "sick", {"doctor/__init__.py": SICK})
    ended = treadctl("update", "--wheelhouse", sick, "--root", layout.root)
    assert ended.code == 1
    assert "Its doctor says: belt: it would run backwards." in ended.err
    assert "stays in use" in ended.err
    assert (layout.in_use(), environments(layout), units(layout)) == (old, {old}, before)


def test_a_version_that_fails_at_the_switch_is_undone(
    treadctl: Treadctl, layout: Layout, wheelhouse: Path, tmp_path: Path
) -> None:
    old, before = layout.in_use(), units(layout)
    members = {
        "setup/plan.py": "raise RuntimeError('no plan')\n",
        "setup/files/edges.service": "[Service]\n",
    }
    broken = changed(wheelhouse, tmp_path / "broken", members)
    ended = treadctl("update", "--wheelhouse", broken, "--root", layout.root)
    assert ended.code == 1
    assert "The switch failed: RuntimeError: no plan" in ended.err
    assert (layout.in_use(), environments(layout), units(layout)) == (old, {old}, before)
    assert not layout.unfinished.exists()


@asynccontextmanager
async def serving(layout: Layout, *, belt: BeltState, walk: WalkView | None) -> AsyncIterator[None]:
    """A belt room's board at the place of the installed service."""
    board = Board()
    board.post(replace(STANDING, belt=belt, walk=walk))
    async with board_socket(layout.at(SOCKET), board, lambda _: None):
        yield


@pytest.mark.parametrize(
    ("belt", "walk", "says"),
    [
        (BeltState.STANDING, WALK, "Somebody walks."),
        (BeltState.MOVING, None, "The belt moves, or may move."),
    ],
)
async def test_never_during_a_walk(
    layout: Layout, newer: Path, belt: BeltState, walk: WalkView | None, says: str
) -> None:
    old = layout.in_use()
    async with serving(layout, belt=belt, walk=walk):
        code, said = await call("update", "--wheelhouse", newer, "--root", layout.root)
    assert code == 1
    assert f"{says} Nothing was changed; try again once nobody walks." in said
    assert environments(layout) == {old}


async def call(*arguments: object) -> tuple[int, str]:
    """The command as a process, while the loop of this one serves it."""
    command = [sys.executable, "-m", "treadctl", *map(str, arguments)]
    ended = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
    return ended.returncode, ended.stderr


def test_the_wrong_computer_and_the_wrong_python_are_named(
    treadctl: Treadctl, layout: Layout, newer: Path
) -> None:
    manifest.write(newer, "0.2.0", "riscv64", ["3.11"])
    ended = treadctl("update", "--wheelhouse", newer, "--root", layout.root)
    assert ended.code == 2
    assert "is for riscv64 and this computer is" in ended.complaint

    manifest.write(newer, "0.2.0", manifest.this_architecture(), ["3.9"])
    ended = treadctl("update", "--wheelhouse", newer, "--root", layout.root)
    assert ended.code == 2
    assert "is for Python 3.9 and this computer has" in ended.complaint


def test_where_nothing_is_installed_there_is_nothing_to_update(
    treadctl: Treadctl, wheelhouse: Path, tmp_path: Path
) -> None:
    ended = treadctl("update", "--wheelhouse", wheelhouse, "--root", tmp_path / "root")
    assert ended.code == 2
    assert "Nothing whole is installed here" in ended.complaint


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with disk(tmp_path / "disk", "64m") as place:
        yield place


@pytest.mark.parametrize("free_mb", [1, 6])
def test_a_full_disk_leaves_what_was_there_in_use(
    treadctl: Treadctl, installed: Path, newer: Path, small_disk: Path, free_mb: int
) -> None:
    """Too small for the wheelhouse, or else for the environment."""
    layout = copied(installed, small_disk / "root")
    old = layout.in_use()
    filling = disk_usage(small_disk).free - free_mb * 1_000_000
    with (small_disk / "filling").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, filling)
    ended = treadctl("update", "--wheelhouse", newer, "--root", layout.root)
    assert ended.code == 1
    assert "The disk is full: nothing was changed." in ended.err
    assert layout.in_use() == old
    assert environments(layout) == {old}
    assert len(list(layout.wheelhouse("any").parent.iterdir())) == 1


def test_a_disk_that_fills_up_at_the_switch_leaves_the_old_version_whole(
    treadctl: Treadctl, installed: Path, wheelhouse: Path, small_disk: Path, tmp_path: Path
) -> None:
    layout = copied(installed, small_disk / "root")
    old, before = layout.in_use(), units(layout)
    edges = layout.at(Path("/etc/systemd/system/treadctl-edges.service"))
    full = f"""
import os
open({str(edges)!r}, "w").write("[Service]")
with open({str(small_disk / "filling")!r}, "wb") as file:
    os.posix_fallocate(file.fileno(), 0, os.statvfs({str(small_disk)!r}).f_bavail * 4096)
open({str(edges)!r}, "a").write("x" * 9000)
"""
    greedy = changed(wheelhouse, tmp_path / "greedy", {"setup/plan.py": full})
    ended = treadctl("update", "--wheelhouse", greedy, "--root", layout.root)
    assert ended.code == 1
    assert "No space left on device" in ended.err and "stays in use" in ended.err
    assert (layout.in_use(), environments(layout), units(layout)) == (old, {old}, before)
    assert not layout.unfinished.exists()
