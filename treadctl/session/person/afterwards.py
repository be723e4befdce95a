"""Once the belt stands: what is asked of whoever walked, one question at a time. Pure.

After a pain stop first what it was like, since some pains need a person's help; a press by mistake
is an answer like any other. The full 0 to 10 is asked standing only. Comfort limits and design
choices, not clinical thresholds. Nothing here starts a belt, or keeps one from being confirmed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from treadctl.errors import Refused
from treadctl.session.check_in import Verdict, judge
from treadctl.session.person.diary import NEEDS_HELP, SHARP
from treadctl.session.person.intake import Intake
from treadctl.session.person.lower import one_lower
from treadctl.session.person.question import Answer, End, Kind, Question, check
from treadctl.session.person.told import MISTAKE, PRACTICE, qualities
from treadctl.session.person.wants import NOTHING, WANT
from treadctl.session.segments import Tier


@dataclass(frozen=True, slots=True)
class Again:
    """A new walk may begin, slowly, by two taps in two places: `profile` in `tier`, A or B.

    `pain` is what the first walk began with: what comes is held against that.
    """

    profile: str
    tier: Tier
    pain: int


@dataclass(frozen=True, slots=True)
class Enough:
    """All was answered, and there is no more walk now."""


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What one walk still asks. `more` comes last: what is asked every few weeks.

    `intake` is what the walk began with: after a pain, the rules of a start hold again. `warned`: a
    sign that needs help was named and taken back, which is kept all the same: no more walk today.
    """

    profile: str
    tier: Tier
    start_pain: int
    stopped_for_pain: bool = False
    more: tuple[Question, ...] = ()
    said: Mapping[str, Answer] = field(default_factory=dict)
    intake: Intake | None = None
    warned: bool = False

    def asks(self) -> Question | Again | Enough | End:
        """What is asked now, or where it ended."""
        if self.stopped_for_pain:
            return self._about_the_stop()
        return self._next(Question("end_pain", Kind.PAIN), Question("effort", Kind.EFFORT))

    def answered(self, key: str, value: Answer) -> "Afterwards":
        """What is asked behind this answer. Raises Refused if that is not asked, or impossible."""
        asked = self.asks()
        if not isinstance(asked, Question) or asked.key != key:
            raise Refused("That question is no longer on the screen. Answer what it shows.")
        check(asked, value)
        return replace(self, said={**self.said, key: value})

    def back(self) -> "Afterwards":
        """What was asked before the last answer; the same where nothing was answered."""
        warned = self.warned or self.said.get("quality") in NEEDS_HELP
        return replace(self, said=dict(list(self.said.items())[:-1]), warned=warned)

    def _about_the_stop(self) -> Question | Again | Enough | End:
        quality = self.said.get("quality")
        if quality is None:
            return Question("quality", Kind.CHOICE, qualities(self.profile))
        if quality in NEEDS_HELP:
            return End.HELP_NOW
        if self.warned:
            return End.HELP_TODAY
        if quality in (MISTAKE, PRACTICE):
            return Again(self.profile, min(self.tier, "B"), self.start_pain)
        return self._about_the_pain(sharp=quality in SHARP)

    def _about_the_pain(self, *, sharp: bool) -> Question | Again | Enough | End:
        if "end_pain" not in self.said:
            return Question("end_pain", Kind.PAIN)
        pain = int(self.said["end_pain"])
        if judge(pain, self.start_pain) is Verdict.FINISH:
            return End.REST
        if sharp:
            return Enough()
        return Again(one_lower(self.profile, self._offered(pain)), "A", self.start_pain)

    def _offered(self, pain: int) -> tuple[str, ...]:
        """What would be offered at a first start with `pain`; nothing where that is not known."""
        if self.intake is None:
            return ()
        begun = replace(self.intake, said={**self.intake.said, "pain": pain})
        return tuple(name for name, _ in begun.offered().walks)

    def measure(self, key: str) -> dict[str, int] | None:
        """The number to keep once `key` was answered, under its name; None if it gives none."""
        if key == "want" and self.said["want"] == NOTHING:
            return {f"{WANT}{NOTHING}": 0}
        if key != "want_now":
            return None
        activity = self.said.get("want") or next(one.options[0] for one in self.more if one.options)
        return {f"{WANT}{activity}": int(self.said["want_now"])}

    def _next(self, *questions: Question) -> Question | Enough:
        wants_nothing = self.said.get("want") == NOTHING
        for one in (*questions, *self.more):
            if one.key not in self.said and not (one.key == "want_now" and wants_nothing):
                chosen = str(self.said["want"]) if one.key == "want_now" and not one.options else ""
                return replace(one, options=(chosen,)) if chosen else one
        return Enough()
