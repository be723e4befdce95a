"""Supervisors with one rule broken each, to show that the exploration can see it.

`BROKEN`: the broken one, a world in which it can be seen, and the promise that it does not keep.
"""

from dataclasses import replace

from tests.proof.broken_starts import (
    AcknowledgesAtOnce,
    LevelsAtOnce,
    StartsAMovingBelt,
    StartsOnASlope,
    StartsWithoutAnAcknowledgement,
    StartsWithoutAStop,
    TiltsUnasked,
)
from treadctl.model import Command, Limits, SetTargetSpeed, StopCause, Telemetry
from treadctl.safety.phase import Phase
from treadctl.safety.supervisor import Supervisor
from treadctl.safety.targets import Targets


class GoesOnBehindPain(Supervisor):
    """Writes the next target although somebody pressed PAIN."""

    def next_command(self, now: float) -> Command | None:
        pain = self.phase is Phase.STOPPING and self.latched is StopCause.PAIN
        return SetTargetSpeed(0.8) if pain else super().next_command(now)


class GoesOnBehindAStop(Supervisor):
    """Writes the next target behind a stop that does not latch."""

    def next_command(self, now: float) -> Command | None:
        stopped = self.phase is Phase.STOPPING and self.latched is None
        return SetTargetSpeed(0.8) if stopped else super().next_command(now)


class DisputesTheConsole(Supervisor):
    """Writes a target of its own to a belt that somebody at the console took over."""

    def next_command(self, now: float) -> Command | None:
        theirs = self.phase is Phase.CONSOLE
        return SetTargetSpeed(0.8) if theirs else super().next_command(now)


class IgnoresTheWalkersLimit(Supervisor):
    """Cuts to the tier only."""

    def permit_start(self, limits: Limits, now: float) -> Targets:
        return super().permit_start(replace(limits, max_speed_kmh=5.0), now)


class IgnoresTheRate(Supervisor):
    """Rises as fast as it is wished for."""

    def started(self, plan: Targets, now: float) -> None:
        plan.speed.up_per_s *= 10
        super().started(plan, now)


class RisesInDoubt(Supervisor):
    """Takes everything for known."""

    def may_rise(self, now: float) -> bool:
        return True


class ForgetsTheLatch(Supervisor):
    """A lost link takes the latch with it."""

    def lost(self, now: float) -> None:
        super().lost(now)
        self.stopping.lockout.cause = None


class BelievesOneZero(Supervisor):
    """Says that a belt stands at its first 0."""

    def heard(self, record: Telemetry) -> StopCause | None:
        cause = super().heard(record)
        if record.speed_kmh == 0 and self.known.standing_since is None:
            self.known.standing_since = record.at
        return cause


class EndsAStopAtOneZero(Supervisor):
    """Rests at the first 0 behind a stop."""

    def heard(self, record: Telemetry) -> StopCause | None:
        cause = super().heard(record)
        if record.speed_kmh == 0 and self.phase is Phase.STOPPING:
            self.phase = Phase.IDLE
        return cause


class DrivesUnasked(Supervisor):
    """Takes a belt that moves by itself for a walk."""

    def heard(self, record: Telemetry) -> StopCause | None:
        cause = super().heard(record)
        if self.phase is Phase.IDLE and record.speed_kmh:
            self.phase = Phase.WALKING
        return cause


class RefusesAStopAtRest(Supervisor):
    """Stops only what it takes for moving."""

    def stop(self, cause: StopCause, now: float) -> None:
        if not self.known.stands(now):
            super().stop(cause, now)


class AlarmsAgain(Supervisor):
    """Calls for the key again and again."""

    def alarm_due(self, now: float) -> bool:
        return super().alarm_due(now) or self.stopping.alarm is not None


class AlarmsForNothing(Supervisor):
    """Calls for the key of a belt that stands."""

    def alarm_due(self, now: float) -> bool:
        rests = self.stopping.halt is not None and self.stopping.halt.stood_at is not None
        if rests and self.latched is StopCause.PAIN:
            self.stopping.lockout.alarm()
            return True
        return super().alarm_due(now)


