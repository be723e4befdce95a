"""One question to a walker who stands: what may be answered, and where questions can end. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from treadctl.errors import Refused

YOUNGEST, OLDEST = 12, 110
PAINS = tuple(range(11))


class Kind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    PAIN = "pain"
    EFFORT = "effort"
    SCALE = "scale"
    AGE = "age"
    DONE = "done"


class End(StrEnum):
    """Where questions end without a walk: the page that is shown then."""

    HELP_NOW = "help_now"
    HELP_TODAY = "help_today"
    REST = "rest"
    SIT = "sit"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked now. `options` are the answers of a CHOICE."""

    key: str
    kind: Kind
    options: tuple[str, ...] = ()


Answer = bool | int | str


def check(asked: Question, value: Answer) -> None:
    """Raises Refused, with a sentence for the screen, if `value` cannot answer that."""
    match asked.kind:
        case Kind.YES_NO if not isinstance(value, bool):
            raise Refused("Answer yes or no.")
        case Kind.PAIN if isinstance(value, bool) or value not in PAINS:
            raise Refused("Say how strong the pain is, from 0 to 10.")
        case Kind.EFFORT | Kind.SCALE if isinstance(value, bool) or value not in PAINS:
            raise Refused("Choose a number from 0 to 10.")
        case Kind.AGE if not isinstance(value, int) or not YOUNGEST <= value <= OLDEST:
            raise Refused(f"Give your age in years, {YOUNGEST} to {OLDEST}.")
        case Kind.CHOICE if value not in asked.options:
            raise Refused("Choose one of the answers on the screen.")
        case Kind.DONE if value is not True:
            raise Refused("Do that first, then tap Done.")
