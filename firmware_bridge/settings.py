"""What one bridge is wired to, and what it will never exceed: read from settings.json at start.

Numbers as in `wire`. The defaults of the motor are those of an Icon MC-2100 as NessDan measured
one (treadmill-api, GitHub, 2021): duty % = 13.93 + 6.50 x mph, 162 pulses a minute per mph.
"""

import binascii
import json

DRIVE, KEYLOOP = 0, 1
LEAST_LEASE_MS, MOST_LEASE_MS = 200, 500
# name: least, most
_RANGES = {
    "role": (DRIVE, KEYLOOP),
    "max_ckmh": (80, 2500),
    "min_ckmh": (10, 200),
    "start_ckmh": (10, 120),
    "accel": (1, 100),
    "decel": (1, 180),
    "um_per_pulse": (0, 1_000_000),
    "pwm_hz": (15, 200),
    "dead_zone_duty": (0, 20_000),
    "duty_per_kmh": (500, 8_000),
    "max_duty": (0, 55_705),
    "incline_pulses": (0, 1_000),
    "min_permille": (-60, 0),
    "max_permille": (0, 400),
    "open_on_link_loss": (0, 1),
    "open_on_pain": (0, 1),
    "coast_mm_s2": (0, 5_000),
}
MOST_COAST_MM_S2 = 1_000  # harder, and a cut output throws the walker


class Settings:
    """Frozen once made. Raises ValueError for a name or number that may not be."""

    role = DRIVE
    max_ckmh = 1200
    min_ckmh = 80  # below, the belt stands
    start_ckmh = 100  # the first speed may not be above
    accel = 50
    decel = 50
    um_per_pulse = 165_000  # belt travel between two tach pulses; 0: there is no tach
    pwm_hz = 20
    dead_zone_duty = 9_129  # of 65535: where the line of duty over speed meets standing
    duty_per_kmh = 2_647
    max_duty = 55_705  # 85 %, the most the board takes
    incline_pulses = 0  # from end to end; 0: there is no incline motor
    min_permille = 0
    max_permille = 0
    open_on_link_loss = 0  # or ramp
    open_on_pain = 0  # only where the loaded coast-down was measured and is gentle
    coast_mm_s2 = 0  # that measurement; 0: none

    def __init__(self, **changes: int) -> None:
        for name, value in changes.items():
            if name not in _RANGES:
                raise ValueError("no setting: " + name)
            least, most = _RANGES[name]
            if not least <= value <= most:
                raise ValueError(f"{name}: {value} is not within {least} and {most}")
            setattr(self, name, value)
        self._check()

    def _check(self) -> None:
        if self.role == DRIVE and not self.um_per_pulse:
            raise ValueError("um_per_pulse: a motor is driven with a tach only")
        if self.open_on_pain and not 0 < self.coast_mm_s2 <= MOST_COAST_MM_S2:
            raise ValueError("open_on_pain: needs a measured coast_mm_s2 of 1000 or less")
        if self.incline_pulses and self.min_permille >= self.max_permille:
            raise ValueError("incline_pulses: needs max_permille above min_permille")

    def crc(self) -> int:
        """Return the CRC-32 over all settings, by name."""
        text = ",".join(f"{name}={getattr(self, name)}" for name in sorted(_RANGES))
        return binascii.crc32(text.encode())


def dump(settings: Settings) -> str:
    """Return the text of settings.json."""
    values = {name: getattr(settings, name) for name in sorted(_RANGES)}
    values["crc"] = settings.crc()
    return json.dumps(values)


def load(text: str) -> Settings:
    """Return what `dump` wrote. Raises ValueError if a bit of it has changed since."""
    values = json.loads(text)
    try:
        crc = values.pop("crc")
        settings = Settings(**values)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("settings.json holds no settings") from error
    if crc != settings.crc():
        raise ValueError("settings.json: wrong crc")
    return settings