class NeverAlarms(Supervisor):
    """Trusts every belt to stop."""

    def alarm_due(self, now: float) -> bool:
        return False


class WaitsForEver(Supervisor):
    """Goes on in silence."""

    def tick(self, now: float) -> StopCause | None:
        cause = super().tick(now)
        return None if cause is StopCause.TELEMETRY_LOST else cause


class StopsTooSoon(Supervisor):
    """Is a fiftieth of a second ahead of each bound."""

    def tick(self, now: float) -> StopCause | None:
        return super().tick(now + 0.02)


class IgnoresASpeedyBelt(Supervisor):
    """Does not mind how fast a belt is."""

    def heard(self, record: Telemetry) -> StopCause | None:
        cause = super().heard(record)
        return None if cause in (StopCause.OVERSPEED, StopCause.SPEED_JUMP) else cause


class FearsEveryRecord(Supervisor):
    """Stops a belt that does what was asked."""

    def heard(self, record: Telemetry) -> StopCause | None:
        cause = super().heard(record)
        return StopCause.OVERSPEED if self.phase is Phase.WALKING else cause


BROKEN: tuple[tuple[type[Supervisor], str, str], ...] = (
    (GoesOnBehindPain, "link", "nothing_leaves_behind_a_latched_stop"),
    (GoesOnBehindAStop, "link", "nothing_leaves_behind_any_stop"),
    (DisputesTheConsole, "console", "nothing_leaves_for_a_belt_that_is_the_consoles"),
    (IgnoresTheWalkersLimit, "plain", "nothing_is_above_the_tightest_limit"),
    (IgnoresTheRate, "plain", "nothing_rises_faster_than_the_tier"),
    (RisesInDoubt, "plain", "nothing_rises_in_doubt"),
    (RisesInDoubt, "heart", "nothing_rises_in_doubt"),
    (RisesInDoubt, "button and page", "nothing_rises_in_doubt"),
    (ForgetsTheLatch, "link", "what_is_latched_stays"),
    (BelievesOneZero, "plain", "standing_is_two_fresh_zeros"),
    (EndsAStopAtOneZero, "plain", "a_stop_ends_only_at_two_zeros"),
    (DrivesUnasked, "speeds", "only_a_start_drives"),
    (AcknowledgesAtOnce, "plain", "an_acknowledgement_needs_three_seconds"),
    (StartsWithoutAnAcknowledgement, "plain", "a_start_needs_two_acts"),
    (StartsAMovingBelt, "speeds", "a_start_needs_a_belt_that_stands"),
    (StartsWithoutAStop, "link and button", "a_start_needs_a_stop_within_reach"),
    (StartsWithoutAStop, "page only", "a_start_needs_a_stop_within_reach"),
    (StartsOnASlope, "deck", "a_start_needs_a_level_deck"),
    (LevelsAtOnce, "deck and link", "a_tap_for_the_deck_needs_a_belt_that_stands"),
    (TiltsUnasked, "deck", "the_deck_of_a_standing_belt_moves_by_a_tap_alone"),
    (RefusesAStopAtRest, "plain", "a_stop_is_never_refused"),
    (AlarmsAgain, "plain", "one_alarm_for_each_stop"),
    (AlarmsForNothing, "plain", "no_alarm_for_a_belt_that_stands"),
    (NeverAlarms, "plain", "a_belt_that_does_not_stop_is_told_of"),
    (WaitsForEver, "plain", "a_walk_stops_when_a_bound_is_passed"),
    (StopsTooSoon, "plain", "no_walk_stops_before_its_bound"),
    (IgnoresASpeedyBelt, "speeds", "a_belt_that_is_too_fast_stops"),
    (FearsEveryRecord, "speeds", "a_belt_that_obeys_goes_on"),
)
