"""The settings of one bridge as a TOML file: what is written by hand, and what was calibrated.

The names and numbers are those of `firmware_bridge.settings`; `role` is a word.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from firmware_bridge.settings import DRIVE, KEYLOOP, Settings
from treadctl.drivers.bridge_fits import HARDEST_COAST_DOWN_M_S2, DutyLine
from treadctl.errors import BadInput

_FULL_DUTY = 65535
_ROLES = {"drive": DRIVE, "keyloop": KEYLOOP}


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured of one treadmill."""

    mm_per_pulse: float
    line: DutyLine
    coast_down_m_s2: float

    @property
    def for_tier_a(self) -> bool:
        """True unless the belt brakes too hard for a gentle walk when its output is cut."""
        return self.coast_down_m_s2 <= HARDEST_COAST_DOWN_M_S2


def read(path: Path) -> dict[str, int]:
    """The settings in a file, checked. Raises BadInput naming the file and what to correct."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}; check its name.") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is not valid TOML: {error}; correct it.") from error
    role = found.get("role", "drive")
    if not isinstance(role, str) or role not in _ROLES:
        raise BadInput(f"{path}, role: write drive or keyloop.")
    values = found | {"role": _ROLES[role]}
    for name, value in values.items():
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadInput(f"{path}, {name}: it must be a whole number; correct it.")
    settings(values, path)
    return values


def settings(values: Mapping[str, int], path: Path) -> Settings:
    """The firmware's own settings. Raises BadInput naming the file and what is wrong."""
    try:
        return Settings(**values)
    except ValueError as error:
        raise BadInput(f"{path}: {error}; correct it.") from error


def calibrated(values: Mapping[str, int], found: Calibration) -> dict[str, int]:
    """`values` with what was measured in the place of what was there."""
    return dict(values) | {
        "um_per_pulse": round(found.mm_per_pulse * 1000),
        "dead_zone_duty": round(found.line.dead_zone_percent * _FULL_DUTY / 100),
        "duty_per_kmh": round(found.line.percent_per_kmh * _FULL_DUTY / 100),
        "coast_mm_s2": round(found.coast_down_m_s2 * 1000),
    }


def write(path: Path, values: Mapping[str, int]) -> None:
    """Write a file that `read` reads. Raises BadInput if it cannot be written."""
    roles = {number: f'"{word}"' for word, number in _ROLES.items()}
    shown = {name: str(value) for name, value in values.items()} | {"role": roles[values["role"]]}
    text = "".join(f"{name} = {value}\n" for name, value in sorted(shown.items()))
    try:
        path.write_text(f"# Settings of one bridge, for `treadctl bridge flash`.\n{text}", "utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}; name another.") from error
