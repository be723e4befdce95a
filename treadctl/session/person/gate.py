"""When do small hills and brisk minutes open? Pure.

Only once the pain has settled. The numbers are design choices; nothing here is a medical threshold.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from treadctl.session.person.diary import Diary, Zone

BASE = ("back-ease-20", "back-ease-30", "senior-steady-20")
INCLINE, POWER, RETRO = "incline-gentle", "power-intervals", "retro-supervised"
VARIATIONS = (INCLINE, POWER, RETRO)
BASE_WALKS, RECENT_WALKS = 6, 3
QUIET_START_PAIN, QUIET_PEAK_PAIN = 2, 3
MORNING_RISE = 2
MORNING_DAYS, RED_DAYS, FLARE_DAYS = timedelta(days=7), timedelta(days=14), timedelta(weeks=6)
EASY_EFFORT, TALK_SPEED_KMH = 3, 4.2


def closed_for(diary: Diary, today: date) -> tuple[str, ...]:
    """Why no variation is open today; empty if they are."""
    return tuple(_closed_for(diary, today))


def _closed_for(diary: Diary, today: date) -> Iterator[str]:
    if diary.completed(*BASE) < BASE_WALKS:
        yield "first_six_base_walks"
    if not quiet(diary):
        yield "pain_has_not_settled"
    if any(
        one.since_last == "worse" or _rose_overnight(one.next_pain, one.start_pain)
        for one in diary.since(today - MORNING_DAYS)
    ):
        yield "worse_the_next_morning"
    if any(one.zone is Zone.RED for one in diary.since(today - RED_DAYS)):
        yield "red_in_14_days"
    if in_flare(diary, today):
        yield "flare"
    if any(one.profile in VARIATIONS and one.day == today for one in diary.walks):
        yield "one_a_day"


def quiet(diary: Diary) -> bool:
    """True if the last three walks began at pain 2 or less and never passed 3."""
    last = diary.walks[-RECENT_WALKS:]
    return len(last) == RECENT_WALKS and all(
        one.start_pain is not None
        and one.peak_pain is not None
        and one.start_pain <= QUIET_START_PAIN
        and one.peak_pain <= QUIET_PEAK_PAIN
        for one in last
    )


def in_flare(diary: Diary, today: date) -> bool:
    """True for six weeks from the day that the walker said the pain flared up."""
    since = diary.answers.flare_since if diary.answers else None
    return since is not None and today - since < FLARE_DAYS


def incline_closed_for(diary: Diary) -> tuple[str, ...]:
    """What keeps this walker from hills alone."""
    answers = diary.answers
    bones = answers is not None and (answers.brittle_bones or answers.narrow_spine)
    return ("ask_your_professional",) if answers and bones and not answers.cleared else ()


def power_closed_for(diary: Diary, *, company: bool) -> tuple[str, ...]:
    """What keeps this walker from brisk minutes alone; `company`: somebody is with them."""
    return tuple(_power_closed_for(diary, company))


def _power_closed_for(diary: Diary, company: bool) -> Iterator[str]:
    answers = diary.answers
    goals = [one for one in diary.walks if one.profile == "back-ease-30" and one.completed]
    if not any(one.effort is not None and one.effort <= EASY_EFFORT for one in goals):
        yield "back_ease_30_is_not_easy_yet"
    if not any(
        one.talked_easily and (one.peak_speed_kmh or 0.0) >= TALK_SPEED_KMH for one in diary.walks
    ):
        yield "talk_test_at_4_2"
    if answers is not None and answers.brittle_bones and not answers.cleared:
        yield "ask_your_professional"
    fell = answers is not None and answers.fell_in_12_months
    if (diary.senior or fell) and not company:
        yield "somebody_with_you"


def _rose_overnight(after: int | None, before: int | None) -> bool:
    return after is not None and before is not None and after - before >= MORNING_RISE
