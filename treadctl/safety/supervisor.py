"""The rules: what may happen, and what must stop. Pure; `now` is an argument everywhere.

Facts come in by `connected`, `lost`, `heard`, `noticed`, `stop_answered` and `tick`; each returns
the cause for which the belt must be stopped now, or None. Rules of the file:

* Once a stop was asked for, no command leaves until the belt was measured standing.
* After a latched stop none leaves until a person acknowledged it, and then 3 s more.
* Doubt never raises a speed. Only measured, fresh, believed telemetry shows that a belt stands.
"""

from treadctl.commissioned import UNCOMMISSIONED, Commissioned
from treadctl.errors import Refused
from treadctl.model import (
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
from treadctl.safety.clock import RETURN_LIMIT_S, cause_at
from treadctl.safety.deck import Deck
from treadctl.safety.drive import Drive
from treadctl.safety.heart import HeartWatch
from treadctl.safety.known import Known
from treadctl.safety.notices import cause_of
from treadctl.safety.origin import Origin
from treadctl.safety.permit import check_idle, permit_start
from treadctl.safety.phase import Phase
from treadctl.safety.stop_input import StopInput
from treadctl.safety.stopping import Stopping
from treadctl.safety.targets import Targets


class Supervisor:
    """What is known of one belt, and the rules over it. It outlives connections."""

    def __init__(
        self,
        *,
        latched: StopCause | None = None,
        stop_input: StopInput | None = None,
        heart: HeartWatch | None = None,
        commissioned: Commissioned = UNCOMMISSIONED,
    ) -> None:
        self.phase = Phase.IDLE
        self.known = Known()
        self.deck = Deck()
        self.stopping = Stopping(commissioned, latched)
        self.stop_input = stop_input or StopInput()
        self.heart = heart or HeartWatch(None)
        self.drive: Drive | None = None
        self.origin = Origin(halted=latched is not None)  # by the process before this one

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
        self.stopping.lost()

    def heard(self, record: Telemetry) -> StopCause | None:
        """One data record."""
        if not self.known.heard(record):
            return None
        self.heart.record(record)
        self.deck.heard(self.known)
        if record.speed_kmh is None:
            return None
        if record.speed_kmh == 0:
            self.origin.stood()
        return self._judge(record, record.speed_kmh)

    def noticed(self, notice: Notice, now: float) -> StopCause | None:
        """What the machine said of itself."""
        if (cause := cause_of(notice.kind, self.phase)) is not None:
            return cause
        self.origin.noticed(notice.kind, driving=self.driving)
        if self.phase is Phase.WALKING and self.drive is not None:
            self.drive.noticed(notice, now)
            self._hand_over_if_asked()
        return None

    def tick(self, now: float) -> StopCause | None:
        """Time went by."""
        return cause_at(self, now)

    # -- stopping ---------------------------------------------------------------------------

    def stop(self, cause: StopCause, now: float) -> None:
        """Enter the stop. Never refused; a second cause can latch but never loosens the first."""
        self.stopping.asked(cause)
        if cause is not StopCause.BUTTON_TEST:
            self.stop_input.stopped()
        if self.phase is Phase.STOPPING:
            return
        target_kmh = self.targets.speed_kmh if self.targets else 0.0
        moves, halted = self.may_be_moving, self.origin.halted
        self.stopping.begin(cause, self.known, target_kmh, now, moves=moves, halted=halted)
        self.deck.stopped(now)
        self.phase = Phase.STOPPING
        self.drive = None

    def alarm_due(self, now: float) -> bool:
        """True, once for each stop, when it is time to call for what cuts the power."""
        return self.stopping.alarm_due(now, linked=self.known.linked)

    def acknowledge(self, now: float) -> None:
        """A person looked at the belt and says so. Raises Refused before it stood for 3 s."""
        self.stopping.acknowledge(self.known, now)

    # -- wishes -----------------------------------------------------------------------------

    def permit_start(self, limits: Limits, now: float) -> Targets:
        """The targets of a new walk. Raises Refused with what stands in the way."""
        self.stopping.lockout.check(now)
        check_idle(self.phase)
        targets = permit_start(limits, self.known, self.stop_input, self.heart, now)
        self.deck.check(self.known, now)
        return targets

    def started(self, plan: Targets, now: float) -> None:
        """Start is about to be written."""
        self.phase = Phase.STARTING
        self.drive = Drive(plan, now, unit_known=self.stopping.commissioned.unit_confirmed)
        self.stopping.walk_begins()
        self.deck.walk_begins()
        self.origin.started(now)
        self.stop_input.walk_begins(now)

    def permit_level(self, now: float) -> None:
        """Raises Refused with what keeps a deck from being levelled by a tap now."""
        self.stopping.lockout.check_confirmed()
        check_idle(self.phase)
        self.deck.permit(self.known, now)

    def level(self, now: float) -> None:
        """Take the wish for a level deck. Raises Refused; moves no belt."""
        self.permit_level(now)
        self.deck.tapped(now)

    def aim(self, command: Command, now: float) -> None:
        """Take a wish for a moving belt. Raises Refused unless a walk is on."""
        if self.phase is not Phase.WALKING or self.drive is None:
            raise Refused("The belt is not walking.")
        self.drive.aim(command, now)

    def next_command(self, now: float) -> Command | None:
        """The next write on the way to the targets or to a level deck, if it is time for one."""
        if self.phase is Phase.IDLE:
            return self.deck.next(self.known, now)
        if self.phase is not Phase.WALKING or self.drive is None or not self.known.linked:
            return None
        return self.drive.next(now, may_rise=self.may_rise(now))

    def may_rise(self, now: float) -> bool:
        """True while nothing is in doubt: telemetry, the way to stop, the walker's heart."""
        fresh = not self.known.freshness.in_doubt(now) and not self.asks_to_go_on
        return fresh and self.stop_input.may_rise(now) and self.heart.may_rise(now)

    def answered(self, command: Command, answer: Answer, now: float) -> None:
        """What the machine said to a command; SILENT also if it was never written."""
        if self.deck.awaited:
            self.deck.answered(answer)
        elif self.drive is not None and answer is not Answer.ACCEPTED:
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
        return self.stopping.lockout.cause

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
        return self.driving or self.phase is Phase.CONSOLE or self.stopping.may_move

    def belt(self, now: float) -> BeltState:
        """What may be said of the belt."""
        return belt_state(self.phase, self.known, now)

    def _judge(self, record: Telemetry, speed_kmh: float) -> StopCause | None:
        if self.phase is Phase.STARTING and speed_kmh > 0:
            self.phase = Phase.WALKING
        match self.phase:
            case Phase.STOPPING if (halt := self.stopping.halt) is not None:
                halt.heard(speed_kmh, record.at)
                if halt.stood_at is not None:
                    self.phase = Phase.IDLE
            case Phase.WALKING if self.drive is not None:
                cause = self.drive.heard(record, self.known)
                self._hand_over_if_asked()
                return cause
            case Phase.CONSOLE if self.known.standing_since is not None:
                self.phase = Phase.IDLE
            case Phase.IDLE if speed_kmh > 0:
                return self.origin.judge(self.latched, record.at)
        return None

    def _hand_over_if_asked(self) -> None:
        """The person at the console wins: from now on nothing is written but a stop."""
        if self.drive is not None and self.drive.handed_over:
            self.phase, self.drive = Phase.CONSOLE, None
            self.origin.console(driving=False)
