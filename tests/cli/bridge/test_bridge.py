"""`treadctl bridge` as a person calls it."""

from pathlib import Path

import pytest
from serial.tools import list_ports

from firmware_bridge.settings import Settings
from tests.cli.command import Treadctl
from treadctl.cli.bridge import calibrate, flash, settings
from treadctl.cli.bridge.settings import Calibration
from treadctl.drivers.bridge_fits import DutyLine
from treadctl.errors import LinkLost


def test_flash_without_a_board_is_one_sentence(
    treadctl: Treadctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_ports, "comports", list)
    ended = treadctl("bridge", "flash")
    assert ended.code == 1 and ended.complaint.startswith("No board with MicroPython is connected.")


def test_flash_names_each_file_that_it_copied(
    treadctl: Treadctl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    flashed: list[tuple[str, int]] = []
    monkeypatch.setattr(
        flash, "flash", lambda port, settings: flashed.append((port, settings.max_ckmh))
    )
    file = tmp_path / "bridge.toml"
    file.write_text("max_ckmh = 700\n")
    out = treadctl("bridge", "flash", "--port", "/dev/ttyACM0", "--settings", file).out
    assert flashed == [("/dev/ttyACM0", 700)]
    assert "firmware_bridge/control.py\n" in out and "settings.json" in out


def test_flash_with_wrong_settings_copies_nothing(treadctl: Treadctl, tmp_path: Path) -> None:
    file = tmp_path / "bridge.toml"
    file.write_text("max_ckmh = 1\n")
    ended = treadctl("bridge", "flash", "--port", "/dev/ttyACM0", "--settings", file)
    assert ended.code == 2 and "max_ckmh: 1 is not within" in ended.complaint


CALIBRATE = ("bridge", "calibrate", "--port", "/dev/ttyUSB0", "--belt-mm", "2800")


def test_calibrate_asks_whether_the_belt_is_empty_and_does_nothing_on_no(
    treadctl: Treadctl, tmp_path: Path
) -> None:
    file = tmp_path / "bridge.toml"
    ended = treadctl(*CALIBRATE, file, stdin="n\n")
    assert ended.code == 1 and "NOBODY may stand on the belt" in ended.out and not file.exists()


@pytest.mark.parametrize(("coast_m_s2", "warns"), [(0.7, False), (1.2, True)])
def test_calibrate_writes_a_file_that_flash_reads(
    treadctl: Treadctl,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    coast_m_s2: float,
    warns: bool,
) -> None:
    async def measure(_self: object, _belt_mm: float, _turns: int) -> Calibration:
        return Calibration(153.3, DutyLine(14.5, 3.635), coast_m_s2)

    monkeypatch.setattr(calibrate.Calibrator, "measure", measure)
    file = tmp_path / "bridge.toml"
    ended = treadctl(*CALIBRATE, file, stdin="y\n")
    assert ended.code == 0 and f"coast_down_m_s2 = {coast_m_s2:.2f}" in ended.out
    assert ("not for tier A" in ended.out) is warns
    assert settings.settings(settings.read(file), file).um_per_pulse == 153_300


def test_a_belt_that_may_still_be_moving_is_exit_code_3(
    treadctl: Treadctl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def measure(_self: object, _belt_mm: float, _turns: int) -> Calibration:
        raise LinkLost("The bridge is silent.")

    monkeypatch.setattr(calibrate.Calibrator, "measure", measure)
    ended = treadctl(*CALIBRATE, tmp_path / "bridge.toml", stdin="y\n")
    assert ended.code == 3 and "safety key" in ended.err.lower()


def test_calibrate_keeps_what_was_in_the_file(treadctl: Treadctl, tmp_path: Path) -> None:
    file = tmp_path / "bridge.toml"
    file.write_text('role = "keyloop"\num_per_pulse = 0\n')
    ended = treadctl(*CALIBRATE, file, stdin="y\n")
    assert ended.code == 2 and "nothing to calibrate" in ended.complaint


def test_the_firmware_s_own_settings_need_no_file() -> None:
    assert settings.settings({}, Path("x")).crc() == Settings().crc()
