"""All machines of a gym, put together from what they say on the broker. Pure."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from treadctl.edges.fleet.one import One, instant
from treadctl.edges.fleet.row import AWAY, UNKNOWN, Row, as_json
from treadctl.edges.fleet.stops import TOPICS as STOPS

MOST_MACHINES = 100_000  # somebody who makes names up does not fill the memory

_TOPIC = re.compile(r"treadctl/v1/([a-z0-9-]{1,32})/([a-z0-9-]{1,32})/(.+)")


def topics(site: str = "+") -> tuple[tuple[str, int], ...]:
    """What is to be heard of the machines of a site, or of all: (filter, QoS)."""
    names = ("availability", "info", "state", "alarm", "health", *STOPS)
    return tuple((f"treadctl/v1/{site}/+/{name}", 1) for name in names)


def parts(topic: str) -> tuple[str, str, str] | None:
    """(site, machine, the rest) of a topic of ours; None for any other."""
    found = _TOPIC.fullmatch(topic)
    return None if found is None else (found[1], found[2], found[3])


class Gym:
    """Hears the broker. `wall_time` turns loop time into UTC.

    While the broker is away, for which `why` is the reason, nobody can say how any belt is.
    """

    def __init__(self, wall_time: Callable[[float], datetime]) -> None:
        self._wall_time = wall_time
        self._machines: dict[tuple[str, str], One] = {}
        self._deaf_since: datetime | None = None
        self.why: str | None = "It was not reached yet"

    def hear(self, topic: str, payload: bytes, now: float) -> None:
        """Note what was said on `topic`; what is no machine's is ignored."""
        if (found := parts(topic)) is None:
            return
        site, machine, name = found
        one = self._machines.get((site, machine))
        if one is None:
            if len(self._machines) == MOST_MACHINES:
                return
            one = self._machines[site, machine] = One(site, machine)
        one.hear(name, payload, now, self._wall_time(now))

    def linked(self, why: str | None, now: float) -> None:
        """The broker is there, or it is not, and why."""
        if why is None:
            self._deaf_since = None
        elif self._deaf_since is None:
            self._deaf_since = self._wall_time(now)
        self.why = why

    def rows(self, now: float) -> list[Row]:
        """All machines by site and name."""
        ordered = sorted(self._machines, key=lambda name: (name[0], *_natural(name[1])))
        rows = [self._machines[name].row(now) for name in ordered]
        return rows if self.why is None else [_unknown(row) for row in rows]

    def view(self, now: float) -> dict[str, Any]:
        """All there is to show, as JSON types."""
        broker: dict[str, Any] = {"linked": self.why is None}
        if self.why is not None:
            broker["why"] = self.why
        if self._deaf_since is not None:
            broker["away_since"] = instant(self._deaf_since)
        return {"broker": broker, "machines": [as_json(row) for row in self.rows(now)]}


def _unknown(row: Row) -> Row:
    state = AWAY if row.state == AWAY else UNKNOWN
    return replace(row, state=state, walker=None, linked=None)


def _natural(name: str) -> list[tuple[str, int]]:
    """Puts treadmill-2 before treadmill-10."""
    return [(words, int(digits or 0)) for words, digits in re.findall(r"(\D*)(\d*)", name)]
