"""From the first screen to Start: one decision at a time. Pure.

An intake is a value: `asks` says what is asked next, `answered` returns the next intake. Whoever
shows it keeps it; a page that is loaded again shows the same question. Nothing here starts a belt.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from treadctl.errors import Refused
from treadctl.session.person.diary import Diary
from treadctl.session.person.offer import Offer, offer, screening_due
from treadctl.session.person.screening import ITEMS, Leads, help_for, judge
from treadctl.session.segments import Tier

YOUNGEST, OLDEST = 12, 110
PAINS = tuple(range(11))
NEXT_MORNING = ("same", "better", "worse")


class Kind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    PAIN = "pain"
    AGE = "age"
    DONE = "done"


class End(StrEnum):
    """Where an intake ends without a walk: the page that is shown then."""

    HELP_NOW = "help_now"
    HELP_TODAY = "help_today"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked now. `options` are the answers of a CHOICE."""

    key: str
    kind: Kind
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """All was answered: `profile` may be started in `tier` by a walker with `pain`."""

    profile: str
    tier: Tier
    pain: int


Answer = bool | int | str


@dataclass(frozen=True, slots=True)
class Intake:
    """One walker's way to Start. `guest`: nothing of it is kept, and every guest is screened."""

    diary: Diary
    today: date
    guest: bool = False
    said: Mapping[str, Answer] = field(default_factory=dict)

    def asks(self) -> Question | Ready | End:
        """What is asked now, or where it ended."""
        if self.diary.age is None and "age" not in self.said:
            return Question("age", Kind.AGE)
        if (found := self._screens()) is not None:
            return found
        if self._asks_about_last_time and "since_last" not in self.said:
            return Question("since_last", Kind.CHOICE, NEXT_MORNING)
        if "pain" not in self.said:
            return Question("pain", Kind.PAIN)
        return self._chooses()

    def answered(self, key: str, value: Answer) -> "Intake":
        """The intake behind this answer. Raises Refused if that is not asked now, or impossible."""
        asked = self.asks()
        if not isinstance(asked, Question) or asked.key != key:
            raise Refused("That question is no longer on the screen. Answer what it shows.")
        _check(asked, value)
        return replace(self, said={**self.said, key: value})

    def back(self) -> "Intake":
        """The intake before the last answer; the same one where nothing was answered."""
        return replace(self, said=dict(list(self.said.items())[:-1]))

    def offered(self) -> Offer:
        """What may be walked. Raises KeyError before the pain was answered."""
        found = offer(self.screened, int(self.said["pain"]), self.today)
        if not self.guest:
            return found
        return replace(found, walks=tuple((name, "A") for name, _ in found.walks))

    @property
    def screened(self) -> Diary:
        """The diary with what was said here about age and health."""
        age = self.diary.age if self.diary.age is not None else int(self.said["age"])
        known = replace(self.diary, age=age)
        said = {item.key: bool(self.said[item.key]) for item in ITEMS if item.key in self.said}
        return replace(known, answers=judge(said, self.today)) if len(said) == len(ITEMS) else known

    @property
    def _asks_about_last_time(self) -> bool:
        walks = self.diary.walks
        return bool(walks) and walks[-1].next_pain is None and walks[-1].day < self.today

    def _screens(self) -> Question | End | None:
        if not (self.guest or screening_due(self.diary, self.today)):
            return self._asks_for_signs()
        said = {item.key: bool(self.said[item.key]) for item in ITEMS if item.key in self.said}
        match help_for(said):
            case Leads.HELP_NOW:
                return End.HELP_NOW
            case Leads.HELP_TODAY:
                return End.HELP_TODAY
        missing = next((item.key for item in ITEMS if item.key not in said), None)
        return Question(missing, Kind.YES_NO) if missing else None

    def _asks_for_signs(self) -> Question | End | None:
        """Who was screened lately is asked in one question whether any of it is new."""
        if "new_signs" not in self.said:
            return Question("new_signs", Kind.YES_NO)
        return End.HELP_NOW if self.said["new_signs"] else None

    def _chooses(self) -> Question | Ready | End:
        found = self.offered()
        if found.blocked is not None:
            return End.REST if found.blocked == "rest" else End.HELP_TODAY
        tiers = dict(found.walks)
        if "walk" not in self.said:
            return Question("walk", Kind.CHOICE, tuple(tiers))
        if "key" not in self.said:
            return Question("key", Kind.DONE)
        profile = str(self.said["walk"])
        return Ready(profile, tiers[profile], int(self.said["pain"]))


def _check(asked: Question, value: Answer) -> None:
    match asked.kind:
        case Kind.YES_NO if not isinstance(value, bool):
            raise Refused("Answer yes or no.")
        case Kind.PAIN if isinstance(value, bool) or value not in PAINS:
            raise Refused("Say how strong the pain is, from 0 to 10.")
        case Kind.AGE if not isinstance(value, int) or not YOUNGEST <= value <= OLDEST:
            raise Refused(f"Give your age in years, {YOUNGEST} to {OLDEST}.")
        case Kind.CHOICE if value not in asked.options:
            raise Refused("Choose one of the answers on the screen.")
        case Kind.DONE if value is not True:
            raise Refused("Do that first, then tap Done.")
