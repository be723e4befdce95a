"""One activity that the walker wants back, every four weeks, in this project's own words. Pure.

A number from 0 (not at all) to 10 (as before). Beside it the total of a Roland-Morris sheet that
was filled in on paper can be kept; no question of that sheet, or of any other, is copied here.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from treadctl.errors import Refused
from treadctl.session.person.question import Kind, Question

NOTHING = "nothing"
ACTIVITIES = ("shop", "stairs", "sleep", "carry", "sit", NOTHING)
EVERY = timedelta(weeks=4)
WANT, SHEET = "want:", "roland_morris"
MOST_ON_SHEET = 24

Measure = tuple[date, str, int]
"""The day, `want:` and an activity or SHEET, and the number."""


def due(measures: Iterable[Measure], today: date) -> tuple[Question, ...]:
    """What is asked after today's walk: first which activity, later only how well it goes."""
    wants = [(day, what.removeprefix(WANT)) for day, what, _ in measures if what.startswith(WANT)]
    if not wants:
        return (Question("want", Kind.CHOICE, ACTIVITIES), Question("want_now", Kind.SCALE))
    day, activity = wants[-1]
    if today - day < EVERY:
        return ()
    if activity == NOTHING:
        return (Question("want", Kind.CHOICE, ACTIVITIES), Question("want_now", Kind.SCALE))
    return (Question("want_now", Kind.SCALE, (activity,)),)


def check_sheet(total: object) -> int:
    """The total of a sheet. Raises Refused if there is none like that."""
    number = total if isinstance(total, int) and not isinstance(total, bool) else -1
    if not 0 <= number <= MOST_ON_SHEET:
        raise Refused("Give the total of the sheet, 0 to 24.")
    return number
