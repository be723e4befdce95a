"""One walker as this machine knows them: a picture and a first name on the screen. Pure.

What is kept of their walks carries their pseudonym and never the name.
"""

from dataclasses import dataclass, replace
from datetime import date

from treadctl.errors import Refused
from treadctl.session.person.agreed import Agreed
from treadctl.session.person.diary import Answers, Diary, PastWalk
from treadctl.session.person.intake import ENDS_THE_SCREENING, Intake
from treadctl.session.person.offer import screening_due
from treadctl.session.person.question import End, Question

PICTURES = (
    *("sun", "moon", "star", "heart", "tree", "leaf"),
    *("bird", "fish", "cat", "house", "boat", "cup"),
)
MOST_LETTERS = 12
_BESIDE_LETTERS = frozenset(" -'")


@dataclass(frozen=True, slots=True)
class Person:
    """One walker. `age` is what they said with their `answers`; both are asked for again.

    `agreed` is the latest agreement with their professional, `language` the one they tapped, None
    if they never did. `card`: the number of the card that they come with, None without one.
    """

    walker: str
    name: str
    picture: str
    age: int | None = None
    answers: Answers | None = None
    moved_to_b: bool = False
    asked_about_b: date | None = None
    ladder: str | None = None
    agreed: Agreed | None = None
    language: str | None = None
    card: str | None = None


def pseudonym(noise: bytes) -> str:
    """A pseudonym for a new walker; `noise` is 6 random bytes."""
    return f"w-{noise.hex()}"


def check_name(name: str) -> None:
    """Raises Refused if that is no name for the screen."""
    letters = all(one.isalpha() or one in _BESIDE_LETTERS for one in name)
    if not name.strip() or not letters or len(name) > MOST_LETTERS:
        raise Refused(f"Give a first name of up to {MOST_LETTERS} letters.")


def diary(person: Person, walks: tuple[PastWalk, ...], today: date) -> Diary:
    """What the rules know of them. An age as old as answers that are due again is none."""
    known = Diary(
        person.age,
        person.answers,
        walks,
        person.moved_to_b,
        person.asked_about_b,
        person.ladder,
        person.agreed,
    )
    return replace(known, age=None) if screening_due(known, today) else known


def learnt(person: Person, intake: Intake) -> Person:
    """The same walker after an answer.

    A sign that needs help is remembered: it is spoken of, and all is asked, before the next walk.
    Whoever leaves before the end of the screening is asked all of it again.
    """
    asked = intake.asks()
    if asked in (End.HELP_NOW, End.HELP_TODAY):
        answers = person.answers or Answers(intake.today)
        return replace(person, answers=replace(answers, day=intake.today, red_flag=True))
    if intake.diary.age is None and "age" not in intake.said:
        return person
    if isinstance(asked, Question) and asked.key in ENDS_THE_SCREENING:
        return person
    known = intake.screened
    return replace(
        person,
        age=known.age,
        answers=known.answers,
        moved_to_b=known.moved_to_b,
        asked_about_b=known.asked_about_b,
        ladder=known.ladder,
    )
