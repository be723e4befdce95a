"""`treadctl doctor`: each finding in its group, with its next step."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import Treadctl, gym
from treadctl.cli.doctor import FAIL, Finding, computer


def findings(treadctl: Treadctl) -> dict[str, dict[str, str]]:
    return {one["check"]: one for one in treadctl("doctor", "--json").json}


def test_a_machine_without_bluetooth_fails_and_is_told_the_next_step(treadctl: Treadctl) -> None:
    ended = treadctl("doctor")
    assert "fail  bluetooth: There is no Bluetooth service here\n" in ended.out
    assert "      -> Install and start bluez and dbus.\n" in ended.out
    assert (ended.code, ended.err) == (1, "")


def test_each_finding_that_is_not_ok_has_a_next_step(treadctl: Treadctl) -> None:
    found = findings(treadctl).values()
    assert {one["result"] for one in found} == {"ok", "warn", "fail"}
    assert all(("next_step" in one) is (one["result"] != "ok") for one in found)


def test_each_finding_names_its_group_and_groups_stay_together(treadctl: Treadctl) -> None:
    groups = [one["group"] for one in treadctl("doctor", "--json").json]
    assert list(dict.fromkeys(groups)) == ["stop", "treadmill", "service", "computer"]
    assert groups == sorted(groups, key=list(dict.fromkeys(groups)).index)


def test_a_headline_leads_each_group(treadctl: Treadctl) -> None:
    lines = treadctl("doctor").out.splitlines()
    heads = [line for line in lines if line.endswith(":") and " " not in line]
    assert heads == ["stop:", "treadmill:", "service:", "computer:"]


def test_a_broken_installation_is_the_only_finding(
    treadctl: Treadctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Finding("python", FAIL, "the package aiohttp is missing", "Install again.")
    monkeypatch.setattr(computer, "python", lambda: broken)
    ended = treadctl("doctor", "--config", "no-such-file.toml")
    said = "computer:\nfail  python: the package aiohttp is missing\n      -> Install again.\n"
    assert (ended.code, ended.out) == (1, said)


def test_a_wrong_configuration_is_a_wrong_call(treadctl: Treadctl, tmp_path: Path) -> None:
    ended = treadctl("doctor", "--config", gym(tmp_path, "sim://", 'pain_button = "wired"'))
    assert (ended.code, ", line 2, pain_button: " in ended.complaint) == (2, True)


HANGS = """
import sys, time
from concurrent.futures import ThreadPoolExecutor
from treadctl.cli import doctor, main
from treadctl.cli.doctor import checks

def hang(_file):
    with ThreadPoolExecutor() as threads:
        threads.submit(time.sleep, 3600).result()

checks.broker = hang
doctor.LIMIT_S = 0.5
sys.argv[1:] = ["doctor"]
main()
"""


@pytest.mark.realtime
def test_what_hangs_holds_up_neither_the_rest_nor_the_end() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", HANGS], capture_output=True, text=True, check=False, timeout=60.0
    )
    assert "warn  broker: said nothing for 0.5 s\n" in ended.stdout
    assert (ended.returncode in (0, 1), ended.stderr) == (True, "")
