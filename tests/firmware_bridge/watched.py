"""A watch whose belt is made by hand."""

from firmware_bridge.settings import Settings
from firmware_bridge.tach import Tach
from firmware_bridge.watch import Watch


class Belt:
    """A watch over a tach whose numbers are set by hand."""

    def __init__(self, **changes: int) -> None:
        self.settings = Settings(**changes)
        self.tach = Tach(self.settings.um_per_pulse)
        self.watch = Watch(self.settings, self.tach)

    def at(self, speed_ckmh: int, quiet_ms: int = 0) -> "Belt":
        """Show this speed."""
        self.tach.speed_ckmh, self.tach.quiet_ms = speed_ckmh, quiet_ms
        return self


def steps_until(fault: int, found: list[int]) -> int:
    """Return how many steps passed without a fault; from then on there is this one."""
    calm = found.index(fault)
    assert found == [0] * calm + [fault] * (len(found) - calm)
    return calm
