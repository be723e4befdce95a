"""The settings of one bridge as a file."""

from pathlib import Path

import pytest

from firmware_bridge.settings import DRIVE, KEYLOOP, Settings
from treadctl.cli.bridge.settings import Calibration, calibrated, read, settings, write
from treadctl.drivers.bridge_fits import DutyLine
from treadctl.errors import BadInput

FOUND = Calibration(153.3, DutyLine(14.5, 3.635), 0.8)


def written(folder: Path, text: str) -> Path:
    path = folder / "bridge.toml"
    path.write_text(text)
    return path


def test_a_key_loop_needs_two_lines(tmp_path: Path) -> None:
    found = read(written(tmp_path, 'role = "keyloop"\num_per_pulse = 0\n'))
    assert settings(found, tmp_path).role == KEYLOOP


def test_an_empty_file_is_the_firmware_s_own_settings(tmp_path: Path) -> None:
    found = settings(read(written(tmp_path, "")), tmp_path)
    assert (found.role, found.crc()) == (DRIVE, Settings().crc())


def test_what_was_measured_is_written_in_the_bridge_s_units_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "bridge.toml"
    write(path, calibrated({"role": DRIVE, "max_ckmh": 600}, FOUND))
    found = settings(read(path), path)
    assert (found.um_per_pulse, found.coast_mm_s2, found.max_ckmh) == (153_300, 800, 600)
    assert found.dead_zone_duty == round(0.145 * 65535)
    assert found.duty_per_kmh == round(0.03635 * 65535)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("role = 'pilot'", "role: write drive or keyloop"),
        ("role = 1", "role: write drive or keyloop"),
        ("max_ckmh = 99999", "max_ckmh: 99999 is not within"),
        ("max_ckmh = 6.5", "max_ckmh: it must be a whole number"),
        ("open_on_pain = true", "open_on_pain: it must be a whole number"),
        ("colour = 3", "no setting: colour"),
        ("um_per_pulse = 0", "um_per_pulse: a motor is driven with a tach only"),
        ("role = ", "is not valid TOML"),
        ("a = " + "[" * 100_000, "is not valid TOML"),
    ],
)
def test_a_mistake_is_named_with_its_file(tmp_path: Path, text: str, says: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(BadInput) as refused:
        read(path)
    assert str(path) in str(refused.value) and says in str(refused.value)


def test_a_file_that_is_not_there_and_one_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read(tmp_path / "none.toml")
    with pytest.raises(BadInput, match="cannot be written"):
        write(tmp_path / "no" / "folder.toml", {"role": DRIVE})


@pytest.mark.parametrize(("m_s2", "gentle"), [(0.99, True), (1.0, True), (1.01, False)])
def test_a_belt_that_brakes_harder_than_1_m_s2_is_not_for_tier_a(m_s2: float, gentle: bool) -> None:
    assert Calibration(150.0, FOUND.line, m_s2).for_tier_a is gentle
