"""What a screen is told of the walks to choose from: the one for today, the others, and why not
more. Pure.
"""

from dataclasses import asdict
from typing import Any

from treadctl.session.caps import Caps
from treadctl.session.person.agreed import Agreed
from treadctl.session.person.intake import Intake
from treadctl.session.person.programme import Today

Json = dict[str, Any]

NEVER = "not_offered"
_SPOKEN_OF = ("max_speed_kmh", "max_inclination_percent", "max_minutes")


def offered(intake: Intake) -> Json:
    """What goes with the question which walk it is to be.

    `today` is the first of the walks with its length and place in the programme, `closed` the
    walks that are not open yet, each with the first reason; `agreed` is whose caps hold.
    """
    found = intake.offered()
    told: Json = {"advice": list(found.advice)} | lengths(intake.caps)
    told["closed"] = [{"profile": name, "why": _why(why)} for name, why in found.closed]
    if (first := intake.todays(found)) is not None:
        told["today"] = _today(first)
    if not intake.guest and (agreed := intake.diary.agreed) is not None:
        told["agreed"] = _agreed(agreed)
    return told


def lengths(caps: Caps) -> Json:
    """How long the walk is, where that is not as written, and the longest it may be."""
    found = {"minutes": caps.minutes, "max_minutes": caps.max_minutes}
    return {key: value for key, value in found.items() if value is not None}


def _why(reasons: tuple[str, ...]) -> str:
    """The first reason, but never one that time would mend where nothing does."""
    return NEVER if NEVER in reasons else reasons[0]


def _today(first: Today) -> Json:
    return {key: value for key, value in asdict(first).items() if value is not None}


def _agreed(agreed: Agreed) -> Json:
    found = {key: getattr(agreed, key) for key in _SPOKEN_OF}
    kept = {key: value for key, value in found.items() if value is not None}
    return {"by": agreed.by, "on": agreed.on.isoformat()} | kept
