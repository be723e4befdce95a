"""What happened while no recorder was listening, out of what the belt room remembers. Pure."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from treadctl.edges.recorder.kept import Json


def stored_name(at_ms: int, data: str) -> tuple[int, str]:
    """What tells one stored event from another: when it was, and all it says."""
    return at_ms, json.dumps(json.loads(data), sort_keys=True)


def missed(
    recalled: list[Json], events: Mapping[tuple[int, str], int], sampled_at_ms: int
) -> list[Json]:
    """Those of the news in `recalled` that are not stored: `events` are, and samples until then."""
    known, found = Counter(events), []
    for news in recalled:
        if "snapshot" in news:
            if _measured_at_ms(news["snapshot"]) > sampled_at_ms:
                found.append(news)
        elif known[name := _name(news["event"])]:
            known[name] -= 1
        else:
            found.append(news)
    return found


def heard_since(heard: list[Json], recalled: list[Json]) -> list[Json]:
    """Those of the news in `heard` that are not in `recalled`."""
    return [news for news in heard if news not in recalled]


def _measured_at_ms(snapshot: dict[str, Any]) -> int:
    at: float = snapshot["at"] - snapshot.get("age_s", 0.0)
    return round(at * 1000)


def _name(event: dict[str, Any]) -> tuple[int, str]:
    data = {key: value for key, value in event.items() if key != "at"}
    return round(event["at"] * 1000), json.dumps(data, sort_keys=True)
