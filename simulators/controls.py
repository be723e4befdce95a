"""What the serial machines share behind their protocols: a belt, and controls with faults."""

from simulators.physics import KMH_PER_MPH, Belt, Drive


class Controls:
    """The controls of one belt. The public attributes are faults: set them.

    ignores_stop: a stop is accepted and not done. rejects_stop: it is refused. silent: nothing is
    told of the belt. powered: without power the machine neither hears nor speaks. in_miles: miles
    are told as if they were kilometres.
    """

    def __init__(self, drive: Drive, now: float) -> None:
        self.belt = Belt(drive, now)
        self.ignores_stop = False
        self.rejects_stop = False
        self.silent = False
        self.powered = True
        self.in_miles = False
        self._held_kmh: float | None = None

    def stop(self, now: float) -> bool:
        """Stop the belt as a host asks for it; return whether the stop is accepted."""
        if self.rejects_stop:
            return False
        if not self.ignores_stop:
            self.belt.stop(now)
        return True

    def auto_stop(self, now: float) -> bool:
        """Stop the belt and send the incline motor to 0; return whether that is accepted."""
        accepted = self.stop(now)
        if not self.belt.started:
            self.belt.tilt(now, 0.0)
        return accepted

    def shown_kmh(self, now: float) -> float:
        """Return the speed that the machine tells."""
        self.belt.advance(now)
        if self._held_kmh is not None:
            return self._held_kmh
        return self.belt.speed_kmh / (KMH_PER_MPH if self.in_miles else 1.0)

    @property
    def frozen(self) -> bool:
        """Return whether the machine tells the same for ever."""
        return self._held_kmh is not None

    def freeze(self, now: float) -> None:
        """Tell the present speed for ever."""
        self._held_kmh = self.shown_kmh(now)

    def cut_power(self, now: float) -> None:
        """Pull the safety key: the belt stops at once, and the machine falls silent."""
        self.belt.cut(now)
        self.powered = False

    def console_speed(self, now: float, speed_kmh: float) -> None:
        """Set the belt in motion, or change its speed, by hand."""
        if self.belt.started:
            self.belt.follow(now, speed_kmh)
        else:
            self.belt.start(now, speed_kmh)
