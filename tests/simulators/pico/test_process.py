"""A board that is started and ended."""

import os
from pathlib import Path

import pytest

from firmware_bridge.settings import Settings, dump
from simulators.pico.host import Host
from simulators.pico.process import interpreter, pico
from treadctl.errors import BadInput


@pytest.mark.realtime
def test_a_board_boots_answers_and_is_gone_after_the_block() -> None:
    with pico(dump(Settings())) as board:
        host = Host(board.line)
        host.hello()
        assert host.status["mcu_ms"] > 0
    assert board.board.returncode is not None
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.write(board.line, b"x")


def test_a_missing_interpreter_is_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match=r"^MicroPython is not installed: `pip install"):
        interpreter()
