"""What is copied onto a board, and what is said where there is none."""

import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

import firmware_bridge
from firmware_bridge.settings import KEYLOOP, Settings, load
from treadctl.cli.bridge import flash
from treadctl.errors import BadInput, ConnectFailed

HERE = Path(firmware_bridge.__file__).parent


def board(device: str) -> ListPortInfo:
    port = ListPortInfo(device)
    port.vid, port.pid = 0x2E8A, 0x0005
    return port


def ports(monkeypatch: pytest.MonkeyPatch, *found: ListPortInfo) -> None:
    monkeypatch.setattr(list_ports, "comports", lambda: [ListPortInfo("/dev/ttyS0"), *found])


def test_the_one_board_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    ports(monkeypatch, board("/dev/ttyACM0"))
    assert flash.board() == "/dev/ttyACM0"


def test_without_a_board_the_next_step_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    ports(monkeypatch)
    with pytest.raises(ConnectFailed, match=r"No board with MicroPython is connected.*BOOTSEL"):
        flash.board()


def test_of_two_boards_none_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    ports(monkeypatch, board("/dev/ttyACM0"), board("/dev/ttyACM1"))
    with pytest.raises(ConnectFailed, match=r"There are 2 boards.*--port"):
        flash.board()


def test_the_folder_gets_every_file_that_the_firmware_imports() -> None:
    copied = {path.name for path in flash.firmware_files()}
    there = {path.name for path in HERE.glob("*.py")}
    assert there - copied == {"board.py", "main.py"} and "board_pico.py" in copied


def test_exactly_the_firmware_and_its_settings_are_copied_and_main_goes_last() -> None:
    told = flash.steps("/dev/ttyACM0", Path("settings.json"))
    parts = " ".join(told).split(" + ")
    assert parts[0].startswith("connect /dev/ttyACM0 exec import os")
    copied = [part.split()[2:] for part in parts if part.startswith("fs cp ")]
    names = [Path(name).name for name in copied[0][:-1]]
    assert names == [path.name for path in flash.firmware_files()]
    assert copied[0][-1] == ":firmware_bridge/"
    assert copied[1:] == [["settings.json", ":settings.json"], [str(HERE / "main.py"), ":main.py"]]
    assert parts[-1] == "reset"


def test_the_settings_that_are_copied_are_those_that_the_firmware_reads() -> None:
    texts: list[str] = []

    def run(command: Sequence[str]) -> int:
        assert command[:3] == [sys.executable, "-m", "mpremote"]
        texts.append(Path(command[command.index(":settings.json") - 1]).read_text())
        return 0

    flash.flash("/dev/ttyACM0", Settings(role=KEYLOOP, um_per_pulse=0), run)
    assert load(texts[0]).role == KEYLOOP and "crc" in json.loads(texts[0])


def test_a_board_that_does_not_take_it_is_said_with_the_next_step() -> None:
    with pytest.raises(ConnectFailed, match=r"did not take the firmware.*flash_nuke"):
        flash.flash("/dev/ttyACM0", Settings(), lambda _command: 1)


def test_without_mpremote_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flash, "find_spec", lambda _name: None)
    with pytest.raises(BadInput, match=r"pip install 'treadctl\[bridge\]'"):
        flash.flash("/dev/ttyACM0", Settings())


@pytest.mark.realtime
def test_the_real_mpremote_says_that_there_is_no_such_board(tmp_path: Path) -> None:
    assert importlib.util.find_spec("mpremote") is not None
    with pytest.raises(ConnectFailed, match="did not take the firmware"):
        flash.flash(str(tmp_path / "ttyACM0"), Settings())
