"""The rules: what may happen, and what must stop. Pure; `now` is an argument everywhere.

Facts come in by `connected`, `lost`, `heard`, `noticed`, `stop_answered` and `tick`; each returns
the cause for which the belt must be stopped now, or None. Rules of the file:

* Once a stop was asked for, no command leaves until the belt was measured standing.
* After a latched stop none leaves until a person acknowledged it, and then 3 s more.
* Doubt never raises a speed. Only measured, fresh, believed telemetry shows that a belt stands.
"""

from treadctl.errors import Refused
from treadctl.model import (
    PULL_THE_KEY,
    Answer,
    BeltState,
    Command,
    Limits,
    Machine,
    Notice,
    StopCause,
    Telemetry,
)
from treadctl.safety.belt_state import belt_state
from treadctl.safety.drive import Drive
from treadctl.safety.halt import Halt
from treadctl.safety.heart import HeartWatch
from treadctl.safety.known import Known
from treadctl.safety.lockout import Lockout
from treadctl.safety.notices import cause_of
from treadctl.safety.origin import Origin
from treadctl.safety.permit import permit_start
from treadctl.safety.phase import Phase
from treadctl.safety.stop_input import StopInput
from treadctl.safety.targets import Targets

RETURN_LIMIT_S = 5.0
STOPPED_BY_THE_MACHINE = frozenset({StopCause.CONSOLE, StopCause.SAFETY_KEY})


