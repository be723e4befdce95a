"""The three units, as systemd's own tools judge them; needs systemd-analyze, Debian's systemd."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from treadctl.cli.bench.unit_runner import parse
from treadctl.cli.setup.layout import BELT_UNIT, EDGES_UNIT, KIOSK_UNIT, UNITS
from treadctl.cli.setup.units import file, units

ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")


def settings(name: str, key: str) -> list[str]:
    lines = units()[name].splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{key}=")]


@pytest.mark.parametrize("name", UNITS)
def test_each_runs_as_a_user_of_its_own_once_its_python_fits(name: str) -> None:
    unit = parse(units()[name])
    assert unit["User"] == name.removesuffix(".service")
    assert unit["ExecCondition"] == "/opt/treadctl/bin/fits"
    assert unit["ExecStart"].startswith("/opt/treadctl/bin/treadctl ")
    assert unit["NoNewPrivileges"] == "yes"
    assert unit["CapabilityBoundingSet"] == ""


@pytest.mark.parametrize("name", UNITS)
def test_no_placeholder_is_left(name: str) -> None:
    lines = units()[name].splitlines()
    assert [line for line in lines if re.search(r"@[a-z]+@", line)] == []


def test_the_belt_has_no_network_and_no_password() -> None:
    belt = parse(units()[BELT_UNIT])
    assert belt["RestrictAddressFamilies"] == "AF_UNIX"
    assert belt["PrivateNetwork"] == "yes"
    assert "EnvironmentFile" not in belt
    assert "--without-edges" in belt["ExecStart"]


def test_a_belt_that_dies_is_stopped_by_its_unit() -> None:
    belt = parse(units()[BELT_UNIT])
    assert belt["ExecStopPost"].endswith("--after-crash")
    assert (belt["WatchdogSignal"], belt["Restart"]) == ("SIGKILL", "always")


def test_the_edges_have_a_loudspeaker_and_a_card_reader_and_no_treadmill() -> None:
    assert settings(EDGES_UNIT, "DeviceAllow") == ["char-alsa rw", "char-input r"]
    assert parse(units()[EDGES_UNIT])["EnvironmentFile"] == "-/etc/treadctl/environment"


def test_the_screen_sees_no_network() -> None:
    kiosk = parse(units()[KIOSK_UNIT])
    assert (kiosk["IPAddressDeny"], kiosk["IPAddressAllow"]) == ("any", "localhost")


@needs_systemd
@pytest.mark.realtime
@pytest.mark.parametrize("name", UNITS)
def test_systemd_holds_each_for_well_enclosed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(units()[name])
    judged = [str(ANALYZE), "security", "--offline=yes", "--threshold=20", str(tmp_path / name)]
    ended = subprocess.run(judged, capture_output=True, check=False, text=True)
    assert ended.returncode == 0, ended.stdout


@needs_systemd
@pytest.mark.realtime
@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_nothing_wrong_with_it(tmp_path: Path, name: str) -> None:
    text = units()[name].replace("/opt/treadctl/bin/", "/bin/true #").replace(" #", " ")
    (tmp_path / name).write_text(text.replace("/bin/true fits", "/bin/true"))
    command = [str(ANALYZE), "verify", str(tmp_path / name)]
    ended = subprocess.run(command, capture_output=True, check=False, text=True)
    assert [line for line in ended.stderr.splitlines() if name in line] == []


@pytest.mark.parametrize("name", ["treadctl.sh", "fits.sh", "install.sh"])
def test_each_script_is_one_that_a_shell_can_read(name: str) -> None:
    command = ["sh", "-n", "-c", file(name)]
    assert subprocess.run(command, capture_output=True, check=False).stderr == b""
    assert "@" not in file(name).replace('"$@"', "")


def test_every_device_group_that_a_rule_names_is_given_to_a_user() -> None:
    given = {line.split()[2] for line in file("sysusers.conf").splitlines() if line[:2] == "m "}
    named = {part.split('"')[1] for part in file("udev.rules").split() if part.startswith("GROUP")}
    assert named == {"dialout", "gpio", "input"}
    assert named < given


@pytest.fixture
def wrapper(tmp_path: Path) -> Path:
    """The command of an installation whose Python tells with what it was called, and by whom."""
    tools, current = tmp_path / "tools", tmp_path / "current/bin"
    for folder in (tools, current, tmp_path / "bin"):
        folder.mkdir(parents=True)
    scripts = {
        tools / "id": "echo ${AS:-1000}",
        tools / "runuser": 'echo "as $2:"; shift 3; exec "$@"',
        current / "python": 'echo "$@"',
        tmp_path / "bin/fits": "exit ${FITS:-0}",
    }
    for path, script in scripts.items():
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
    made = tmp_path / "bin/treadctl"
    made.write_text(file("treadctl.sh").replace("/opt/treadctl", str(tmp_path)))
    return made


def called(wrapper: Path, *arguments: str, **environment: str) -> tuple[int, list[str]]:
    path = f"{wrapper.parents[1] / 'tools'}:/usr/bin:/bin"
    ended = subprocess.run(
        ["sh", str(wrapper), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": path, **environment},
    )
    return ended.returncode, ended.stdout.splitlines()


@pytest.mark.realtime
@pytest.mark.parametrize(
    ("command", "user"),
    [
        ("pin", "treadctl-edges"),
        ("forget x", "treadctl-edges"),
        ("run x", "treadctl"),
        ("doctor --config x --commission", "treadctl"),
    ],
)
def test_what_root_calls_runs_as_the_user_whose_files_it_writes(
    wrapper: Path, command: str, user: str
) -> None:
    ran = f"-P -m treadctl {command}"
    assert called(wrapper, *command.split(), AS="0") == (0, [f"as {user}:", ran])
    assert called(wrapper, *command.split()) == (0, [ran])


@pytest.mark.realtime
def test_what_writes_nothing_is_run_as_who_calls_it(wrapper: Path) -> None:
    ran = "-P -m treadctl doctor --config x"
    assert called(wrapper, "doctor", "--config", "x", AS="0") == (0, [ran])


@pytest.mark.realtime
def test_a_stop_without_more_knows_the_treadmill_even_where_no_service_runs(wrapper: Path) -> None:
    config = "/etc/treadctl/treadctl.toml"
    assert called(wrapper, "stop") == (0, [f"-P -m treadctl stop --config {config}"])
    named = ("stop", "--treadmill", "sim://")
    assert called(wrapper, *named) == (0, ["-P -m treadctl stop --treadmill sim://"])


@pytest.mark.realtime
def test_where_the_python_is_gone_nothing_is_run(wrapper: Path) -> None:
    assert called(wrapper, "stop", FITS="1") == (1, [])
