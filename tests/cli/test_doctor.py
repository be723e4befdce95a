"""`treadctl doctor`: each finding with its next step."""

from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from treadctl.model import StopCause
from treadctl.safety.latch import Latch


@pytest.fixture
def latch(tmp_path: Path) -> Latch:
    return Latch(tmp_path / "state" / "latch")


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


def test_a_stop_that_waits_to_be_confirmed_is_shown_in_words(
    treadctl: Treadctl, latch: Latch
) -> None:
    assert findings(treadctl)["last stop"]["result"] == "ok"
    latch.latched(StopCause.PAIN)
    assert findings(treadctl)["last stop"]["why"] == "You pressed PAIN. Hold the rails."


def test_a_latch_that_cannot_be_read_is_a_fail(treadctl: Treadctl, latch: Latch) -> None:
    latch.path.mkdir(parents=True)
    assert findings(treadctl)["last stop"]["result"] == "fail"


def test_a_state_folder_that_cannot_be_made_is_a_fail(treadctl: Treadctl, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in its place", encoding="utf-8")
    assert findings(treadctl)["stop latch"]["result"] == "fail"


def test_without_a_wired_button_it_says_so(treadctl: Treadctl) -> None:
    found = findings(treadctl)["pain button"]
    assert (found["result"], "tier A" in found["next_step"]) == ("warn", True)
