"""Pain and minutes over the last walks, as plain numbers for a screen or a sheet. Pure."""

from collections.abc import Sequence
from typing import Any

from treadctl.session.person.diary import PastWalk
from treadctl.session.person.wants import SHEET, WANT, Measure

LAST_WALKS = 6

Json = dict[str, Any]


def trend(walks: Sequence[PastWalk], measures: Sequence[Measure]) -> Json:
    """The last walks, the oldest first, and the newest of the other numbers; what is not known is
    absent.
    """
    wants = [(what.removeprefix(WANT), value) for _, what, value in measures if WANT in what]
    sheets = [value for _, what, value in measures if what == SHEET]
    found: Json = {"walks": [_walk(one) for one in walks[-LAST_WALKS:]]}
    if wants:
        found["want"], found["want_now"] = wants[-1]
    if sheets:
        found["sheet"] = sheets[-1]
    return found


def _walk(walk: PastWalk) -> Json:
    told = {
        "day": walk.day.isoformat(),
        "minutes": round(walk.minutes),
        "pain_before": walk.start_pain,
        "pain_after": walk.end_pain,
    }
    return {key: value for key, value in told.items() if value is not None}
