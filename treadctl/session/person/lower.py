"""One level lower: which walk a new start leads to after a pain. Pure. A design choice."""

from collections.abc import Collection

from treadctl.session.person.diary import FIRST_STEPS, GENTLE_START
from treadctl.session.person.gate import VARIATIONS

LEVELS = (
    (GENTLE_START, FIRST_STEPS),
    ("morning-loosener",),
    ("senior-steady-20", "back-ease-20", "evening-unwind"),
    ("back-ease-30", *VARIATIONS),
)
"""From the gentlest on; on each, the walk to choose comes first."""


def one_lower(profile: str, offered: Collection[str]) -> str:
    """The walk of those `offered` that is on the next level below `profile`.

    Below the lowest, and where no other is offered, stands GENTLE_START.
    """
    level = next((at for at, names in enumerate(LEVELS) if profile in names), 0)
    below = (name for names in reversed(LEVELS[1:level]) for name in names if name in offered)
    return next(below, GENTLE_START)
