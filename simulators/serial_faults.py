"""The faults of a machine at a serial line, by the names of `simulators.faults`.

Those of its line are in `simulators.line_faults`.
"""

from simulators import bridge_faults
from simulators.bridge_machine import BridgeMachine
from simulators.csafe_machine import CsafeMachine
from simulators.faults import Event, break_belt_or_heart
from simulators.line import SerialMachine
from treadctl.errors import BadInput

CONTROLS = frozenset({"ignore-stop", "reject-stop", "telemetry-silence", "telemetry-frozen"})
BELT = frozenset({"late-stop", "runaway", "speed-jump", "stuck-belt"})
HEART = frozenset({"hr", "hr-frozen"})
CONSOLE = frozenset({"safety-key", "console-stop", "console-speed"})
CSAFE = frozenset({"control-lost", "mph-shown"})
NAMES = CONTROLS | BELT | HEART | CONSOLE | CSAFE | bridge_faults.NAMES


def apply(machine: SerialMachine, event: Event, now: float) -> None:
    """Make the machine's `event` happen at `now`. Raises BadInput if it has no such fault."""
    value = event.value or 0.0
    machine.belt.advance(now)
    if isinstance(machine, BridgeMachine):
        bridge_faults.apply(machine, event, now)
    elif event.name in CONTROLS:
        _bend_controls(machine, event.name, now)
    elif event.name in BELT or (event.name in HEART and isinstance(machine, CsafeMachine)):
        break_belt_or_heart(machine.belt, event.name, value, now)
    elif event.name in CONSOLE:
        _use_console(machine, event.name, value, now)
    elif event.name == "control-lost" and isinstance(machine, CsafeMachine):
        machine.console_off_line(now)
    elif event.name == "mph-shown" and isinstance(machine, CsafeMachine):
        machine.controls.in_miles = True
    else:
        raise BadInput(f"A {machine.name} machine has no fault {event.name!r}.")


def _bend_controls(machine: SerialMachine, name: str, now: float) -> None:
    controls = machine.controls
    match name:
        case "ignore-stop":
            controls.ignores_stop = True
        case "reject-stop":
            controls.rejects_stop = True
        case "telemetry-silence":
            controls.silent = True
        case "telemetry-frozen":
            controls.freeze(now)


def _use_console(machine: SerialMachine, name: str, speed_kmh: float, now: float) -> None:
    match name, machine:
        case "safety-key", CsafeMachine():
            machine.pull_key(now)
        case "console-stop", CsafeMachine():
            machine.console_stop(now)
        case "console-speed", CsafeMachine():
            machine.console_speed(now, speed_kmh)
        case "safety-key", _:
            machine.controls.cut_power(now)
        case "console-stop", _:
            machine.belt.stop(now)
        case _:
            machine.controls.console_speed(now, speed_kmh)
