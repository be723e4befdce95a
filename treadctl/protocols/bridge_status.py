"""What the bridge says, in the words of the host: STATUS, why it refuses, what befell it. Pure.

Source: TB1, as `firmware_bridge.wire` has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from firmware_bridge import wire
from treadctl.errors import DecodeError
from treadctl.model import Notice, NoticeKind

CENTI, DECI = 100.0, 10.0
FULL_DUTY = 65535
UNDER_CONTROL = (wire.ARMED, wire.RUNNING)
AT_REST = (wire.SAFE, wire.FAULT)

_FAULT_WORDS: Mapping[int, str] = MappingProxyType(
    {
        wire.F_PAIN: "the pain button was pressed",
        wire.F_KEY: "the safety key was pulled",
        wire.F_WELD: "its relay does not open; have it replaced",
        wire.F_NO_CLOSE: "its relay does not close; check its supply",
        wire.F_OVERSPEED: "the belt was too fast",
        wire.F_TACH: "the tachometer gave no pulses",
        wire.F_TRACKING: "the belt did not follow",
        wire.F_OVERRUN: "its program was late",
        wire.F_WATCHDOG: "its watchdog restarted it",
        wire.F_CONFIG: "its configuration is damaged; flash it again",
        wire.F_INPUT: "its inputs disagree; check the wires",
        wire.F_LINK: "the program here was lost while the belt moved",
    }
)
_REFUSAL_WORDS: Mapping[int, str] = MappingProxyType(
    {
        wire.BAD_STATE: "The bridge is not ready. Wait until the belt stands.",
        wire.WRONG_BOOT: "The bridge was restarted. Try again.",
        wire.STALE_ARM: "The bridge was stopped meanwhile. Try again.",
        wire.INPUT_NOT_SAFE: "The relay or the console is in use. Wait, then try again.",
        wire.OUT_OF_RANGE: "The bridge's own limits are tighter than that.",
        wire.NOT_CONTROLLER: "Another program has the bridge. Close it.",
        wire.UNKNOWN_TYPE: "The bridge is too old. Run `treadctl bridge flash`.",
    }
)


@dataclass(frozen=True, slots=True)
class Status:
    """One STATUS. `at`: loop time. `speed_kmh`, `inclination_percent`: None where not measured."""

    at: float
    state: int
    inputs: int
    faults: int
    arm_id: int
    speed_kmh: float | None = None
    command_kmh: float = 0.0
    duty_percent: float = 0.0
    inclination_percent: float | None = None

    @property
    def under_control(self) -> bool:
        """True while a lease of ours holds the relay closed."""
        return self.state in UNDER_CONTROL

    @property
    def at_rest(self) -> bool:
        """True while the relay is open, or opens, and nothing but a new lease closes it."""
        return self.state in AT_REST

    @property
    def stopping(self) -> bool:
        """The belt is on its way to a standstill; the relay is closed still."""
        return self.state == wire.STOPPING

    @property
    def key_in(self) -> bool:
        """The safety key is in its place."""
        return bool(self.inputs & wire.KEY)

    @property
    def pain_pressed(self) -> bool:
        """The chain of the pain button is open."""
        return not self.inputs & wire.PAIN_OK

    @property
    def k1_closed(self) -> bool:
        """The relay's mirror contact says that it is closed."""
        return bool(self.inputs & wire.K1_CLOSED)

    @property
    def console_used(self) -> bool:
        """Somebody uses the treadmill's own console."""
        return bool(self.inputs & wire.CONSOLE)


def decode_status(payload: bytes, at: float) -> Status:
    """The STATUS in a payload that came `at`. Raises DecodeError for the wrong length."""
    try:
        values = wire.unpack(wire.STATUS, payload)
    except ValueError as error:
        raise DecodeError(f"No STATUS: {error}.") from error
    told = dict(zip(wire.MESSAGES[wire.STATUS][1], values, strict=True))
    speed, incline = told["speed_ckmh"], told["incline_permille"]
    return Status(
        at=at,
        state=told["state"],
        inputs=told["inputs"],
        faults=told["faults"],
        arm_id=told["arm_id"],
        speed_kmh=None if speed == wire.NO_SPEED else speed / CENTI,
        command_kmh=told["command_ckmh"] / CENTI,
        duty_percent=told["duty"] * 100.0 / FULL_DUTY,
        inclination_percent=None if incline == wire.NO_INCLINE else incline / DECI,
    )


def notice(before: Status, now: Status, *, stopping: bool) -> Notice | None:
    """What befell the belt between two STATUS; None if nothing did, or nothing but our own stop.

    A pain button that opened the chain counts as the key: both open the relay by hardware.
    """
    new_faults = now.faults & ~before.faults
    if new_faults & (wire.F_KEY | wire.F_PAIN) or (before.key_in and not now.key_in):
        return Notice(NoticeKind.STOPPED_BY_SAFETY_KEY)
    if now.console_used and not before.console_used:
        return Notice(NoticeKind.STOPPED_BY_USER)
    if before.under_control and not now.under_control and not stopping:
        return Notice(NoticeKind.CONTROL_LOST)
    return None


def fault_words(faults: int) -> str:
    """What is latched, in one line; empty for nothing."""
    return ", ".join(words for bit, words in _FAULT_WORDS.items() if faults & bit)


def refusal(result: int, status: Status) -> str:
    """Why the bridge said no, with the next step, as one or two sentences for the screen."""
    if not status.key_in:
        return "The safety key is out. Put it in."
    if status.pain_pressed:
        return "The pain button at the bridge is pressed. Let it go."
    if status.faults:
        return f"The bridge holds the belt: {fault_words(status.faults)}."
    return _REFUSAL_WORDS.get(result, f"The bridge said no ({result}). Switch it off and on.")
