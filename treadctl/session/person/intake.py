"""From the first screen to Start: one decision at a time. Pure.

An intake is a value: `asks` says what is asked next, `answered` returns the next intake. Whoever
shows it keeps it; a page that is loaded again shows the same question. Nothing here starts a belt.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from treadctl.errors import Refused
from treadctl.session.caps import NO_CAPS, Caps, tighter
from treadctl.session.person.diary import NEEDS_HELP, Diary
from treadctl.session.person.gate import POWER, brisk_caps, needs_company
from treadctl.session.person.offer import (
    Offer,
    may_be_usual,
    needs_clearing,
    offer,
    screening_due,
)
from treadctl.session.person.programme import Today, caps, todays
from treadctl.session.person.question import Answer, End, Kind, Question, check
from treadctl.session.person.screening import (
    ITEMS,
    Leads,
    asks_about_hills,
    asks_for_care,
    help_for,
    judge,
)
from treadctl.session.person.told import SAID_OF_A_WALK, qualities, told_after
from treadctl.session.person.wishes import wish, wished
from treadctl.session.segments import Tier

STANDING_FIRST = frozenset({"morning-loosener"})  # who has just got up may feel dizzy
ENDS_THE_SCREENING = frozenset({"hills", "advised"})  # asked behind its items, where they are due
NEXT_MORNING = ("same", "better", "worse")


@dataclass(frozen=True, slots=True)
class Ready:
    """All was answered: `profile` may be started in `tier` with `caps`. `pain` is the walker's."""

    profile: str
    tier: Tier
    pain: int
    caps: Caps = NO_CAPS


