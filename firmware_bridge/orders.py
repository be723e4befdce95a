"""What the host may ask for, and when. Each order gives a result and, if refused, which value.

Results are those of an ACK in `wire`; the second number counts the message's values from 0.
"""

from firmware_bridge import wire
from firmware_bridge.control import Control
from firmware_bridge.settings import DRIVE, KEYLOOP, LEAST_LEASE_MS, MOST_LEASE_MS
from firmware_bridge.wire import ARMED, BAD_STATE, OK, OUT_OF_RANGE, RUNNING, SAFE, STOPPING

DONE = (OK, 0)


def hello(control: Control) -> None:
    """Somebody new is at the host: what ran for the one before stops."""
    if control.state == RUNNING:
        control.lose_link()
    else:
        control.halt()


def limits(control: Control, values: tuple[int, ...]) -> tuple[int, int]:
    """Narrow what is allowed; never beyond the settings."""
    most = control.settings
    if control.state != SAFE:
        return BAD_STATE, 0
    speed, low, high, accel, decel = values
    allowed = (
        0 < speed <= most.max_ckmh,
        most.min_permille <= low <= most.max_permille,
        low <= high <= most.max_permille,
        0 < accel <= most.accel,
        0 < decel <= most.decel,
    )
    if not all(allowed):
        return OUT_OF_RANGE, allowed.index(False)
    control.max_ckmh, control.accel, control.decel = speed, accel, decel
    control.min_permille, control.max_permille = low, high
    return DONE


def arm(control: Control, arm_id: int) -> tuple[int, int]:
    """Close K1, if nothing at all speaks against it."""
    if control.faults:
        return wire.FAULT_LATCHED, 0
    if control.state != SAFE or not control.still:
        return BAD_STATE, 0
    if arm_id != control.arm_id:
        return wire.STALE_ARM, 0
    if control.panel.console or control.relay.closed:
        return wire.INPUT_NOT_SAFE, 0
    control.arm()
    return DONE


def setpoint(control: Control, values: tuple[int, ...]) -> tuple[int, int]:
    """Take a target, and with it the lease: this is the heartbeat.

    In the key loop it also keeps K1 closed while the treadmill's own stop is at work.
    """
    flags, speed, incline, lease_ms, arm_id = values
    state = control.state
    stopping = state == STOPPING and control.settings.role == KEYLOOP
    if state not in (ARMED, RUNNING) and not stopping:
        return BAD_STATE, 0
    if arm_id != control.arm_id:
        return wire.STALE_ARM, 0
    allowed = (
        flags in (0, wire.RUN),
        0 <= speed <= _fastest(control),
        control.min_permille <= incline <= control.max_permille,
        LEAST_LEASE_MS <= lease_ms <= MOST_LEASE_MS,
    )
    if not all(allowed):
        return OUT_OF_RANGE, allowed.index(False)
    control.lease_left_ms = lease_ms
    control.silent_ms = 0
    if not stopping:
        _follow(control, flags == wire.RUN, speed, incline)
    return DONE


def _fastest(control: Control) -> int:
    if control.settings.role != DRIVE:
        return 0
    if control.state == ARMED:
        return min(control.settings.start_ckmh, control.max_ckmh)
    return control.max_ckmh


def _follow(control: Control, run: bool, speed: int, incline: int) -> None:
    if not run:
        control.begin_stop()
        return
    if control.state == ARMED:
        control.run()
    control.motor.target_ckmh = speed if speed >= control.settings.min_ckmh else 0
    control.target_permille = incline


def stop(control: Control, mode: int) -> None:
    """Stop. Never refused; a mode that nobody knows is the ramp."""
    control.halt()
    if mode == wire.STOP_OPEN:
        control.open()


def clear(control: Control, mask: int) -> tuple[int, int]:
    """Forget faults whose cause is gone."""
    if control.state not in (SAFE, wire.FAULT) or not control.still:
        return BAD_STATE, 0
    if control.faults & mask & _persisting(control):
        return wire.INPUT_NOT_SAFE, 0
    control.faults &= ~mask
    if control.state == wire.FAULT and not control.faults:
        control.make_safe()
    return DONE


def _persisting(control: Control) -> int:
    bits = wire.F_CONFIG
    bits |= 0 if control.panel.key.safe else wire.F_KEY | wire.F_INPUT
    bits |= 0 if control.panel.pain.safe else wire.F_PAIN | wire.F_INPUT
    return bits | (wire.F_WELD | wire.F_NO_CLOSE if control.relay.closed else 0)
