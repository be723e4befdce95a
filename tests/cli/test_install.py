"""`treadctl install` into the root of another system, as a technician calls it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.cli.wheels import changed, copied
from tests.small_disk import disk
from treadctl.cli.setup.layout import CONFIG, ENVIRONMENT, HOME, UNITS, Layout

pytestmark = pytest.mark.realtime


def everything(root: Path) -> dict[str, tuple[int, bytes]]:
    """Each file and link below `root` with its rights and what is in it."""
    found = {}
    for path in sorted(root.rglob("*")):
        if path.is_symlink():
            found[str(path)] = (0, str(path.readlink()).encode())
        elif path.is_file() and "__pycache__" not in path.parts:
            found[str(path)] = (path.stat().st_mode, path.read_bytes())
    return found


def test_a_dry_run_tells_every_change_and_makes_none(
    treadctl: Treadctl, wheelhouse: Path, installed: Path, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    ended = treadctl("install", "--wheelhouse", wheelhouse, "--root", root, "--dry-run")
    assert ended.code == 0
    assert "users treadctl, treadctl-edges, treadctl-kiosk, as " in ended.out
    assert not root.exists()
    ours = [path for path in everything(installed) if f"{HOME}/environments" not in path]
    for path in ours:
        told = path.replace(str(installed), str(root))
        kept = f"{HOME}/wheelhouses" in told or Path(told).name in SYSUSERS_MAKES
        assert kept or told in ended.out, told


SYSUSERS_MAKES = {"passwd", "group", "shadow", "gshadow", ".pwd.lock"}


def test_what_is_installed_works_without_the_stick_it_came_from(installed: Path) -> None:
    python = Layout(installed).current / "bin/python"
    command = [str(python), "-P", "-m", "treadctl", "profiles", "list"]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "gentle-start" in ended.stdout


def test_a_second_call_changes_nothing(
    treadctl: Treadctl, wheelhouse: Path, installed: Path, tmp_path: Path
) -> None:
    layout = copied(installed, tmp_path / "root")
    before = everything(layout.root)
    ended = treadctl("install", "--wheelhouse", wheelhouse, "--root", layout.root)
    assert (ended.code, ended.out.splitlines()[0]) == (
        0,
        "Nothing was changed: all is so already.",
    )
    assert everything(layout.root) == before


def test_a_configuration_that_somebody_wrote_stays(
    treadctl: Treadctl, wheelhouse: Path, installed: Path, tmp_path: Path
) -> None:
    layout = copied(installed, tmp_path / "root")
    layout.at(CONFIG).write_text("# mine\n")
    layout.at(ENVIRONMENT).write_text("TREADCTL_MQTT_PASSWORD=secret\n")
    (layout.at(Path("/etc/systemd/system")) / UNITS[0]).write_text("[Service]\n")
    ended = treadctl("install", "--wheelhouse", wheelhouse, "--root", layout.root)
    assert ended.code == 0
    assert layout.at(CONFIG).read_text() == "# mine\n"
    assert "secret" in layout.at(ENVIRONMENT).read_text()
    assert "ExecStart=" in (layout.at(Path("/etc/systemd/system")) / UNITS[0]).read_text()


def test_the_password_is_for_root_alone_and_the_configuration_for_all(installed: Path) -> None:
    layout = Layout(installed)
    assert layout.at(ENVIRONMENT).stat().st_mode & 0o777 == 0o600
    assert layout.at(CONFIG).stat().st_mode & 0o777 == 0o644


def test_the_configuration_says_what_is_missing_in_it_by_its_line(
    treadctl: Treadctl, wheelhouse: Path, installed: Path, tmp_path: Path
) -> None:
    layout = copied(installed, tmp_path / "root")
    said = treadctl("install", "--wheelhouse", wheelhouse, "--root", layout.root).out
    assert "treadctl.toml, line 10, pain_button: '' is no pain button" in said
    text = layout.at(CONFIG).read_text()
    text = text.replace('treadmill = ""', 'treadmill = "sim://"')
    layout.at(CONFIG).write_text(text.replace('pain_button = ""', 'pain_button = "none"'))
    said = treadctl("install", "--wheelhouse", wheelhouse, "--root", layout.root).out
    assert "Installed. Nothing was started" in said


def test_a_python_that_is_gone_is_said_and_repaired_from_the_kept_wheelhouse(
    installed: Path, tmp_path: Path
) -> None:
    layout = copied(installed, tmp_path / "root")
    python = layout.current / "bin/python"
    for name in ("python", "python3"):
        (layout.current / "bin" / name).unlink()
    python.symlink_to("/usr/bin/python3.0")
    fits = layout.at(HOME / "bin/fits")
    fits.write_text(fits.read_text().replace(str(HOME), str(layout.at(HOME))))
    ended = subprocess.run(["sh", str(fits)], check=False, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "its Python is gone or another one. Run: sudo sh" in ended.stderr

    script = layout.at(HOME / "wheelhouse/install.sh")
    assert f"{script}" in ended.stderr
    command = ["sh", str(script), "--root", str(layout.root)]
    told = {**os.environ, "PYTHON": sys.executable}
    subprocess.run(command, check=True, capture_output=True, env=told)
    assert subprocess.run([str(python), "-P", "-c", "import treadctl"], check=False).returncode == 0


def test_an_installation_that_was_cut_off_is_said_and_finished(
    treadctl: Treadctl, wheelhouse: Path, installed: Path, tmp_path: Path
) -> None:
    layout = copied(installed, tmp_path / "root")
    layout.unfinished.write_text("an installation\n")
    layout.at(Path("/etc/udev/rules.d/70-treadctl.rules")).unlink()
    ended = treadctl("install", "--wheelhouse", wheelhouse, "--root", layout.root)
    assert "an installation was cut off here; this finishes it." in ended.out
    assert not layout.unfinished.exists()
    assert layout.in_use() is not None
    assert layout.at(Path("/etc/udev/rules.d/70-treadctl.rules")).is_file()


def test_another_version_is_an_update(
    treadctl: Treadctl, wheelhouse: Path, installed: Path, tmp_path: Path
) -> None:
    other = changed(wheelhouse, tmp_path / "other", {"sound.py": "# another one\n"})
    ended = treadctl("install", "--wheelhouse", other, "--root", installed)
    assert ended.code == 2
    assert "use treadctl update" in ended.complaint


def test_a_damaged_wheelhouse_changes_nothing(
    treadctl: Treadctl, wheelhouse: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(wheelhouse, stick)
    (wheel,) = stick.glob("click-*.whl")
    wheel.write_bytes(wheel.read_bytes()[:-1])
    ended = treadctl("install", "--wheelhouse", stick, "--root", tmp_path / "root")
    assert ended.code == 2
    assert f"{wheel} is damaged; copy the wheelhouse again." in ended.complaint
    assert not (tmp_path / "root").exists()


def scramble(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[20_000:60_000:997] = bytes(len(range(20_000, 60_000, 997)))
    file.write_bytes(data)


def shorten(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:200])


@pytest.mark.parametrize(
    ("name", "harm", "says"),
    [
        ("treadctl-*.whl", scramble, "is damaged; copy the wheelhouse again."),
        ("treadctl-*.whl", shorten, "is damaged; copy the wheelhouse again."),
        ("click-*.whl", Path.unlink, "No such file or directory; copy the wheelhouse again."),
        ("manifest.json", Path.unlink, "No such file or directory; copy the wheelhouse again."),
        ("manifest.json", shorten, "is damaged; copy the wheelhouse again."),
    ],
)
def test_the_script_names_what_is_damaged_before_it_runs_any_of_it(
    wheelhouse: Path, tmp_path: Path, name: str, harm: Callable[[Path], None], says: str
) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(wheelhouse, stick)
    (file,) = stick.glob(name)
    harm(file)
    command = ["sh", str(stick / "install.sh"), "--root", str(tmp_path / "root")]
    bare = {"PATH": os.environ["PATH"], "PYTHON": sys.executable}
    ended = subprocess.run(command, check=False, capture_output=True, text=True, env=bare)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1), ended.stderr
    assert f"treadctl: {file}" in ended.stderr and says in ended.stderr
    assert not (tmp_path / "root").exists()


def test_without_a_wheelhouse_the_call_is_wrong(treadctl: Treadctl) -> None:
    ended = treadctl("install")
    assert (ended.code, ended.complaint) == (
        2,
        "Name the wheelhouse: treadctl install --wheelhouse DIR.",
    )


def test_a_full_disk_is_left_as_it_was(
    treadctl: Treadctl, wheelhouse: Path, tmp_path: Path
) -> None:
    """Room for the wheelhouse, and none for the environment."""
    room_mb = sum(one.stat().st_size for one in wheelhouse.iterdir()) // 1_000_000 + 3
    with disk(tmp_path / "disk", f"{room_mb}m") as place:
        ended = treadctl("install", "--wheelhouse", wheelhouse, "--root", place / "root")
        assert ended.code == 1
        assert "The disk is full: nothing was changed." in ended.err
        assert [one for one in place.rglob("*") if one.is_file()] == []
