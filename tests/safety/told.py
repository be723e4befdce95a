"""A supervisor brought into each phase by what it is told, half a second at a time."""

from treadctl.model import (
    Machine,
    Range,
    StopCause,
    Telemetry,
)
from treadctl.safety.limits import TIERS
from treadctl.safety.phase import Phase
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor

MACHINE = Machine("Test", "test", Range(0.5, 12.0, 0.1), Range(0.0, 12.0, 0.5))
E = 0.01
T = 0.5


class Told:
    """A supervisor and the time that its machine was last heard."""

    def __init__(self, *, wired: bool = True, latched: StopCause | None = None) -> None:
        self.supervisor = Supervisor(latched=latched, stop_input=StopInput(wired))
        self.now = 0.0

    def hears(self, *speeds_kmh: float) -> StopCause | None:
        """One record every half second; the first cause that one of them gives."""
        for speed_kmh in speeds_kmh:
            self.now += T
            cause = self.supervisor.heard(Telemetry(self.now, speed_kmh=speed_kmh))
            if cause is not None:
                return cause
        return None

    def ticks_until_stopped(self, within_s: float = 60.0) -> tuple[float, StopCause]:
        """Let time pass without a word from the machine: when, and for what, it stops."""
        for n in range(1, round(within_s / E)):
            cause = self.supervisor.tick(self.now + n * E)
            if cause is not None:
                return round(n * E, 3), cause
        raise AssertionError("nothing happened")


def connected(*, wired: bool = True) -> Told:
    told = Told(wired=wired)
    told.hears(*[0.0] * 40)
    told.supervisor.connected(MACHINE, told.now)
    return told


def starting(*, wired: bool = True) -> Told:
    told = connected(wired=wired)
    if not wired:
        told.supervisor.stop_input.screen_alive(told.now)
    plan = told.supervisor.permit_start(TIERS["B"], told.now)
    told.supervisor.started(plan, told.now)
    return told


def walking(*, wired: bool = True) -> Told:
    told = starting(wired=wired)
    for n in range(1, 9):
        assert told.hears(n / 10) is None
    assert told.supervisor.phase is Phase.WALKING
    return told


def stopping(cause: StopCause = StopCause.USER) -> Told:
    told = walking()
    told.supervisor.stop(cause, told.now)
    return told


def stopped(cause: StopCause = StopCause.USER) -> Told:
    told = stopping(cause)
    told.hears(0.4, 0.0, 0.0)
    assert told.supervisor.phase is Phase.IDLE
    return told
