"""Where a recording goes, and what is said when it cannot be written."""

import sys
from pathlib import Path

import pytest

from treadctl.cli.recording import Recording
from treadctl.drivers.line_capture import LineTraffic
from treadctl.errors import BadInput, Refused

ONE = LineTraffic(t_s=1.0, what="sent", hex="a0")


def test_a_file_is_made_with_the_first_line_and_holds_each(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "walk.jsonl")
    assert not (tmp_path / "walk.jsonl").exists()
    recording.tell(ONE)
    recording.tell(ONE)
    recording.close()
    assert (tmp_path / "walk.jsonl").read_text().count('"hex": "a0"') == 2
    assert not recording.broken.is_set()


def test_without_a_file_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    Recording(None).tell(ONE)
    assert capsys.readouterr().out == '{"t_s": 1.0, "what": "sent", "hex": "a0"}\n'


def test_a_file_that_cannot_be_made_is_told_at_the_end_and_not_to_the_connection(
    tmp_path: Path,
) -> None:
    recording = Recording(tmp_path / "none" / "walk.jsonl")
    recording.tell(ONE)
    assert recording.broken.is_set()
    with pytest.raises(BadInput, match=r"walk\.jsonl cannot be made: .*; name a new file"):
        recording.close()


def test_a_disk_that_is_full_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = Recording(None)
    full = Path("/dev/full").open("w", encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", full)
    recording.tell(ONE)
    recording.tell(ONE)
    monkeypatch.undo()
    assert recording.broken.is_set()
    with pytest.raises(Refused, match=r"cannot be written: No space left on device\. Free some"):
        recording.close()
    with pytest.raises(OSError, match="No space"):
        full.close()
