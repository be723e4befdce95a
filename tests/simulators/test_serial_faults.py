"""Each fault shows at each machine that can have it."""

from collections.abc import Callable

import pytest

from simulators import serial_faults
from simulators.csafe_machine import CsafeMachine
from simulators.csafe_states import State
from simulators.faults import Event, parse_event
from simulators.lifespan_machine import LifespanMachine
from simulators.line import SerialMachine
from simulators.trackmaster_machine import TrackmasterMachine
from simulators.woodway_machine import WoodwayMachine
from treadctl.errors import BadInput

EVERY: tuple[Callable[[float], SerialMachine], ...] = (
    TrackmasterMachine,
    WoodwayMachine,
    CsafeMachine,
    LifespanMachine,
)
UNVALUED = serial_faults.CONTROLS | serial_faults.CSAFE | {"stuck-belt", "safety-key"}
UNVALUED |= {"console-stop", "pain"}


@pytest.fixture(params=EVERY, ids=lambda one: one.name)
def machine(request: pytest.FixtureRequest) -> SerialMachine:
    """A machine whose belt has been at 2.0 km/h for a while."""
    made: SerialMachine = request.param(0.0)
    made.belt.start(0.0, 2.0)
    made.belt.advance(30.0)
    return made


def befall(machine: SerialMachine, text: str) -> None:
    """Let `text` happen at 30 s and look at 60 s."""
    serial_faults.apply(machine, parse_event(f"0={text}"), 30.0)
    machine.belt.advance(60.0)


def test_every_name_is_one_of_the_command_line() -> None:
    for name in serial_faults.NAMES - UNVALUED - {"hr-frozen"}:
        assert parse_event(f"0={name}=1").name == name
    for name in UNVALUED:
        assert parse_event(f"0={name}").name == name


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("safety-key", 0.0),
        ("console-stop", 0.0),
        ("console-speed=4", 4.0),
        ("stuck-belt", 0.0),
        ("speed-jump=1.5", 3.5),
    ],
)
def test_the_belt_does_what_befalls_it(machine: SerialMachine, text: str, kmh: float) -> None:
    befall(machine, text)
    assert machine.belt.speed_kmh == pytest.approx(kmh)


def test_a_runaway_belt_gains_speed(machine: SerialMachine) -> None:
    befall(machine, "runaway=0.1")
    assert machine.belt.speed_kmh == pytest.approx(5.0)


def test_a_late_stop_is_late(machine: SerialMachine) -> None:
    befall(machine, "late-stop=10")
    machine.belt.stop(60.0)
    machine.belt.advance(69.0)
    assert machine.belt.speed_kmh == 2.0


def test_the_controls_are_bent(machine: SerialMachine) -> None:
    for name in serial_faults.CONTROLS:
        befall(machine, name)
    controls = machine.controls
    assert controls.ignores_stop and controls.rejects_stop and controls.silent
    machine.belt.cut(60.0)
    assert controls.shown_kmh(70.0) == 2.0


def test_a_pulled_key_takes_the_power_of_all_but_csafe(machine: SerialMachine) -> None:
    befall(machine, "safety-key")
    assert machine.controls.powered == isinstance(machine, CsafeMachine)


def test_a_heart_is_csafe_s() -> None:
    machine = CsafeMachine(0.0)
    befall(machine, "hr=150")
    assert machine.belt.heart.bpm == pytest.approx(150, abs=5)
    befall(machine, "hr-frozen")
    held = machine.belt.heart.bpm
    machine.belt.advance(300.0)
    assert machine.belt.heart.bpm == held


def test_miles_as_if_they_were_kilometres_are_csafe_s() -> None:
    machine = CsafeMachine(0.0)
    befall(machine, "mph-shown")
    assert machine.controls.in_miles


@pytest.mark.parametrize(
    ("state", "text", "reached"),
    [
        (State.IN_USE, "control-lost", State.OFF_LINE),
        (State.READY, "console-speed=3", State.MANUAL),
        (State.IN_USE, "console-stop", State.PAUSED),
        (State.IN_USE, "safety-key", State.ERROR),
    ],
)
def test_a_csafe_machine_changes_its_state(state: State, text: str, reached: State) -> None:
    machine = CsafeMachine(0.0)
    machine.state = state
    befall(machine, text)
    assert machine.state == reached


@pytest.mark.parametrize("name", ["hr", "control-lost", "mph", "mph-shown", "pain"])
def test_a_fault_that_a_machine_cannot_have_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match=f"A trackmaster machine has no fault '{name}'"):
        serial_faults.apply(TrackmasterMachine(0.0), Event(0.0, name, 1.0), 0.0)
