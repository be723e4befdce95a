"""Trying the stop out: whoever never felt it is asked to press PAIN once, on a slow belt. Pure.

An invitation and no question: who does not press walks on, and what follows a press is the same as
after a press by mistake. Repeated slips surprise less (PMC5600159); the rest is a design choice.
"""

from treadctl.session.person.diary import Diary
from treadctl.session.profile import Profile

FROM_S, TO_S = 15.0, 60.0  # the walker has found their feet; nothing else is due in this time
MOST_KMH = 1.3  # 1.0 as planned, 1.2 on a machine that goes no slower, and a speed is told rounded


def practises(profile: Profile, diary: Diary) -> bool:
    """True if a walk of `profile` invites this walker: never once they were stopped for pain, or
    are used to treadmills.
    """
    felt = any(walk.stopped_for_pain for walk in diary.walks)
    return profile.practise_stop and not felt and not diary.familiar


def invites(stage: str, elapsed_s: float, speed_kmh: float | None, *, asked: bool) -> bool:
    """True while the walker is invited, in a walk that does that.

    `stage` is a session's; `asked`: a question waits for its answer, which comes first.
    """
    slow = speed_kmh is not None and 0.0 < speed_kmh <= MOST_KMH
    return stage == "walking" and slow and not asked and FROM_S <= elapsed_s < TO_S
