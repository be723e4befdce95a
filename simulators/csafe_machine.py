"""A simulated treadmill with a CSAFE port.

The commands: OpenRowingCommunity/csafe-fitness and qdomyos-zwift. Which orders are legal in which
state is not public, so it is chosen here, and strictly: orders to the belt only in use. Nothing
stops the belt when the host falls silent.
"""

from collections.abc import Sequence

from simulators.controls import Controls
from simulators.csafe_frame import Frames, framed
from simulators.csafe_states import State, after
from simulators.csafe_values import grade_percent, request, speed_kmh, told
from simulators.physics import Drive

OK, REJECT, BAD = 0x00, 0x10, 0x20
TOGGLE = 0x80
READY_AFTER_S = 30.0
MAX_GRADE_PERCENT = 15.0
RESET, GO_FINISHED, SET_SPEED, SET_GRADE, SET_TIMEOUT = 0x81, 0x86, 0x25, 0x28, 0x13
_DRIVE = Drive(min_speed_kmh=0.8, max_speed_kmh=19.0)

# long commands that are taken and change nothing here: bytes of data
_TAKEN = {0x01: 1, 0x10: 1, 0x20: 3, 0x21: 3, 0x24: 2, 0x2B: 5, 0x30: 1}
_GETS = frozenset({0x80, *range(0x91, 0xC0)})


class CsafeMachine:
    """One treadmill; a `simulators.line.SerialMachine`. It counts in kilometres, or in miles."""

    name = "csafe"
    baudrate = 9600
    half_duplex = False
    has_dead_man = False
    answer_s = 0.02
    check_at = -2

    def __init__(self, now: float, *, metric: bool = True) -> None:
        self.controls = Controls(_DRIVE, now)
        self.belt = self.controls.belt
        self.writes: list[tuple[float, bytes]] = []
        self.state = State.READY
        self.metric = metric
        self._frames = Frames()
        self._told: dict[int, bytes | None] = {}
        self._previous = OK
        self._toggle = 0
        self._ready_after_s = READY_AFTER_S
        self._ready_at: float | None = None

    @property
    def wakes_at(self) -> float | None:
        """When a finished machine is ready again."""
        return self._ready_at

    def received(self, data: bytes, now: float) -> Sequence[bytes]:
        """Take bytes and return the answers."""
        if not self.controls.powered:
            return ()
        found = [contents for byte in data for contents in self._frames.take(byte)]
        return [framed(self._answer(contents, now)) for contents in found]

    def tick(self, now: float) -> Sequence[bytes]:
        """Become ready once the time of the finished state is over."""
        if self._ready_at is not None and now >= self._ready_at:
            self._enter(State.READY, now)
        return ()

    def console_stop(self, now: float) -> None:
        """Let the walker press stop, which pauses the machine."""
        self.belt.stop(now)
        if self.state is State.IN_USE:
            self._enter(State.PAUSED, now)

    def console_speed(self, now: float, speed_kmh: float) -> None:
        """Let the walker set a speed; a machine not in use goes its own way."""
        self.controls.console_speed(now, speed_kmh)
        if self.state is not State.IN_USE:
            self._enter(State.MANUAL, now)

    def pull_key(self, now: float) -> None:
        """Pull the safety key: the belt stops at once; the port goes on answering."""
        self.belt.cut(now)
        self._enter(State.ERROR, now)

    def console_off_line(self, now: float) -> None:
        """Let the walker choose not to be under CSAFE; the belt goes on."""
        self._enter(State.OFF_LINE, now)

    def _answer(self, contents: bytes | None, now: float) -> bytes:
        """Return status and data. The status tells how it went with the frame before this one."""
        before = self._previous
        if contents == b"":
            return bytes((self._toggle | before | self.state,))
        asked = None if contents is None else request(contents)
        if contents is None or asked is None:
            self._previous = BAD
            return bytes((self._toggle | before | self.state,))
        if any(command not in _GETS for command, _ in asked):
            self.writes.append((now, contents))
        self._toggle ^= TOGGLE
        self._previous = OK
        data = b"".join(self._carry_out(command, argument, now) for command, argument in asked)
        if (RESET, b"") in asked:
            before = OK
        return bytes((self._toggle | before | self.state,)) + data

    def _carry_out(self, command: int, argument: bytes, now: float) -> bytes:
        """Do what one command asks and return its data; a refusal is for the next status."""
        if command in _GETS:
            data = b"" if self.controls.silent else self._tell(command, now)
            if data is None:
                self._previous = REJECT
            return data or b""
        accepted = self._go(command, now) if command >= 0x80 else self._set(command, argument, now)
        if not accepted:
            self._previous = REJECT
        return b""

    def _tell(self, command: int, now: float) -> bytes | None:
        """Return the data for a Get command; once frozen, that of the last time, for ever."""
        if not self.controls.frozen or command not in self._told:
            self._told[command] = told(
                self.belt, command, (self.controls.shown_kmh(now), self.metric)
            )
        return self._told[command]

    def _go(self, command: int, now: float) -> bool:
        if command == RESET:
            return self._reset(now)
        state = after(command, self.state)
        if state is None:
            return False
        if command == GO_FINISHED:
            if not self.controls.stop(now):
                return False
            if self.controls.ignores_stop:
                return True
        if state is State.IN_USE and self.state is not state:
            self.belt.start(now)
        self._enter(state, now)
        return True

    def _reset(self, now: float) -> bool:
        if self.state in {State.OFF_LINE, State.ERROR} or not self.controls.stop(now):
            return False
        self._toggle = 0
        if not self.controls.ignores_stop:
            self._enter(State.READY, now)
        return True

    def _set(self, command: int, argument: bytes, now: float) -> bool:
        if command == SET_TIMEOUT and len(argument) == 1:
            self._ready_after_s = float(argument[0])
            return True
        if command in _TAKEN:
            return len(argument) == _TAKEN[command]
        if self.state is not State.IN_USE:
            return False
        match command:
            case 0x25:
                return self._set_speed(speed_kmh(argument), now)
            case 0x28:
                return self._set_grade(grade_percent(argument), now)
        return False

    def _set_speed(self, target_kmh: float | None, now: float) -> bool:
        if target_kmh is None:
            return False
        if target_kmh == 0.0:
            if self.controls.rejects_stop or self.controls.ignores_stop:
                return not self.controls.rejects_stop
        elif not _DRIVE.min_speed_kmh <= round(target_kmh, 3) <= _DRIVE.max_speed_kmh:
            return False
        self.belt.follow(now, target_kmh)
        return True

    def _set_grade(self, percent: float | None, now: float) -> bool:
        if percent is None or percent > MAX_GRADE_PERCENT:
            return False
        self.belt.tilt(now, percent)
        return True

    def _enter(self, state: State, now: float) -> None:
        self.state = state
        self._ready_at = now + self._ready_after_s if state is State.FINISHED else None
