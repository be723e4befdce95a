"""What holds for every state, message and input, whatever came before."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_bridge import wire
from firmware_bridge.settings import KEYLOOP
from tests.firmware_bridge.rig import Rig, guarding_rig, running_rig, safe_rig

COMMANDS = (wire.LIMITS, wire.ARM, wire.SETPOINT, wire.STOP, wire.CLEAR, wire.TIME, wire.HELLO)
CONTACTS = ("key", "pain", "console", "home", "tach")


@dataclass(frozen=True)
class Say:
    """The host sends this message; an arm id is the true one or one off."""

    kind: int
    numbers: tuple[int, ...]
    stale: bool


@dataclass(frozen=True)
class Touch:
    """A contact changes."""

    contact: str
    level: bool


@dataclass(frozen=True)
class Push:
    """Something moves the belt; None: its motor does."""

    speed_ckmh: int | None


@dataclass(frozen=True)
class Pass:
    """Time passes, with setpoints or in silence."""

    steps: int
    setpoint_ckmh: int | None


numbers = st.sampled_from([0, 1, 2, 10, 50, 79, 100, 101, 300, 500, 600, 1200, 1201, 0xFFFF])
events = st.one_of(
    st.builds(Say, st.sampled_from(COMMANDS), st.tuples(*[numbers] * 5), st.booleans()),
    st.builds(Touch, st.sampled_from(CONTACTS), st.booleans()),
    st.builds(Push, st.sampled_from([None, None, 0, 300, 1300])),
    st.builds(Pass, st.integers(1, 80), st.sampled_from([None, 0, 100, 600])),
    st.builds(Pass, st.just(300), st.sampled_from([None, 100])),
)
beginnings = st.sampled_from([Rig, safe_rig, running_rig, guarding_rig])


class Witness:
    """Makes things happen to a bridge and looks on at each step."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig

    def happen(self, event: "Say | Touch | Push | Pass") -> None:
        match event:
            case Say():
                self.say(event)
            case Touch(contact, level):
                setattr(self.rig, contact, level)
            case Push(speed_ckmh):
                self.rig.plant.pushed_ckmh = speed_ckmh
            case Pass(steps, setpoint_ckmh):
                for n in range(steps):
                    if setpoint_ckmh is not None and n % 10 == 0:
                        self.tell(wire.SETPOINT, 1, setpoint_ckmh, 0, 500, self.arm_id)
                    self.step()
        self.step()

    def say(self, event: Say) -> None:
        arm_id = (self.arm_id + event.stale) & 0xFFFF
        a, b, c, d, e = event.numbers
        values = {
            wire.LIMITS: (a, -(b % 100), c % 1000, d, e),
            wire.ARM: (arm_id,),
            wire.SETPOINT: (a % 3, b, c % 1000, d, arm_id),
            wire.STOP: (a % 4, b % 256),
            wire.CLEAR: (a,),
            wire.TIME: (a,),
            wire.HELLO: (1, a % 2, b),
        }[event.kind]
        self.tell(event.kind, *values)

    @property
    def arm_id(self) -> int:
        return self.rig.control.arm_id

    def tell(self, kind: int, *values: int) -> None:
        before = self.seen()
        self.rig.tell(kind, *values)
        self.judge(before, kind)

    def step(self) -> None:
        before = self.seen()
        self.rig.step()
        self.judge(before, None)

    def seen(self) -> tuple[int, int, bool]:
        control = self.rig.control
        return control.state, control.motor.duty, control.relay.wanted

    def judge(self, before: tuple[int, int, bool], asked: int | None) -> None:
        (old, duty_before, k1_before), (state, duty, k1) = before, self.seen()
        control, settings = self.rig.control, self.rig.settings
        assert 0 <= duty <= settings.max_duty
        assert control.motor.command_ckmh <= control.max_ckmh <= settings.max_ckmh
        assert not duty or (k1 and state in (wire.RUNNING, wire.STOPPING))
        assert not k1 or state in (wire.ARMED, wire.RUNNING, wire.STOPPING)
        assert settings.role != KEYLOOP or duty == 0
        if k1 and not k1_before:
            assert asked == wire.ARM and old == wire.SAFE
        if old == wire.FAULT and state != wire.FAULT:
            assert asked == wire.CLEAR and state == wire.SAFE
        if state == wire.STOPPING:
            assert duty <= duty_before
        if state == wire.RUNNING != old:
            assert asked == wire.SETPOINT and old == wire.ARMED


@settings(max_examples=60)
@given(beginnings, st.lists(events, max_size=12))
def test_no_output_ever_exceeds_what_state_limits_and_orders_allow(
    begin: "type[Rig]", happens: list[Say | Touch | Push | Pass]
) -> None:
    witness = Witness(begin())
    for event in happens:
        witness.happen(event)


@settings(max_examples=25)
@given(beginnings, st.lists(events, max_size=8), st.sampled_from([wire.STOP_RAMP, wire.STOP_OPEN]))
def test_a_stop_always_comes_to_duty_0_and_k1_open(
    begin: "type[Rig]", happens: list[Say | Touch | Push | Pass], mode: int
) -> None:
    witness = Witness(begin())
    for event in happens:
        witness.happen(event)
    witness.rig.stop(mode)
    for _ in range(2100):  # the longest ramp of a treadmill's own
        witness.step()
    assert (witness.rig.out().duty, witness.rig.out().k1) == (0, False)
