"""How far may this walker go today? Pure.

Tier A holds whoever is 65 or older, new, sore, unsteady or unsure of their health. All of it is a
design choice on the safe side; who walked six clean walks may move on by their own tap.
"""

from datetime import date

from treadctl.session.person.diary import Diary
from treadctl.session.person.gate import in_flare
from treadctl.session.segments import Tier

CLEAN_WALKS = 6
WORSE_THAN_USUAL = 2
RISE_A_WALK_KMH = 1.0


def tier(diary: Diary, pain: int, today: date) -> Tier:
    """The walker's own tier today, with `pain` (0-10) now; B where nothing speaks for A.

    C is no tier of a person: it is opened for one walk by `gate`.
    """
    answers = diary.answers
    unsure = answers is None or answers.caution or answers.fell_in_12_months
    age = diary.senior and not (diary.moved_to_b and may_move_to_b(diary))
    sore = worse_than_usual(diary, pain) or in_flare(diary, today)
    return "A" if unsure or age or diary.new or sore else "B"


def may_move_to_b(diary: Diary) -> bool:
    """True once a walker of 65 or older did six clean walks: they are asked, never moved."""
    return sum(one.clean for one in diary.walks) >= CLEAN_WALKS


def worse_than_usual(diary: Diary, pain: int) -> bool:
    """True at 2 or more above the walker's own usual pain."""
    usual = diary.usual_pain
    return usual is not None and pain - usual >= WORSE_THAN_USUAL


def fastest_today_kmh(diary: Diary) -> float | None:
    """At most 1 km/h above the fastest of the last completed walk; None before there is one."""
    done = [one.peak_speed_kmh for one in diary.walks if one.completed and one.peak_speed_kmh]
    return done[-1] + RISE_A_WALK_KMH if done else None
