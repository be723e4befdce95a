"""Which walks are offered now? Pure. The order of the rules: red outranks amber.

Comfort limits and design choices, not clinical thresholds. Sources of the ideas: the
pain-monitoring model (Silbernagel et al. 2007) and five to ten minutes to begin with.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from treadctl.session.person import gate
from treadctl.session.person.agreed import allowed
from treadctl.session.person.diary import (
    FIRST_STEPS,
    GENTLE_START,
    NEEDS_HELP,
    SHARP,
    Diary,
    PastWalk,
)
from treadctl.session.person.tier import tier, worse_than_usual
from treadctl.session.segments import Tier

TOO_MUCH_PAIN, SORE_WHEN_NEW = 6, 4
SCREENED_FOR = timedelta(days=90)
CLEAN_TWENTIES = 3
SHARP_TO_ADVISE = 2
ORDINARY = ("morning-loosener", "evening-unwind", "back-ease-20")


@dataclass(frozen=True, slots=True)
class Offer:
    """What the walker may choose from, and why not from more.

    `walks`: profile and the tier it is walked in, the one for today first. `blocked`: why nothing
    is offered. `advice`: what is said before a start. `closed`: why each other profile is not here.
    """

    walks: tuple[tuple[str, Tier], ...] = ()
    blocked: str | None = None
    advice: tuple[str, ...] = ()
    closed: tuple[tuple[str, tuple[str, ...]], ...] = ()


def screening_due(diary: Diary, today: date) -> bool:
    """True before the first walk, after 90 days, where the calendar went back, and after a sign
    that needs a person's help; after a stop with one, from the next day on.
    """
    answers = diary.answers
    if answers is None or not timedelta() <= today - answers.day <= SCREENED_FOR:
        return True
    return needs_clearing(diary)


def needs_clearing(diary: Diary) -> bool:
    """True while the last thing known of the walker's health is a sign that needs help.

    Only their own word that somebody saw them leads on, and then everything is asked again.
    """
    answers = diary.answers
    if answers is None:
        return any(one.quality in NEEDS_HELP for one in diary.walks[-1:])
    return answers.red_flag or any(one.quality in NEEDS_HELP for one in diary.since(answers.day))


def may_be_usual(diary: Diary) -> bool:
    """True if a pain that is too much for others may be usual here: no start tells, and nothing
    lower was agreed. Their own word decides then.
    """
    agreed = diary.usual_pain
    return diary.own_usual_pain is None and (agreed is None or agreed >= TOO_MUCH_PAIN)


def offer(
    diary: Diary, pain: int, today: date, *, company: bool = False, says_usual: bool = False
) -> Offer:
    """What is offered to a walker with `pain` (0-10) now; `company`: somebody is with them.

    `says_usual`: they said that so strong a pain is usual; it counts before their first start.
    """
    if diary.answers is not None and diary.answers.red_flag:
        return Offer(blocked="red_flag")
    if screening_due(diary, today):
        return Offer(blocked="screening")
    if pain >= TOO_MUCH_PAIN:
        known = diary.own_usual_pain is not None and (diary.usual_pain or 0) >= TOO_MUCH_PAIN
        used_to_it = known or (says_usual and may_be_usual(diary))
        return _only(GENTLE_START, advice="strong_pain") if used_to_it else Offer(blocked="rest")
    if _sharp_last(diary.walks):
        return _only(GENTLE_START, advice=_after_sharp(diary.walks))
    if worse_than_usual(diary, pain) or (diary.new and pain >= SORE_WHEN_NEW):
        calm = (GENTLE_START, "morning-loosener") if diary.familiar else (GENTLE_START,)
        found = _only(*calm, advice="sore_today")
        return replace(found, walks=allowed(diary.agreed, found.walks))
    return _by_gates(diary, pain, today, company=company)


def _only(*profiles: str, advice: str) -> Offer:
    return Offer(tuple((name, "A") for name in profiles), advice=(advice,))


def _sharp_last(walks: tuple[PastWalk, ...]) -> bool:
    last = next((one for one in reversed(walks) if one.counts or one.quality in SHARP), None)
    return last is not None and last.quality in SHARP


def _after_sharp(walks: tuple[PastWalk, ...]) -> str:
    often = sum(one.quality in SHARP for one in walks) >= SHARP_TO_ADVISE
    return "ask_your_professional" if often else "sharp_last_time"


def _by_gates(diary: Diary, pain: int, today: date, *, company: bool) -> Offer:
    own: Tier = tier(diary, pain, today)
    closed = {name: tuple(_closed(name, diary, today, company)) for name in _ALL}
    closed |= {name: ("not_agreed",) for name in _ALL if not allowed(diary.agreed, ((name, own),))}
    walks = tuple((name, _tier_of(name, own, diary)) for name in _ALL if not closed[name])
    first = _first(diary, dict(walks))
    ordered = tuple(sorted(walks, key=lambda one: one[0] != first))
    return Offer(ordered, closed=tuple((name, why) for name, why in closed.items() if why))


_ALL = (FIRST_STEPS, GENTLE_START, *ORDINARY, "senior-steady-20", "back-ease-30", *gate.VARIATIONS)


def _closed(name: str, diary: Diary, today: date, company: bool) -> Iterator[str]:
    if name not in (FIRST_STEPS, GENTLE_START) and not diary.familiar:
        yield "first_steps_first"
    match name:
        case "senior-steady-20" if not diary.senior:
            yield "for_65_and_older"
        case "back-ease-30" if _clean(diary, "back-ease-20") < CLEAN_TWENTIES:
            yield "three_clean_back_ease_20"
        case gate.INCLINE:
            yield from gate.closed_for(diary, today)
            yield from gate.incline_closed_for(diary)
        case gate.POWER:
            yield from gate.closed_for(diary, today)
            yield from gate.power_closed_for(diary, company=company)
        case gate.RETRO:
            yield "not_offered"


def _clean(diary: Diary, profile: str) -> int:
    return sum(one.clean and one.profile == profile for one in diary.walks)


def _tier_of(name: str, own: Tier, diary: Diary) -> Tier:
    """A variation that is open is walked in its own tier, but by a senior, and by whoever keeps
    to tier A, in theirs.
    """
    own_tier = own == "A" or diary.senior
    return "C" if name in gate.VARIATIONS and not own_tier else own


def _first(diary: Diary, walks: dict[str, Tier]) -> str:
    """Today's walk: learning first, then the base walk of this walker."""
    if not diary.familiar:
        return FIRST_STEPS
    for name in ("senior-steady-20", "back-ease-30", "back-ease-20"):
        if name in walks:
            return name
    return GENTLE_START
