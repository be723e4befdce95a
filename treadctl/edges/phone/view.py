"""What a phone may see: the belt and where the walk is. Nothing that could start a belt, no name,
and nothing of what a walker answered. Pure.
"""

from treadctl.board.window import Json

_OF_THE_BELT = (
    *("at", "belt", "linked", "simulated", "speed_kmh", "inclination_percent"),
    *("latched", "stop_cause", "words", "alarm", "power_cut"),
)
_OF_THE_WALK = ("title", "stage", "segment", "elapsed_s", "remaining_s")


def seen(news: Json) -> Json | None:
    """The news as a phone gets it; None for what is not for phones."""
    snapshot = news.get("snapshot")
    if snapshot is None:
        return None
    found = {key: snapshot[key] for key in _OF_THE_BELT if key in snapshot}
    if (walk := snapshot.get("walk")) is not None:
        found["walk"] = {key: walk[key] for key in _OF_THE_WALK if key in walk}
    return {"snapshot": found}
