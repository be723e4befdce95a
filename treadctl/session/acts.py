"""What a session can want: a closed union, carried out by the walk's shell."""

from dataclasses import dataclass

from treadctl.model import StopCause


@dataclass(frozen=True, slots=True)
class Say:
    """Words for the walker, on the screen and by voice. `kind` names the event."""

    words: str
    kind: str = "prompt"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question for the walker. `needed` is false where silence agrees."""

    question: str
    words: str
    needed: bool = True


@dataclass(frozen=True, slots=True)
class StartBelt:
    """The countdown is over."""


@dataclass(frozen=True, slots=True)
class Aim:
    """The level wanted now; the guard approaches it in its own steps."""

    speed_kmh: float
    inclination_percent: float


@dataclass(frozen=True, slots=True)
class End:
    """Stop the belt for this cause."""

    cause: StopCause


Act = Say | Ask | StartBelt | Aim | End
