"""`treadctl unit`: the systemd unit, as systemd's own tools see it where they are there."""

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from treadctl.cli.bench.unit_runner import parse
from treadctl.cli.stop import AFTER_CRASH_LIMIT_S
from treadctl.cli.unit import made, word
from treadctl.safety.guard import CLOSE_LIMIT_S
from treadctl.safety.orders import TICK_S
from treadctl.tasks import CHILD_END_S

LEAST = 'treadmill = "ftms://F0:F1:F2:F3:F4:F5"\npain_button = "none"\n'
FILE = Path("/etc/treadctl/gym.toml")
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")


def written(folder: Path, text: str) -> Path:
    path = folder / "gym.toml"
    path.write_text(text)
    return path


def test_it_runs_this_install_with_this_file(treadctl: Treadctl, tmp_path: Path) -> None:
    file = written(tmp_path, LEAST)
    unit = parse(treadctl("unit", "--config", file).out)
    ours = f"{sys.executable} -m treadctl"
    assert unit["ExecStart"] == f"{ours} serve --config {file}"
    assert unit["ExecStopPost"] == f"{ours} stop --config {file} --after-crash"


def test_no_placeholder_is_left() -> None:
    lines = [line for line in made(FILE).splitlines() if not line.startswith("SystemCallFilter=")]
    assert [line for line in lines if "@" in line] == []


def test_the_watchdog_wants_several_ticks_of_the_guard_s_clock() -> None:
    assert float(parse(made(FILE))["WatchdogSec"]) >= 8 * TICK_S


def test_the_belt_goes_before_the_browser_beside_it() -> None:
    assert int(parse(made(FILE))["Nice"]) < 0


def test_an_end_has_the_time_that_it_may_take() -> None:
    limit_s = float(parse(made(FILE))["TimeoutStopSec"])
    assert limit_s > CLOSE_LIMIT_S + CHILD_END_S + 1.0
    assert limit_s > AFTER_CRASH_LIMIT_S + CLOSE_LIMIT_S


def test_a_file_for_the_service_leaves_the_folders_to_systemd(
    treadctl: Treadctl, tmp_path: Path
) -> None:
    for key in ("socket", "state_folder"):
        ended = treadctl("unit", "--config", written(tmp_path, LEAST + f'{key} = "/srv/x"\n'))
        assert (ended.code, ended.out) == (2, "")
        assert f"gym.toml, {key}: leave it out" in ended.err


def test_a_wrong_file_makes_no_unit(treadctl: Treadctl, tmp_path: Path) -> None:
    ended = treadctl("unit", "--config", written(tmp_path, LEAST + "speed = 9"))
    assert (ended.code, ended.out) == (2, "")


def test_what_a_service_may_not_see_is_told(
    treadctl: Treadctl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, LEAST)
    monkeypatch.setattr("treadctl.cli.unit.HIDDEN", ())
    assert treadctl("unit", "--config", file).err == ""
    monkeypatch.setattr("treadctl.cli.unit.HIDDEN", (tmp_path,))
    assert f"a service may not see {file}" in treadctl("unit", "--config", file).err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/etc/gym.toml", "/etc/gym.toml"),
        ("/etc/my gym.toml", '"/etc/my gym.toml"'),
        ('/etc/"gym"', '"/etc/\\"gym\\""'),
        ("/etc/50%", "/etc/50%%"),
        ("/etc/$HOME", '"/etc/$$HOME"'),
        ("/etc/a\\b", '"/etc/a\\\\b"'),
    ],
)
def test_a_path_stays_one_word(text: str, expected: str) -> None:
    assert word(text) == expected
    assert len(shlex.split(expected)) == 1


@needs_systemd
@pytest.mark.realtime
@pytest.mark.parametrize("name", ["gym.toml", "my gym, 50% $HOME.toml"])
def test_systemd_finds_nothing_wrong_with_it(tmp_path: Path, name: str) -> None:
    unit = tmp_path / "treadctl.service"
    unit.write_text(made(tmp_path / name))
    ended = subprocess.run(
        [str(ANALYZE), "verify", str(unit)], capture_output=True, check=False, text=True
    )
    assert [line for line in ended.stderr.splitlines() if "treadctl.service" in line] == []


@needs_systemd
@pytest.mark.realtime
def test_systemd_holds_it_for_well_enclosed(tmp_path: Path) -> None:
    unit = tmp_path / "treadctl.service"
    unit.write_text(made(FILE))
    judged = [str(ANALYZE), "security", "--offline=yes", "--threshold=25", str(unit)]
    assert subprocess.run(judged, capture_output=True, check=False).returncode == 0
