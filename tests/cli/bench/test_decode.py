"""`treadctl bench decode`: which frames, which Python, and what is said without one."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from treadctl.cli.bench import decode as bench
from treadctl.errors import BadInput
from treadctl.protocols.ftms import decode_record


def test_the_golden_frames_are_taken_where_they_are() -> None:
    source, frames = bench.all_frames()
    assert source == "golden" and len(frames) > 50
    assert all(decode_record(frame).values for frame in frames)


def test_the_twins_frames_are_taken_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bench, "GOLDEN", tmp_path / "ftms.csv")
    source, frames = bench.all_frames()
    assert source == "simulated" and len(set(frames)) > 50
    assert all(decode_record(frame).values for frame in frames)


@pytest.mark.realtime
def test_without_a_new_enough_python_the_next_step_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.executable", "/bin/false")
    ended = CliRunner().invoke(bench.decode, ["--json"])
    assert isinstance(ended.exception, BadInput)
    assert "Put python3.13 on the PATH" in str(ended.exception)
