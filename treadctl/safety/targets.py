"""Speed and inclination on their way: two ramps within one set of limits. Pure."""

from dataclasses import dataclass

from treadctl.errors import Refused
from treadctl.model import Command, Limits, Machine, SetTargetInclination, SetTargetSpeed
from treadctl.safety.limits import narrowed, tightest
from treadctl.safety.ramp import Ramp, wire_range

CENTI, DECI = 100, 10
APART_S = 30.0  # speed and inclination never rise together
DEFAULT_SPEED_STEP_KMH, DEFAULT_INCLINATION_STEP_PERCENT = 0.1, 0.5
UNCONFIRMED_UNIT_KMH = 2.1  # 1.3 mph: slow enough if the machine turns out to count in miles
HIGHEST_FIRST_SPEED_KMH = 1.2
SPACING_S = 0.5  # between two writes; a KingSmith takes no faster than 0.69 s, most 0.4 s


def first_speed_kmh(limits: Limits, machine: Machine) -> float:
    """The speed a belt starts at: 0.8 km/h where it can, its minimum up to 1.2 km/h.

    Raises Refused above that: such a machine starts too fast for a guided walk.
    """
    lowest_kmh = machine.speed_kmh.low if machine.speed_kmh else 0.0
    if lowest_kmh > HIGHEST_FIRST_SPEED_KMH:
        raise Refused(
            f"This treadmill starts at {lowest_kmh:.1f} km/h. That is too fast for a guided walk."
        )
    return max(limits.first_speed_kmh, lowest_kmh)


@dataclass(slots=True)
class Targets:
    """What was asked of a moving belt, and what to write next.

    A machine starts at a speed of its own choice, so the first speed is the first write.
    """

    speed: Ramp
    inclination: Ramp
    slope_is_theirs: bool = False  # somebody at the console set it: for this walk it is theirs
    _first_written: bool = False
    _written_at: float = 0.0

    def aim(self, command: Command, now: float, *, unit_confirmed: bool) -> None:
        """Take a wish, cut to the limits. It is approached by `next`, never jumped to."""
        match command:
            case SetTargetSpeed(speed_kmh):
                cap = self.speed.high if unit_confirmed else round(UNCONFIRMED_UNIT_KMH * CENTI)
                self.speed.aim(min(cap, round(speed_kmh * CENTI)), now)
            case SetTargetInclination(inclination_percent):
                self.inclination.aim(round(inclination_percent * DECI), now)
            case _:  # Start
                raise Refused("The belt is moving already.")

    def next(self, now: float, *, may_rise: bool) -> Command | None:
        """The next write, or None. Whoever asks writes what is returned."""
        if now - self._written_at < SPACING_S - 1e-6:
            return None
        if not may_rise or self.inclination.rose_within(APART_S, now):
            self.speed.hold(now)
        if not may_rise or self.speed.rose_within(APART_S, now):
            self.inclination.hold(now)
        command: Command | None = None
        if not self._first_written:
            self._first_written = True
            command = SetTargetSpeed(self.speed_kmh)
        elif (centi_kmh := self.speed.next(now)) is not None:
            command = SetTargetSpeed(centi_kmh / CENTI)
        elif not self.slope_is_theirs and (deci_percent := self.inclination.next(now)) is not None:
            command = SetTargetInclination(deci_percent / DECI)
        if command is not None:
            self._written_at = now
        return command

    def settle(self) -> None:
        """Rise no further than what was asked for already."""
        self.speed.settle()
        self.inclination.settle()

    def inclination_told(self, inclination_percent: float) -> None:
        """The machine tells of a slope it goes to; one that is not ours comes from its console."""
        self.slope_is_theirs |= not self.inclination.asked_for(round(inclination_percent * DECI))

    def say_again(self, command: Command) -> None:
        """Nobody knows whether the machine took `command`."""
        match command:
            case SetTargetSpeed():
                self.speed.say_again()
            case SetTargetInclination():
                self.inclination.say_again()

    def take_back(self, command: Command, now: float) -> None:
        """The machine did not take `command`; it is tried again, a step later."""
        match command:
            case SetTargetSpeed():
                self.speed.take_back(now)
            case SetTargetInclination():
                self.inclination.take_back(now)

    @property
    def speed_kmh(self) -> float:
        """What was last asked of the belt."""
        return (self.speed.commanded or 0) / CENTI

    @property
    def inclination_percent(self) -> float | None:
        """What was last asked of the deck; None where it cannot be set."""
        commanded = self.inclination.commanded
        return None if commanded is None else commanded / DECI


def targets(
    limits: Limits, machine: Machine, inclination_percent: float | None, now: float
) -> Targets:
    """Targets for a belt that is about to start, at its first speed and on the slope it has.

    Whatever is asked for, the absolute ceiling holds, and the machine's ranges only narrow.
    """
    limits = narrowed(tightest(limits), machine)
    first = round(first_speed_kmh(limits, machine) * CENTI)
    low, high, step = wire_range(
        machine.speed_kmh, CENTI, limits.max_speed_kmh, DEFAULT_SPEED_STEP_KMH
    )
    up, down = limits.max_acceleration_kmh_s * CENTI, limits.max_deceleration_kmh_s * CENTI
    speed = Ramp(up, down, low, max(high, first), step)
    speed.begin(first, now)
    low, high, step = wire_range(
        machine.inclination_percent,
        DECI,
        limits.max_inclination_percent,
        DEFAULT_INCLINATION_STEP_PERCENT,
    )
    rate = limits.inclination_rate_percent_s * DECI
    slope = Ramp(rate, rate, max(0, low), high, step)
    if machine.inclination_percent is not None and high > 0:
        slope.begin(round((inclination_percent or 0.0) * DECI), now)
    return Targets(speed, slope)
