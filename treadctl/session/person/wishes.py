"""Two questions that are asked once: which plan, and walking as fast as younger people do. Pure.

A walker younger than 65 chooses a plan once they know the treadmill. One of 65 or older is asked
after six clean walks if they want to leave tier A, and no sooner than 90 days later once more.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from treadctl.session.person.diary import Diary
from treadctl.session.person.question import Answer, Kind, Question
from treadctl.session.person.tier import may_move_to_b, tier

LADDER, MOVE_TO_B = "ladder", "move_to_b"
PLANS = ("W", "T")
ASKED_AGAIN = timedelta(days=90)


def wish(diary: Diary, pain: int, today: date) -> Question | None:
    """What is asked of a walker with `pain` now who may choose freely; None if nothing is."""
    if diary.ladder is None and not diary.senior and diary.familiar:
        return Question(LADDER, Kind.CHOICE, PLANS)
    return Question(MOVE_TO_B, Kind.YES_NO) if _may_be_asked(diary, pain, today) else None


def wished(diary: Diary, said: Mapping[str, Answer], today: date) -> Diary:
    """The diary with what was answered to them here."""
    if LADDER in said:
        diary = replace(diary, ladder=str(said[LADDER]))
    if MOVE_TO_B in said:
        diary = replace(diary, moved_to_b=said[MOVE_TO_B] is True, asked_about_b=today)
    return diary


def _may_be_asked(diary: Diary, pain: int, today: date) -> bool:
    """True where nothing but their age keeps the walker in tier A."""
    asked = diary.asked_about_b
    if asked is not None and timedelta() <= today - asked < ASKED_AGAIN:
        return False
    if not diary.senior or diary.moved_to_b or not may_move_to_b(diary):
        return False
    return tier(replace(diary, moved_to_b=True), pain, today) == "B"
