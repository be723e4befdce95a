"""What a walker says of a walk once the belt stands, or at their next start. Pure.

A table of plain values, by key, as it is kept: `quality`, `end_pain`, `effort`, `since_last`, and
`next_pain`, the first pain told on a later day, whether or not a walk came of it.
"""

from collections.abc import Mapping
from dataclasses import replace

from treadctl.session.person.diary import FIRST_STEPS, PainQuality, PastWalk, Zone
from treadctl.session.person.question import Answer

MISTAKE, PRACTICE = "mistake", "practice"
"""Pressed by mistake: no event in the diary. `first-steps` has one answer for that and for a press
to try it out."""

SAID_OF_A_WALK = ("quality", "end_pain", "effort", "since_last")
_WORSE = (Zone.FINE, Zone.EASY, Zone.RED)


def qualities(profile: str) -> tuple[str, ...]:
    """What a pain that stopped a walk of `profile` may have been like."""
    pressed = PRACTICE if profile == FIRST_STEPS else MISTAKE
    return (*(one.value for one in PainQuality), pressed)


def told_after(walk: PastWalk, told: Mapping[str, Answer], end_zone: Zone = Zone.FINE) -> PastWalk:
    """`walk` with what was said of it; `end_zone` is what the pain at its end comes to.

    What was not said now stays as it was.
    """
    quality, since_last = told.get("quality"), told.get("since_last")
    found = replace(
        walk,
        end_pain=_number(told.get("end_pain"), walk.end_pain),
        effort=_number(told.get("effort"), walk.effort),
        next_pain=_number(told.get("next_pain"), walk.next_pain),
        since_last=walk.since_last if since_last is None else str(since_last),
    )
    if quality is not None:
        wrongly = quality in (MISTAKE, PRACTICE)
        known = None if wrongly else PainQuality(str(quality))
        found = replace(found, quality=known, pressed_wrongly=wrongly)
    known_zone = Zone.FINE if quality is not None else walk.zone
    return replace(found, zone=_worst(walk.answered_zone, _stop(found), known_zone, end_zone))


def _stop(walk: PastWalk) -> Zone:
    return Zone.RED if walk.stopped_for_pain and not walk.pressed_wrongly else Zone.FINE


def _worst(*zones: Zone) -> Zone:
    return max(zones, key=_WORSE.index)


def _number(told: Answer | None, known: int | None) -> int | None:
    return known if told is None else int(told)
