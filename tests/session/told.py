"""A session by itself, told of a belt that does at once what it is asked. No clock runs."""

from treadctl.model import StopCause
from treadctl.session.acts import Act, Aim, End, Say
from treadctl.session.plan import plan
from treadctl.session.profile import find
from treadctl.session.session import Session

TICK_S = 0.25
QUESTIONS = ["on", "rise", "pain", "go_on"]


class Told:
    """A session and all its acts."""

    def __init__(
        self, profile: str = "first-steps", *, tap: bool = True, start_pain: int | None = 2
    ) -> None:
        made, found = plan(find(profile)), find(profile)
        self.session = Session(
            made,
            0.0,
            tap_for_each_rise=tap,
            posture_prompts=found.posture_prompts,
            start_pain=start_pain,
        )
        self.now = 0.0
        self.told: list[tuple[float, Act]] = []
        self.answers: dict[str, bool | int] = {}

    def note(self, acts: list[Act]) -> list[Act]:
        self.told += [(self.now, act) for act in acts]
        for act in acts:
            if isinstance(act, Aim):
                self.session.commanded(act.speed_kmh, act.inclination_percent)
        return acts

    def reply(self, question: str, answer: bool | int) -> list[Act]:
        pain = answer if question == "pain" else None
        return self.note(self.session.reply(question, self.now, yes=answer is True, pain=pain))

    def pass_time(self, seconds: float) -> "Told":
        """Tick on, answering what there is an answer for."""
        for _ in range(round(seconds / TICK_S)):
            self.note(self.session.tick(self.now))
            question = self.session.question
            if question in self.answers:
                self.reply(question, self.answers[question])
            self.now += TICK_S
        return self

    def walking(self) -> "Told":
        """The walker has stepped on: second 0 of the plan is now."""
        self.pass_time(6)
        self.note(self.session.belt_moves(self.now))
        self.session.commanded(0.8, 0.0)
        self.reply("on", True)
        return self.pass_time(5)

    def willing(self) -> "Told":
        self.answers = {"rise": True, "pain": 2}
        return self

    def asked_about_pain(self) -> "Told":
        """A willing walker at the first question, 2:00 into the plan, which is still open."""
        self.answers = {"rise": True}
        return self.walking().pass_time(120.25)

    def since(self, at: float) -> list[Act]:
        return [act for when, act in self.told if when >= at]

    @property
    def aims(self) -> list[Aim]:
        return [act for _, act in self.told if isinstance(act, Aim)]

    @property
    def ends(self) -> list[StopCause]:
        return [act.cause for _, act in self.told if isinstance(act, End)]

    def times(self, kind: str) -> list[float]:
        return [at for at, act in self.told if isinstance(act, Say) and act.kind == kind]