@dataclass(frozen=True, slots=True)
class Intake:
    """One walker's way to Start. `guest`: nothing of it is kept, and every guest is screened."""

    diary: Diary
    today: date
    guest: bool = False
    said: Mapping[str, Answer] = field(default_factory=dict)

    def asks(self) -> Question | Ready | End:
        """What is asked now, or where it ended."""
        if (found := self._before_all_else()) is not None:
            return found
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
        check(asked, value)
        before = {one: said for one, said in self.said.items() if one != key}
        return replace(self, said={**before, key: value})  # the last answer is the last one

    def back(self) -> "Intake":
        """The intake before the last answer; the same one where nothing was answered."""
        return replace(self, said=dict(list(self.said.items())[:-1]))

    def offered(self) -> Offer:
        """What may be walked. Raises KeyError before the pain was answered."""
        found = offer(
            self.screened,
            int(self.said["pain"]),
            self.today,
            company=self.said.get("company") is not False,
            says_usual=self.said.get("usual") is True,
        )
        if self.guest:
            return replace(found, walks=tuple((name, "A") for name, _ in found.walks))
        first = self.todays(found)
        name = None if first is None else first.profile
        return replace(found, walks=tuple(sorted(found.walks, key=lambda one: one[0] != name)))

    def todays(self, found: Offer) -> Today | None:
        """The one of these walks that is for today. A guest has no programme."""
        if self.guest:
            return None
        return todays(self.screened, found, int(self.said["pain"]), self.today)

    @property
    def caps(self) -> Caps:
        """What every walk of this walker keeps today."""
        return NO_CAPS if self.guest else caps(self.screened)

    @property
    def screened(self) -> Diary:
        """The diary with what was said here about age and health."""
        age = self.diary.age if self.diary.age is not None else int(self.said["age"])
        known = wished(replace(self.told, age=age), self.said, self.today)
        said = self._said_of_health
        if len(said) < len(ITEMS):
            return known
        seen, hills = self._seen, self.said.get("hills") is True
        found = judge(said, self.today, senior=known.senior, seen=seen, hills=hills)
        return replace(known, answers=found)

    @property
    def _said_of_health(self) -> dict[str, bool]:
        return {item.key: bool(self.said[item.key]) for item in ITEMS if item.key in self.said}

    @property
    def told(self) -> Diary:
        """The diary with what was said here of the last walk."""
        told = {key: value for key, value in self.said.items() if key in SAID_OF_A_WALK}
        if not told:
            return self.diary
        *before, last = self.diary.walks
        return replace(self.diary, walks=(*before, told_after(last, told)))

    def _before_all_else(self) -> Question | End | None:
        """A pain stop that was not spoken of, then a sign that needed help when it was told."""
        walks = self.diary.walks
        if walks and walks[-1].unexplained and "quality" not in self.said:
            return Question("quality", Kind.CHOICE, qualities(walks[-1].profile))
        if self.said.get("quality") in NEEDS_HELP:
            return End.HELP_NOW
        if any(one.quality in NEEDS_HELP for one in self.diary.since(self.today)):
            return End.HELP_TODAY
        if not needs_clearing(self.told):
            return None
        if "seen" not in self.said:
            return Question("seen", Kind.YES_NO)
        return None if self.said["seen"] else End.HELP_TODAY

    @property
    def _seen(self) -> bool:
        """True where they just said that a doctor saw them: since a sign, or about this one."""
        return self.said.get("seen") is True or self.said.get("allowed") is True

    @property
    def _asks_about_last_time(self) -> bool:
        last = self.diary.walks[-1] if self.diary.walks else None
        return last is not None and last.day < self.today and last.since_last is None

    def _screens(self) -> Question | End | None:
        if not (self.guest or screening_due(self.diary, self.today)):
            return self._asks_for_signs()
        said = self._said_of_health
        match help_for(said, senior=self.screened.senior):
            case Leads.HELP_NOW:
                return End.HELP_NOW
            case Leads.HELP_TODAY if not self._seen:
                asked = "allowed" in self.said
                return End.HELP_TODAY if asked else Question("allowed", Kind.YES_NO)
        missing = next((item.key for item in ITEMS if item.key not in said), None)
        if missing is not None:
            return Question(missing, Kind.YES_NO)
        if not self.guest and asks_about_hills(said) and "hills" not in self.said:
            return Question("hills", Kind.YES_NO)
        advised = self._seen or not asks_for_care(said) or "advised" in self.said
        return None if advised else Question("advised", Kind.DONE)

    def _asks_for_signs(self) -> Question | End | None:
        """Who was screened lately is asked in one question whether any of it is new."""
        if "new_signs" not in self.said:
            return Question("new_signs", Kind.YES_NO)
        return End.HELP_NOW if self.said["new_signs"] else None

    def _chooses(self) -> Question | Ready | End:
        found = self.offered()
        if found.blocked is not None:
            return self._blocked(found.blocked)
        asked = None if self.guest or found.advice else self._wish()
        if asked is not None:
            return asked
        tiers = dict(found.walks)
        if self.said.get("walk") not in tiers:
            return Question("walk", Kind.CHOICE, tuple(tiers))
        return self._before_key() or self._ready(found)

    def _before_key(self) -> Question | End | None:
        """What is asked about the walk that was chosen."""
        walk = self.said["walk"]
        if walk in STANDING_FIRST and self.said.get("dizzy") is not False:
            return End.SIT if "dizzy" in self.said else Question("dizzy", Kind.YES_NO)
        if walk == POWER and needs_company(self.screened) and "company" not in self.said:
            return Question("company", Kind.YES_NO)
        return None if "key" in self.said else Question("key", Kind.DONE)

    def _ready(self, found: Offer) -> Ready:
        profile, first = str(self.said["walk"]), self.todays(found)
        dosed = first.caps if first is not None and first.profile == profile else NO_CAPS
        brisk = brisk_caps(self.screened) if profile == POWER else NO_CAPS
        kept = tighter(self.caps, dosed, brisk)
        return Ready(profile, dict(found.walks)[profile], int(self.said["pain"]), kept)

    def _blocked(self, why: str) -> Question | End:
        """Nothing is offered. Who never started is asked first if so strong a pain is usual."""
        if why != "rest":
            return End.HELP_TODAY
        known = "usual" in self.said or not may_be_usual(self.screened)
        return End.REST if known else Question("usual", Kind.YES_NO)

    def _wish(self) -> Question | None:
        return wish(self.screened, int(self.said["pain"]), self.today)
