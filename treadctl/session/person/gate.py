"""When do small hills and brisk minutes open? Pure.

Only once the pain has settled. The numbers are design choices; nothing here is a medical threshold.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from treadctl.session.caps import NO_CAPS, Caps
from treadctl.session.person.diary import Diary, Zone

BASE = ("back-ease-20", "back-ease-30", "senior-steady-20")
INCLINE, POWER, RETRO = "incline-gentle", "power-intervals", "retro-supervised"
VARIATIONS = (INCLINE, POWER, RETRO)
BASE_WALKS, RECENT_WALKS = 6, 3
QUIET_START_PAIN, QUIET_PEAK_PAIN = 2, 3
MORNING_RISE = 2
MORNING_DAYS, RED_DAYS, FLARE_DAYS = timedelta(days=7), timedelta(days=14), timedelta(weeks=6)
EASY_EFFORT, TALK_SPEED_KMH = 3, 4.2
MACHINE_STEP_KMH = 0.2  # a belt may have to walk that much slower than it should
CLEAN_RUNS = 3


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
    return tuple(_incline_closed_for(diary))


def _incline_closed_for(diary: Diary) -> Iterator[str]:
    if _learns_another(diary, INCLINE):
        yield "one_at_a_time"
    answers = diary.answers
    bones = answers is not None and (answers.brittle_bones or answers.narrow_spine)
    if answers and bones and not answers.cleared:
        yield "ask_your_professional"


def power_closed_for(diary: Diary, *, company: bool) -> tuple[str, ...]:
    """What keeps this walker from brisk minutes alone; `company`: somebody is with them."""
    return tuple(_power_closed_for(diary, company))


def _power_closed_for(diary: Diary, company: bool) -> Iterator[str]:
    goals = [one for one in diary.walks if one.profile == "back-ease-30" and one.completed]
    if not any(one.effort is not None and one.effort <= EASY_EFFORT for one in goals):
        yield "back_ease_30_is_not_easy_yet"
    if _learns_another(diary, POWER):
        yield "one_at_a_time"
    if diary.answers is not None and diary.answers.brittle_bones and not diary.answers.cleared:
        yield "ask_your_professional"
    if needs_company(diary) and not company:
        yield "somebody_with_you"


def needs_company(diary: Diary) -> bool:
    """True for whoever walks brisk minutes only with somebody beside them."""
    return diary.senior or (diary.answers is not None and diary.answers.fell_in_12_months)


def brisk_caps(diary: Diary) -> Caps:
    """What brisk minutes keep to: their calm speed, until talking was easy at it.

    No other walk is that fast, so the first of them is the test.
    """
    least_kmh = TALK_SPEED_KMH - MACHINE_STEP_KMH
    tested = (one for one in diary.walks if one.profile == POWER and one.talked_easily)
    passed = any((one.peak_speed_kmh or 0.0) >= least_kmh for one in tested)
    return NO_CAPS if passed else Caps(max_speed_kmh=TALK_SPEED_KMH)


def _learns_another(diary: Diary, name: str) -> bool:
    """True while another variation was begun, and not yet walked well three times."""
    begun = {one.profile for one in diary.walks if one.profile in VARIATIONS}
    return name not in begun and any(_clean(diary, other) < CLEAN_RUNS for other in begun)


def _clean(diary: Diary, profile: str) -> int:
    return sum(one.clean and one.profile == profile for one in diary.walks)


def _rose_overnight(after: int | None, before: int | None) -> bool:
    return after is not None and before is not None and after - before >= MORNING_RISE
