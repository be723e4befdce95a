"""The stop under way, or the last one, and what it leaves behind for a person. Pure."""

from dataclasses import dataclass, field

from treadctl.commissioned import ALARM_WORDS, Commissioned
from treadctl.model import Answer, StopCause
from treadctl.safety.halt import Halt
from treadctl.safety.known import Known
from treadctl.safety.lockout import Lockout

STOPPED_BY_THE_MACHINE = frozenset({StopCause.CONSOLE, StopCause.SAFETY_KEY})


@dataclass(slots=True)
class Stopping:
    """`cause` is that of the last stop, until a person acknowledged it or a walk began.

    The one given to begin with is of the process before this one, and latched. `stops` counts how
    often one was asked for. `halt` is None before the first one and in a walk.
    """

    commissioned: Commissioned
    cause: StopCause | None = None
    lockout: Lockout = field(init=False)
    halt: Halt | None = None
    stops: int = 0

    def __post_init__(self) -> None:
        self.lockout = Lockout(self.cause)

    def asked(self, cause: StopCause) -> None:
        """A stop was asked for, under way or not."""
        self.stops += 1
        self.lockout.stopped(cause)

    def begin(  # noqa: PLR0913 - each is one fact of the belt
        self,
        cause: StopCause,
        known: Known,
        target_kmh: float,
        now: float,
        *,
        moves: bool,
        halted: bool,
    ) -> None:
        """No stop was under way: from now on one is, for a belt last asked for `target_kmh`.

        `moves`: it was set in motion, or seen moving; `halted`: somebody else stops it already.
        """
        self.cause = cause
        unseen = known.linked and known.standing_since is None
        self.halt = Halt(
            cause,
            asked_at=now,
            from_kmh=known.fastest_possible_kmh(target_kmh),
            period_s=known.freshness.period_s,
            minimum_kmh=known.minimum_kmh,
            commissioned=self.commissioned,
            speed_kmh=known.speed_kmh,
            may_move=moves or unseen or cause is StopCause.INTERRUPTED,
            accepted=halted or cause in STOPPED_BY_THE_MACHINE,
        )

    def written(self, at: float) -> None:
        """A stop was handed to the machine's radio."""
        if self.halt is not None:
            self.halt.written(at)

    def answered(self, answer: Answer) -> None:
        """What the machine said to a stop."""
        if self.halt is not None:
            self.halt.answered(answer)

    def lost(self) -> None:
        """The link is gone."""
        if self.halt is not None:
            self.halt.lost()

    def due(self, now: float) -> bool:
        """True if the stop is to be written again; whoever asks writes it."""
        return self.halt is not None and self.halt.due(now)

    def alarm_due(self, now: float, *, linked: bool) -> bool:
        """True, once for each stop, when it is time to call for whatever cuts the power."""
        if self.halt is None or not self.halt.overdue(now, linked=linked):
            return False
        self.lockout.alarm()
        return True

    @property
    def alarm(self) -> str | None:
        """The loudest words there are, while the belt was not measured standing in time."""
        halt = self.halt
        alarmed = halt is not None and halt.alarmed_at is not None and halt.stood_at is None
        return ALARM_WORDS[self.commissioned.cuts_power] if alarmed else None

    @property
    def may_move(self) -> bool:
        """True for a belt that may have moved when it was stopped, and was not seen to stand."""
        halt = self.halt
        return halt is not None and halt.may_move and halt.stood_at is None

    def acknowledge(self, known: Known, now: float) -> None:
        """A person looked at the belt and says so. Raises Refused before it stood for 3 s."""
        self.lockout.acknowledge(known, now)
        self.cause = None

    def walk_begins(self) -> None:
        """A belt is about to start."""
        self.halt = self.cause = None
