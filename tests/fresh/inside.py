"""What a technician does, inside of a fresh system that systemd has just booted, without a network.

Runs with that system's own Python and needs nothing else. Each step is told with its seconds.
"""

import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

SHARE = Path("/media/share")
HOME = Path("/opt/treadctl")
CONFIG = Path("/etc/treadctl/treadctl.toml")
UNITS = ("treadctl", "treadctl-edges")
PATIENCE_S = 60.0
TOLD = SHARE / "told"
BEGAN = time.monotonic()


def sh(*command: str, code: int = 0) -> str:
    """What it printed, if it ended with this code; else the end of the trial."""
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ended.returncode == code, (command, ended.returncode, ended.stdout, ended.stderr)
    return ended.stdout + ended.stderr


def treadctl(*arguments: str, code: int = 0) -> str:
    return sh("/usr/local/bin/treadctl", *arguments, code=code)


def until(reached: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < ends, sh("journalctl", "--no-pager", "-n", "50")
        time.sleep(0.2)


def installer(*arguments: str) -> str:
    return sh("sh", "/media/stick/install.sh", *arguments)


def pid(unit: str) -> int:
    return int(sh("systemctl", "show", "-p", "MainPID", "--value", unit))


def serves() -> bool:
    return all(
        sh("systemctl", "show", "-p", "ActiveState", "--value", u) == "active\n" for u in UNITS
    )


def snapshot() -> dict[str, Any]:
    with socket.socket(socket.AF_UNIX) as link, link.makefile("rb") as lines:
        link.connect("/run/treadctl/belt.sock")
        for line in lines:
            if "snapshot" in (news := json.loads(line)):
                found: dict[str, Any] = news["snapshot"]
                return found
    raise AssertionError("the service said nothing")


def in_use() -> str:
    return (HOME / "current").resolve().name


def runs_in_use(unit: str) -> bool:
    return in_use().encode() in Path(f"/proc/{pid(unit)}/cmdline").read_bytes()


def a_dry_run_changes_nothing() -> None:
    assert "virtual environment" in installer("--dry-run")
    assert not HOME.exists() and not CONFIG.exists()


def it_is_installed_without_a_network() -> None:
    assert "Next: treadctl scan" in installer()


def it_is_configured_and_started() -> None:
    text = CONFIG.read_text().replace('treadmill = ""', 'treadmill = "sim://"')
    CONFIG.write_text(text.replace('pain_button = ""', 'pain_button = "none"'))
    assert "Started." in installer()
    until(serves)


def belt_and_page_have_a_user_each_and_are_not_root() -> None:
    for unit in UNITS:
        assert Path(f"/proc/{pid(unit)}").stat().st_uid == pwd.getpwnam(unit).pw_uid


def the_page_is_there() -> None:
    def is_there() -> bool:
        try:
            with urllib.request.urlopen("http://127.0.0.1:8080/", timeout=5) as page:
                return bool(page.status == 200)
        except OSError:
            return False

    until(is_there)


def somebody_walks_and_no_update_comes_between() -> None:
    python = str(HOME / "current/bin/python")
    command = [python, "-P", str(SHARE / "walker.py"), "20"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as walker:
        assert walker.stdout and walker.stdout.readline() == "moving\n"
        tell(f"the belt moves {time.monotonic() - BEGAN:.1f} s after the first command")
        said = treadctl("update", "--wheelhouse", "/media/share/newer", code=1)
        assert "Somebody walks." in said, said
        os.kill(pid("treadctl"), signal.SIGKILL)
        walker.wait()


def a_belt_s_process_that_was_killed_in_a_walk_was_stopped_for_and_comes_back_latched() -> None:
    until(lambda: serves() and Path("/run/treadctl/belt.sock").exists())
    assert "The belt stands." in sh("journalctl", "--no-pager", "-u", "treadctl")
    until(lambda: snapshot().get("latched", False))


def a_newer_version_takes_over() -> None:
    before = in_use()
    said = treadctl("update", "--wheelhouse", "/media/share/newer")
    assert "is in use;" in said and in_use() != before, said
    until(lambda: serves() and all(map(runs_in_use, UNITS)))


def a_version_whose_service_does_not_start_is_undone() -> None:
    before = in_use()
    said = treadctl("update", "--wheelhouse", "/media/share/sick", code=1)
    assert "stays in use" in said and in_use() == before, said
    until(lambda: serves() and all(map(runs_in_use, UNITS)))


def a_version_whose_doctor_fails_once_it_serves_is_undone() -> None:
    before = in_use()
    said = treadctl("update", "--wheelhouse", "/media/share/sick-in-use", code=1)
    assert "belt: it creeps." in said and in_use() == before, said
    until(lambda: serves() and all(map(runs_in_use, UNITS)))


def a_second_installation_changes_nothing() -> None:
    assert "all is so already" in sh("sh", str(HOME / "wheelhouse/install.sh"))


def an_uninstallation_leaves_the_walks_alone() -> None:
    treadctl("uninstall")
    assert not HOME.exists()
    assert Path("/var/lib/treadctl-edges/history.sqlite").is_file()
    assert "not-found" in sh("systemctl", "show", "-p", "LoadState", "treadctl")


STEPS = (
    a_dry_run_changes_nothing,
    it_is_installed_without_a_network,
    it_is_configured_and_started,
    belt_and_page_have_a_user_each_and_are_not_root,
    the_page_is_there,
    somebody_walks_and_no_update_comes_between,
    a_belt_s_process_that_was_killed_in_a_walk_was_stopped_for_and_comes_back_latched,
    a_newer_version_takes_over,
    a_version_whose_service_does_not_start_is_undone,
    a_version_whose_doctor_fails_once_it_serves_is_undone,
    a_second_installation_changes_nothing,
    an_uninstallation_leaves_the_walks_alone,
)


def tell(line: str) -> None:
    with TOLD.open("a") as told:
        told.write(f"{line}\n")


def main() -> None:
    for step in STEPS:
        began = time.monotonic()
        try:
            step()
        except Exception as error:  # noqa: BLE001 - whatever it is, it has to be told outside
            tell(f"FAILED {step.__name__}: {error!r}")
            sys.exit(1)
        tell(f"{time.monotonic() - began:5.1f} s  {step.__name__.replace('_', ' ')}")
    tell("All of it.")


main()
