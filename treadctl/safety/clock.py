"""What stops a walk only because time went by. Pure."""

from typing import TYPE_CHECKING

from treadctl.model import StopCause
from treadctl.safety.phase import Phase

if TYPE_CHECKING:
    from treadctl.safety.supervisor import Supervisor

RETURN_LIMIT_S = 5.0


def cause_at(rules: "Supervisor", now: float) -> StopCause | None:
    """The cause to stop a walk for at `now`, or None. While a link is lost, only that counts."""
    if not rules.driving:
        return None
    if (cause := rules.stop_input.lost(now)) is not None:
        return cause
    if (lost_at := rules.known.lost_at) is not None:
        return StopCause.LINK_LOST if now - lost_at > RETURN_LIMIT_S else None
    return _cause_while_linked(rules, now)


def _cause_while_linked(rules: "Supervisor", now: float) -> StopCause | None:
    if rules.known.freshness.silent(now):
        return StopCause.TELEMETRY_LOST
    if rules.phase is Phase.STARTING and rules.origin.waited_long(now):
        return StopCause.NOT_STARTED
    if rules.heart.over(now):
        return StopCause.HEART_RATE
    if rules.drive is not None and rules.drive.unanswered(now):
        return StopCause.NO_ANSWER
    return None
