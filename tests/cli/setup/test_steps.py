"""Steps are told as they are made; what was cut off is found again."""

import os
from pathlib import Path

import pytest

from treadctl.cli.setup.changes import Change, File, Folder
from treadctl.cli.setup.layout import Layout
from treadctl.cli.setup.steps import check_root, cut_off, due, make, marked
from treadctl.errors import BadInput, TreadctlError


def test_what_is_due_is_told_made_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planned: list[Change] = [Folder(tmp_path / "a"), Folder(tmp_path), File(tmp_path / "b", "")]
    (tmp_path).chmod(0o755)
    assert len(due(planned)) == 2
    assert make(planned) == 2
    assert capsys.readouterr().out.splitlines() == [
        f"folder {tmp_path / 'a'} (755)",
        f"file {tmp_path / 'b'} (644)",
    ]
    assert make(planned) == 0


def test_a_step_that_fails_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("")
    with pytest.raises(TreadctlError) as raised:
        make([File(tmp_path / "in the way/file", "")])
    assert "Mend that and run the same again." in str(raised.value)


def test_what_was_cut_off_is_known_until_it_is_finished(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert cut_off(layout) is None
    with pytest.raises(RuntimeError), marked(layout, "an update to 2"):
        raise RuntimeError
    assert cut_off(layout) == "an update to 2"
    with marked(layout, "an update to 2"):
        assert cut_off(layout) == "an update to 2"
    assert cut_off(layout) is None


def test_another_root_needs_no_rights(tmp_path: Path) -> None:
    check_root(Layout(tmp_path))


def test_this_system_is_root_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(BadInput, match="run it as root"):
        check_root(Layout())
