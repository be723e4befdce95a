"""Supervisors that break one rule each of what has to be before a belt or a deck moves."""

from contextlib import suppress

from treadctl.errors import Refused
from treadctl.model import Command, Limits, SetTargetInclination
from treadctl.safety.phase import Phase
from treadctl.safety.supervisor import Supervisor
from treadctl.safety.targets import Targets, targets


class AcknowledgesAtOnce(Supervisor):
    """Does not wait for the belt to stand."""

    def acknowledge(self, now: float) -> None:
        if self.latched is None:
            raise Refused("There is nothing to confirm.")
        self.stopping.lockout.cause = None


class StartsWithoutAnAcknowledgement(Supervisor):
    """One act is enough."""

    def permit_start(self, limits: Limits, now: float) -> Targets:
        with suppress(Refused):
            self.acknowledge(now)
        self.stopping.lockout._acknowledged_at = -1e9
        return super().permit_start(limits, now)


class StartsAMovingBelt(Supervisor):
    """Does not look whether the belt stands."""

    def permit_start(self, limits: Limits, now: float) -> Targets:
        self.stopping.lockout.check(now)
        if self.phase is not Phase.IDLE or self.known.machine is None:
            raise Refused("The belt is in use.")
        return targets(limits, self.known.machine, None, now)


class StartsWithoutAStop(Supervisor):
    """Does not look for a way to press stop."""

    def permit_start(self, limits: Limits, now: float) -> Targets:
        self.stop_input.wired, self.stop_input.missing = True, None
        return super().permit_start(limits, now)


class StartsOnASlope(Supervisor):
    """Does not mind where the deck is."""

    def permit_start(self, limits: Limits, now: float) -> Targets:
        percent, self.known.inclination_percent = self.known.inclination_percent, None
        try:
            return super().permit_start(limits, now)
        finally:
            self.known.inclination_percent = percent


class LevelsAtOnce(Supervisor):
    """Takes every tap for the deck."""

    def permit_level(self, now: float) -> None:
        """Anybody, at any time."""


class TiltsUnasked(Supervisor):
    """Levels the deck of a belt at rest by itself."""

    def next_command(self, now: float) -> Command | None:
        rests = self.phase is Phase.IDLE and not self.deck.wanted
        return SetTargetInclination(0.0) if rests else super().next_command(now)
