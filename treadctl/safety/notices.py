"""Which of the things a machine says of itself are stops. Pure."""

from treadctl.model import NoticeKind, StopCause
from treadctl.safety.phase import Phase


def cause_of(kind: NoticeKind, phase: Phase) -> StopCause | None:
    """The cause to stop for at once, or None."""
    match kind:
        case NoticeKind.STOPPED_BY_SAFETY_KEY if phase is not Phase.IDLE:
            return StopCause.SAFETY_KEY
        case NoticeKind.STOPPED_BY_USER | NoticeKind.RESET if phase.driving:
            return StopCause.CONSOLE
        case NoticeKind.CONTROL_LOST if phase.driving:
            return StopCause.CONTROL_LOST
    return None
