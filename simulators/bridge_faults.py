"""What can go wrong at a bridge, by the names of `simulators.faults`."""

from simulators.bridge_machine import BridgeMachine
from simulators.faults import Event
from treadctl.errors import BadInput

NAMES = frozenset(
    {"safety-key", "pain", "console-stop", "stuck-belt", "runaway", "speed-jump", "control-lost"}
    | {"telemetry-silence"}
)


def apply(machine: BridgeMachine, event: Event, now: float) -> None:
    """Make `event` happen at `now`. Raises BadInput if a bridge has no such fault.

    telemetry-silence: the microcontroller hangs. control-lost: it restarts.
    """
    value = event.value or 0.0
    match event.name:
        case "safety-key":
            machine.relay.key_in = False
        case "pain":
            machine.relay.pressed = True
        case "console-stop":
            machine.console = True
        case "telemetry-silence":
            machine.hangs = True
        case "control-lost":
            machine.restart()
        case "stuck-belt":
            machine.belt.stuck = True
        case "runaway":
            machine.belt.runaway_kmh_s = value
        case "speed-jump":
            machine.belt.jump(now, value)
        case _:
            raise BadInput(f"A bridge has no fault {event.name!r}.")
