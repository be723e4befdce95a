"""Whether this computer gets enough voltage: one that does not may end in the middle of a walk.

A Raspberry Pi's kernel tells; other computers do not. Source: Linux, drivers/hwmon,
raspberrypi-hwmon.c.
"""

import asyncio
from pathlib import Path

SENSORS = Path("/sys/class/hwmon")
NAME, ALARM = "rpi_volt", "in0_lcrit_alarm"
LOOK_EVERY_S = 5.0
TOO_LITTLE = "This computer gets too little voltage. Use the power supply that it is sold with."


def too_little(sensors: Path = SENSORS) -> bool | None:
    """True if the voltage is too low now; None where nobody can tell."""
    try:
        for sensor in sorted(sensors.iterdir()):
            if (sensor / "name").read_text("ascii").strip() == NAME:
                return (sensor / ALARM).read_text("ascii").strip() == "1"
    except (OSError, UnicodeDecodeError):
        return None
    return None


class Supply:
    """Looks again and again. `unfit`: why no walk may start now; None if one may."""

    def __init__(self, sensors: Path = SENSORS) -> None:
        self.unfit: str | None = None
        self._sensors = sensors

    async def watch(self) -> None:
        """Look until cancelled, or once where nobody can tell. In a thread: it is a file."""
        while (found := await asyncio.to_thread(too_little, self._sensors)) is not None:
            self.unfit = TOO_LITTLE if found else None
            await asyncio.sleep(LOOK_EVERY_S)
