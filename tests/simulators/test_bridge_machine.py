"""The simulated surroundings of the bridge: motor, tachometer, time. The firmware is real."""

import pytest

from firmware_bridge import wire
from firmware_bridge.settings import KEYLOOP, Settings
from simulators.bridge_machine import DEAD_ZONE_DUTY, DUTY_PER_KMH, STALL_STEPS, BridgeMachine

BOOT = 0x1234


class Host:
    """Says frames to a bridge in pure time."""

    def __init__(self, machine: BridgeMachine) -> None:
        self.machine, self.now = machine, 0.0
        self._seq = 0
        self._receiver = wire.Receiver()
        self.heard: list[wire.Frame] = []

    def say(self, kind: int, *values: int) -> None:
        self._seq += 1
        boot_id = 0 if kind == wire.HELLO else BOOT
        data = wire.encode(kind, self._seq, 0, boot_id, wire.pack(kind, *values))
        self.machine.received(data, self.now)

    def wait(self, for_s: float, *, setpoint: int | None = None) -> None:
        for step in range(round(for_s * 100)):
            self.now += 0.01
            if setpoint is not None and step % 10 == 0:
                self.say(wire.SETPOINT, wire.RUN, setpoint, 0, 500, 1)
            for data in self.machine.tick(self.now):
                self.heard += self._receiver.feed(data)

    def start(self) -> None:
        self.wait(3.0)
        self.say(wire.HELLO, 1, wire.CONTROLLER, 5)
        self.wait(0.1)
        self.say(wire.ARM, 1)
        self.wait(0.2)
        self.wait(3.0, setpoint=80)


def test_nothing_is_said_before_somebody_says_hello() -> None:
    host = Host(BridgeMachine(0.0))
    host.wait(5.0)
    assert host.heard == []
    host.say(wire.HELLO, 1, wire.OBSERVER, 5)
    host.wait(1.05)
    kinds = [frame.kind for frame in host.heard]
    assert kinds[0] == wire.HELLO_ACK and 10 <= kinds.count(wire.STATUS) <= 12


def test_the_belt_runs_as_the_duty_says() -> None:
    host = Host(BridgeMachine(0.0))
    host.start()
    host.wait(10.0, setpoint=100)
    duty = host.machine.bridge.control.motor.duty
    assert host.machine.belt.speed_kmh == pytest.approx(
        (duty - DEAD_ZONE_DUTY) / DUTY_PER_KMH, abs=0.05
    )


def test_the_tachometer_counts_the_belt() -> None:
    host = Host(BridgeMachine(0.0))
    host.start()
    host.wait(10.0, setpoint=100)
    shown_kmh = host.machine.bridge.control.tach.speed_ckmh / 100
    assert shown_kmh == pytest.approx(host.machine.belt.speed_kmh, abs=0.05)


def test_a_bridge_that_hangs_loses_its_relay_and_says_nothing() -> None:
    host = Host(BridgeMachine(0.0))
    host.start()
    assert host.machine.relay.closed and host.machine.belt.speed_kmh > 0.5
    host.machine.hangs = True
    heard = len(host.heard)
    host.wait(0.2, setpoint=80)
    assert not host.machine.relay.closed and len(host.heard) == heard
    host.wait(2.0)
    assert host.machine.belt.speed_kmh == 0.0


def test_with_its_wire_cut_the_tachometer_is_missed() -> None:
    host = Host(BridgeMachine(0.0))
    host.start()
    host.machine.no_tach = True
    host.wait(3.0, setpoint=80)
    assert host.machine.bridge.control.faults & wire.F_TACH


def test_a_bridge_in_a_key_loop_turns_no_motor() -> None:
    host = Host(BridgeMachine(0.0, Settings(role=KEYLOOP, um_per_pulse=0)))
    host.start()
    assert host.machine.belt.peak_speed_kmh == 0.0


def test_a_restart_is_told_by_another_boot_id() -> None:
    host = Host(BridgeMachine(0.0))
    host.start()
    host.machine.restart()
    host.wait(0.3, setpoint=80)
    assert not host.machine.relay.closed


def test_time_in_which_the_simulation_itself_stood_still_does_not_count() -> None:
    machine = BridgeMachine(0.0)
    host = Host(machine)
    host.start()
    host.now += 60.0
    machine.tick(host.now)
    assert machine.bridge.control.lease_left_ms >= 500 - 10 * STALL_STEPS - 110
    assert machine.bridge.control.faults == 0


@pytest.mark.parametrize("late_s", [0.05, 0.1, 0.5])
def test_a_simulation_that_comes_late_measures_no_other_speed(late_s: float) -> None:
    machine = BridgeMachine(0.0)
    host = Host(machine)
    host.start()
    host.wait(10.0, setpoint=100)
    tach = machine.bridge.control.tach
    for _ in range(10):
        host.now += late_s
        machine.tick(host.now)
        assert tach.speed_ckmh < 130
        host.wait(0.2, setpoint=100)


def test_orders_are_remembered_once_and_reads_never() -> None:
    host = Host(BridgeMachine(0.0))
    host.start()
    host.say(wire.TIME, 1)
    assert [order[0] for _, order in host.machine.writes] == [wire.ARM, wire.SETPOINT]
