"""What can go wrong at a bridge, by name."""

import asyncio

import pytest

from simulators import bridge_faults, serial_faults
from simulators.bridge_machine import BridgeMachine
from simulators.faults import Event
from simulators.live_serial import on_pty
from treadctl.errors import BadInput


@pytest.mark.parametrize("name", sorted(bridge_faults.NAMES))
def test_every_fault_changes_something(name: str) -> None:
    machine, other = BridgeMachine(0.0), BridgeMachine(0.0)
    for one in (machine, other):
        one.belt.start(0.0, 2.0)
        one.belt.advance(5.0)
    bridge_faults.apply(machine, Event(0.0, name, 1.0), 5.0)
    assert seen(machine) != seen(other)


def seen(machine: BridgeMachine) -> tuple[object, ...]:
    relay, belt = machine.relay, machine.belt
    faults = (relay.key_in, relay.pressed, machine.console, machine.hangs)
    boot_id = machine._boot_id
    return (*faults, boot_id, belt.stuck, belt.runaway_kmh_s, belt.speed_kmh)


@pytest.mark.parametrize("name", ["ignore-stop", "hr"])
def test_a_fault_that_a_bridge_has_not_is_named(name: str) -> None:
    with pytest.raises(BadInput, match=f"A bridge has no fault '{name}'"):
        serial_faults.apply(BridgeMachine(0.0), Event(0.0, name, 1.0), 0.0)


@pytest.mark.realtime
async def test_a_live_bridge_is_at_a_pty_and_takes_faults_by_name() -> None:
    async with on_pty("bridge", lambda _order: None) as live:
        assert live.uri.startswith("bridge:///")
        assert isinstance(live.machine, BridgeMachine)
        live.befall("safety-key")
        await asyncio.sleep(0)
        assert not live.machine.relay.key_in
