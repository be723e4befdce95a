"""What is known of one walker: their answers, and the walks they did. Values only.

A number that was not asked or not answered is None. Days are dates, since every rule counts days.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median

from treadctl.session.person.agreed import Agreed, usual

STARTS_FOR_USUAL, FIRST_WALKS = 5, 3
SENIOR_AGE = 65
FAMILIAR_WALKS, FAMILIAR_WALKS_ONCE = 3, 1
FIRST_STEPS, GENTLE_START = "first-steps", "gentle-start"


class Zone(StrEnum):
    """How a walk went, by its worst answer. The words on the screen are others."""

    FINE = "fine"
    EASY = "easy"
    RED = "red"


class PainQuality(StrEnum):
    """What a pain that stopped a walk was like."""

    DULL = "dull"
    SHARP = "sharp"
    DOWN_THE_LEG = "down_the_leg"
    NUMB_OR_WEAK = "numb_or_weak"
    DIZZY_OR_CHEST = "dizzy_or_chest"


SHARP = frozenset({PainQuality.SHARP, PainQuality.DOWN_THE_LEG})
NEEDS_HELP = frozenset({PainQuality.NUMB_OR_WEAK, PainQuality.DIZZY_OR_CHEST})


@dataclass(frozen=True, slots=True)
class PastWalk:
    """One walk. Pain and effort are 0-10; `next_pain` is the next morning's, or the next start's.

    `zone` is RED after a pain stop, but not after one pressed by mistake or for practice;
    `answered_zone` leaves the stop out. `since_last` is what the walker said of it the next time.
    """

    day: date
    profile: str
    completed: bool
    minutes: float
    zone: Zone = Zone.FINE
    start_pain: int | None = None
    peak_pain: int | None = None
    next_pain: int | None = None
    effort: int | None = None
    talked_easily: bool | None = None
    quality: PainQuality | None = None
    peak_speed_kmh: float | None = None
    stopped_for_pain: bool = False
    pressed_wrongly: bool = False
    answered_zone: Zone = Zone.FINE
    end_pain: int | None = None
    since_last: str | None = None

    @property
    def unexplained(self) -> bool:
        """True if a pain stop ended it, and the walker has not said what the pain was like."""
        return self.stopped_for_pain and self.quality is None and not self.pressed_wrongly

    @property
    def counts(self) -> bool:
        """True unless it was broken off in its first minute: that was no walk."""
        return self.completed or self.minutes >= 1.0

    @property
    def clean(self) -> bool:
        """True if it was walked to its end and nothing hurt more than it should."""
        return self.completed and self.zone is Zone.FINE


@dataclass(frozen=True, slots=True)
class Answers:
    """What the walker said in the screening on `day`.

    `cleared`: a doctor allowed hills and brisk minutes in spite of their bones or spine.
    """

    day: date
    red_flag: bool = False
    caution: bool = False
    fell_in_12_months: bool = False
    flare_since: date | None = None
    brittle_bones: bool = False
    narrow_spine: bool = False
    new_to_treadmills: bool = True
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class Diary:
    """All that is known of one walker, `walks` oldest first. A guest has no age and no walks.

    `ladder` is the one they chose. `asked_about_b`: the day they last said if they want to move.
    """

    age: int | None = None
    answers: Answers | None = None
    walks: tuple[PastWalk, ...] = ()
    moved_to_b: bool = False
    asked_about_b: date | None = None
    ladder: str | None = None
    agreed: Agreed | None = None

    @property
    def senior(self) -> bool:
        """65 or older, or nobody knows."""
        return self.age is None or self.age >= SENIOR_AGE

    @property
    def usual_pain(self) -> float | None:
        """The usual pain that a start is held against; None where nothing is known of it."""
        return usual(self.own_usual_pain, self.agreed)

    @property
    def own_usual_pain(self) -> float | None:
        """The median pain of the last five starts; None before the first."""
        starts = [one.start_pain for one in self.walks if one.start_pain is not None]
        return median(starts[-STARTS_FOR_USUAL:]) if starts else None

    @property
    def familiar(self) -> bool:
        """Used to walking on a treadmill: three times `first-steps`, once for who is younger and
        not new to treadmills. A `gentle-start` counts once. Source of the three: 15 minutes are
        not enough at 65 and older (Wass et al. 2005).
        """
        known = self.answers is not None and not self.answers.new_to_treadmills
        needed = FAMILIAR_WALKS_ONCE if known and not self.senior else FAMILIAR_WALKS
        done = self.completed(FIRST_STEPS) + min(1, self.completed(GENTLE_START))
        return done >= needed

    @property
    def new(self) -> bool:
        """True before their first three walks, those broken off at once not counted."""
        return sum(one.counts for one in self.walks) < FIRST_WALKS

    def completed(self, *profiles: str) -> int:
        """How many walks of these profiles were walked to their end."""
        return sum(one.completed and one.profile in profiles for one in self.walks)

    def since(self, day: date) -> tuple[PastWalk, ...]:
        """The walks on `day` and later."""
        return tuple(one for one in self.walks if one.day >= day)
