"""`treadctl stop --after-crash`: what a service manager calls when the service died."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import Treadctl, gym
from treadctl.cli import stop
from treadctl.model import PULL_THE_KEY, StopCause
from treadctl.safety.latch import Latch


@pytest.fixture
def latch(tmp_path: Path) -> Latch:
    """The latch of the service that is dead."""
    return Latch(tmp_path / "state" / "latch")


def test_after_a_crash_without_a_walk_nothing_is_touched(
    treadctl: Treadctl, tmp_path: Path, latch: Latch
) -> None:
    latch.clear()
    file = gym(tmp_path, "this is no address")
    assert treadctl("stop", "--config", file, "--after-crash").out == "No walk was under way.\n"


def test_a_service_that_never_had_a_walk_has_no_latch(treadctl: Treadctl, tmp_path: Path) -> None:
    assert treadctl("stop", "--config", gym(tmp_path, "sim://"), "--after-crash").code == 0


@pytest.mark.realtime
def test_after_a_crash_in_a_walk_the_belt_is_stopped_and_the_latch_stays(
    treadctl: Treadctl, tmp_path: Path, latch: Latch
) -> None:
    latch.running()
    ended = treadctl("stop", "--config", gym(tmp_path, "sim://"), "--after-crash")
    assert (ended.code, ended.out) == (0, "The belt stands.\n")
    assert latch.read() is StopCause.INTERRUPTED


@pytest.mark.realtime
@pytest.mark.parametrize("cause", [StopCause.PAIN, StopCause.NOT_STOPPING])
def test_a_stop_that_nobody_confirmed_is_said_again_after_a_crash(
    treadctl: Treadctl, tmp_path: Path, latch: Latch, cause: StopCause
) -> None:
    latch.latched(cause)
    ended = treadctl("stop", "--config", gym(tmp_path, "sim://"), "--after-crash")
    assert ended.out == "The belt stands.\n"
    assert latch.read() is cause


@pytest.mark.realtime
def test_a_latch_that_cannot_be_read_is_no_reason_to_leave_a_belt_moving(
    treadctl: Treadctl, tmp_path: Path, latch: Latch
) -> None:
    latch.path.mkdir(parents=True)
    ended = treadctl("stop", "--config", gym(tmp_path, "sim://"), "--after-crash")
    assert (ended.code, ended.out) == (0, "The belt stands.\n")
    assert "the latch cannot be read" in ended.err


@pytest.mark.realtime
def test_after_a_crash_the_time_is_limited_and_the_end_is_the_alarm(
    treadctl: Treadctl, tmp_path: Path, latch: Latch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stop, "AFTER_CRASH_LIMIT_S", 0.5)
    latch.running()
    ended = treadctl("stop", "--config", gym(tmp_path, "sim://?hci=127.0.0.1:1"), "--after-crash")
    assert (ended.code, ended.out) == (3, "")
    assert PULL_THE_KEY in ended.err
    assert latch.read() is StopCause.INTERRUPTED


def test_after_a_crash_there_must_be_a_configuration(treadctl: Treadctl) -> None:
    ended = treadctl("stop", "--after-crash")
    assert ended.code == 2
    assert "--config FILE" in ended.complaint


@pytest.mark.realtime
def test_a_crash_without_a_walk_is_seen_without_loading_anything_heavy(tmp_path: Path) -> None:
    code = f"""
import atexit, sys
from treadctl.cli import main
heavy = {{"pydantic", "bleak", "bumble", "treadctl.app"}}
atexit.register(lambda: print(heavy & {{*sys.modules}}))
sys.argv[1:] = ["stop", "--config", {str(gym(tmp_path, "sim://"))!r}, "--after-crash"]
main()
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert ended.stdout == "No walk was under way.\nset()\n"
