"""May a belt be started? Pure; the answer is the targets of the walk, or the reason why not."""

from treadctl.errors import Refused
from treadctl.model import Limits
from treadctl.safety.heart import HeartWatch
from treadctl.safety.known import Known
from treadctl.safety.phase import Phase
from treadctl.safety.stop_input import StopInput
from treadctl.safety.targets import Targets, targets


def check_idle(phase: Phase) -> None:
    """Raises Refused unless nobody uses the belt."""
    if phase is not Phase.IDLE:
        raise Refused("The belt is in use.")


def permit_start(
    limits: Limits, known: Known, stop_input: StopInput, heart: HeartWatch, now: float
) -> Targets:
    """The targets of a new walk on an idle belt. Raises Refused with what stands in the way."""
    machine = known.machine
    if machine is None or not known.linked:
        raise Refused("The treadmill is not connected. Switch it on and wait.")
    if known.tells_no_speed:
        raise Refused("This treadmill tells no speed, so no walk can be guided on it.")
    if not known.stands(now):
        raise Refused("The belt is not known to stand. Stop it at its console.")
    stop_input.check(now)
    if heart.over(now):
        raise Refused("Your heart beats faster than your limit. Rest, then start.")
    return targets(limits, machine, known.inclination_percent, now)