class Supervisor:
    """What is known of one belt, and the rules over it. It outlives connections."""

    def __init__(
        self,
        *,
        latched: StopCause | None = None,
        stop_input: StopInput | None = None,
        heart: HeartWatch | None = None,
    ) -> None:
        self.phase = Phase.IDLE
        self.known = Known()
        self.lockout = Lockout(latched)
        self.stop_input = stop_input or StopInput()
        self.heart = heart or HeartWatch(None)
        self.cause = latched
        self.halt: Halt | None = None
        self.drive: Drive | None = None
        self.stops = 0
        self._origin = Origin(halted=latched is not None)  # by the process before this one

    # -- facts ------------------------------------------------------------------------------

    def connected(self, machine: Machine, now: float) -> StopCause | None:
        """The machine is described, subscribed and heard."""
        self.known.machine = machine
        lost_at, self.known.lost_at = self.known.lost_at, None
        if lost_at is None or self.drive is None:
            return None
        self.drive.returned_at = now
        return StopCause.LINK_LOST if now - lost_at > RETURN_LIMIT_S else None

    def lost(self, now: float) -> None:
        """The link is gone. The belt may go on; nobody knows."""
        self.known.lost(now)
        if self.halt is not None:
            self.halt.lost()

    def heard(self, record: Telemetry) -> StopCause | None:
        """One data record."""
        if not self.known.heard(record):
            return None
        self.heart.record(record)
        if record.speed_kmh is None:
            return None
        if record.speed_kmh == 0:
            self._origin.stood()
        return self._judge(record, record.speed_kmh)

    def noticed(self, notice: Notice, now: float) -> StopCause | None:
        """What the machine said of itself."""
        if (cause := cause_of(notice.kind, self.phase)) is not None:
            return cause
        self._origin.noticed(notice.kind, driving=self.driving)
        if self.phase is Phase.WALKING and self.drive is not None:
            self.drive.noticed(notice, now)
            self._hand_over_if_asked()
        return None

    def stop_written(self) -> None:
        """A stop was handed to the machine's radio."""
        if self.halt is not None:
            self.halt.written()

    def stop_answered(self, answer: Answer) -> None:
        """What the machine said to a stop."""
        if self.halt is not None:
            self.halt.answered(answer)

    def tick(self, now: float) -> StopCause | None:
        """Time went by."""
        if not self.driving:
            return None
        if (cause := self.stop_input.lost(now)) is not None:
            return cause
        if (lost_at := self.known.lost_at) is not None:
            return StopCause.LINK_LOST if now - lost_at > RETURN_LIMIT_S else None
        return self._tick_linked(now)

    def _tick_linked(self, now: float) -> StopCause | None:
        if self.known.freshness.silent(now):
            return StopCause.TELEMETRY_LOST
        if self.phase is Phase.STARTING and self._origin.waited_long(now):
            return StopCause.NOT_STARTED
        if self.heart.over(now):
            return StopCause.HEART_RATE
        if self.drive is not None and self.drive.unanswered(now):
            return StopCause.NO_ANSWER
        return None

    # -- stopping ---------------------------------------------------------------------------

    def stop(self, cause: StopCause, now: float) -> None:
        """Enter the stop. Never refused; a second cause can latch but never loosens the first."""
        self.stops += 1
        self.lockout.stopped(cause)
        if cause is not StopCause.BUTTON_TEST:
            self.stop_input.stopped()
        if self.phase is Phase.STOPPING:
            return
        target_kmh = self.targets.speed_kmh if self.targets else 0.0
        self.cause = cause
        self.halt = Halt(
            cause,
            asked_at=now,
            from_kmh=self.known.fastest_possible_kmh(target_kmh),
            period_s=self.known.freshness.period_s,
            minimum_kmh=self.known.minimum_kmh,
            speed_kmh=self.known.speed_kmh,
            may_move=self._may_move(cause),
            accepted=cause in STOPPED_BY_THE_MACHINE or self._origin.halted,
        )
        self.phase = Phase.STOPPING
        self.drive = None

    def stop_due(self, now: float) -> bool:
        """True if the stop is to be written again; whoever asks writes it."""
        return self.halt is not None and self.phase is Phase.STOPPING and self.halt.due(now)

    def alarm_due(self, now: float) -> bool:
        """True, once for each stop, when it is time to call for the safety key."""
        if self.halt is None or not self.halt.overdue(now, linked=self.known.linked):
            return False
        self.lockout.alarm()
        return True

    @property
    def alarm(self) -> str | None:
        """The loudest words there are, while the belt was not measured standing in time."""
        halt = self.halt
        alarmed = halt is not None and halt.alarmed_at is not None and halt.stood_at is None
        return PULL_THE_KEY if alarmed else None

    def acknowledge(self, now: float) -> None:
        """A person looked at the belt and says so. Raises Refused before it stood for 3 s."""
        self.lockout.acknowledge(self.known, now)
        self.cause = None

    # -- wishes -----------------------------------------------------------------------------

    def permit_start(self, limits: Limits, now: float) -> Targets:
        """The targets of a new walk. Raises Refused with what stands in the way."""
        self.lockout.check(now)
        if self.phase is not Phase.IDLE:
            raise Refused("The belt is in use.")
        return permit_start(limits, self.known, self.stop_input, self.heart, now)

    def started(self, plan: Targets, now: float) -> None:
        """Start is about to be written."""
        self.phase = Phase.STARTING
        self.drive, self.halt, self.cause = Drive(plan, now), None, None
        self._origin.started(now)
        self.stop_input.walk_begins(now)

    def aim(self, command: Command, now: float) -> None:
        """Take a wish for a moving belt. Raises Refused unless a walk is on."""
        if self.phase is not Phase.WALKING or self.drive is None:
            raise Refused("The belt is not walking.")
        self.drive.aim(command, now)

    def next_command(self, now: float) -> Command | None:
        """The next write on the way to the targets, if it is time for one."""
        if self.phase is not Phase.WALKING or self.drive is None or not self.known.linked:
            return None
        return self.drive.next(now, may_rise=self.may_rise(now))

    def may_rise(self, now: float) -> bool:
        """True while nothing is in doubt: telemetry, the way to stop, the walker's heart."""
        fresh = not self.known.freshness.in_doubt(now) and not self.asks_to_go_on
        return fresh and self.stop_input.may_rise(now) and self.heart.may_rise(now)

    def answered(self, command: Command, answer: Answer, now: float) -> None:
        """What the machine said to a command; SILENT also if it was never written."""
        if self.drive is not None and answer is not Answer.ACCEPTED:
            self.drive.not_taken(command, known=answer is not Answer.SILENT, now=now)

    def go_on(self) -> None:
        """The walker is well after a lost link came back."""
        if self.drive is not None:
            self.drive.returned_at = None
            self.drive.targets.settle()

    # -- what is known ----------------------------------------------------------------------

    @property
    def latched(self) -> StopCause | None:
        """The stop that waits for a person's acknowledgement."""
        return self.lockout.cause

    @property
    def targets(self) -> Targets | None:
        """What was asked of a belt that we move."""
        return self.drive.targets if self.drive else None

    @property
    def asks_to_go_on(self) -> bool:
        """A lost link came back, and the walker has not said that they are well."""
        return self.drive is not None and self.drive.returned_at is not None

    @property
    def driving(self) -> bool:
        """True while a walk of ours moves the belt, or is about to."""
        return self.phase.driving

    def idle_and_standing(self, now: float) -> bool:
        """True if no walk is on, none waits to be confirmed, and the belt is known to stand."""
        return self.phase is Phase.IDLE and self.latched is None and self.known.stands(now)

    @property
    def may_be_moving(self) -> bool:
        """True until a belt that was set in motion, or was seen moving, is measured standing."""
        halt = self.halt
        halting = halt is not None and halt.may_move and halt.stood_at is None
        return self.driving or self.phase is Phase.CONSOLE or halting

    def belt(self, now: float) -> BeltState:
        """What may be said of the belt."""
        return belt_state(self.phase, self.known, now)

    # -- judging ----------------------------------------------------------------------------

    def _judge(self, record: Telemetry, speed_kmh: float) -> StopCause | None:
        if self.phase is Phase.STARTING and speed_kmh > 0:
            self.phase = Phase.WALKING
        match self.phase:
            case Phase.STOPPING if self.halt is not None:
                self.halt.heard(speed_kmh, record.at)
                if self.halt.stood_at is not None:
                    self.phase = Phase.IDLE
            case Phase.WALKING if self.drive is not None:
                cause = self.drive.heard(record, self.known)
                self._hand_over_if_asked()
                return cause
            case Phase.CONSOLE if self.known.standing_since is not None:
                self.phase = Phase.IDLE
            case Phase.IDLE if speed_kmh > 0:
                return self._origin.judge(self.latched, record.at)
        return None

    def _hand_over_if_asked(self) -> None:
        """The person at the console wins: from now on nothing is written but a stop."""
        if self.drive is not None and self.drive.handed_over:
            self.phase, self.drive = Phase.CONSOLE, None
            self._origin.console(driving=False)

    def _may_move(self, cause: StopCause) -> bool:
        unseen = self.known.linked and self.known.standing_since is None
        return self.may_be_moving or unseen or cause is StopCause.INTERRUPTED
