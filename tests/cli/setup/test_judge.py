"""A new version is judged by its own doctor, against what was wrong before."""

from pathlib import Path

import pytest

from treadctl.cli.setup.judge import check_no_worse, failures
from treadctl.cli.setup.layout import Layout
from treadctl.errors import TreadctlError

BLUETOOTH = {"bluetooth": "bluetooth: there is no adapter"}


@pytest.mark.parametrize("after", [{}, BLUETOOTH])
def test_what_was_wrong_before_is_not_the_update_s_doing(after: dict[str, str]) -> None:
    check_no_worse(BLUETOOTH, after)


def test_what_is_wrong_only_now_is_said() -> None:
    with pytest.raises(TreadctlError) as raised:
        check_no_worse(BLUETOOTH, {**BLUETOOTH, "clock": "clock: it is 1970"})
    assert str(raised.value) == "Its doctor says: clock: it is 1970."


def speaking(folder: Path, script: str) -> Path:
    """An environment whose Python runs a script of the shell instead."""
    (folder / "bin").mkdir()
    (folder / "bin/python").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "bin/python").chmod(0o755)
    return folder


@pytest.mark.realtime
def test_only_failures_count_and_doctor_looks_where_the_service_does(tmp_path: Path) -> None:
    script = (
        'echo "[{\\"check\\": \\"latch\\", \\"result\\": \\"fail\\", \\"why\\": '
        '\\"$STATE_DIRECTORY $*\\"}, {\\"check\\": \\"radio\\", \\"result\\": \\"warn\\", '
        '\\"why\\": \\"\\"}]"; exit 1'
    )
    found = failures(Layout(tmp_path), speaking(tmp_path, script), Path("gym.toml"))
    called = "-P -m treadctl doctor --json --config gym.toml"
    assert found == {"latch": f"latch: {tmp_path}/var/lib/treadctl {called}"}


@pytest.mark.realtime
@pytest.mark.parametrize("script", ["echo oops >&2; exit 1", "echo '{}'", "echo '[1]'"])
def test_a_doctor_that_gives_no_answer_is_no_leave(tmp_path: Path, script: str) -> None:
    with pytest.raises(TreadctlError, match="Its doctor could not be run"):
        failures(Layout(tmp_path), speaking(tmp_path, script), None)


def test_nor_is_one_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TreadctlError, match="Its doctor could not be run"):
        failures(Layout(tmp_path), tmp_path, None)
