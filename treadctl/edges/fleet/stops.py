"""The last stop of a machine, out of its events, and how soon each step of it came. Pure."""

from dataclasses import replace
from datetime import datetime

from treadctl.edges.fleet.row import LastStop
from treadctl.edges.mqtt_payloads import Event

TOPICS = ("event/stop_requested", "event/stop_written", "event/standing")


class Stops:
    """Hears events in order; one that comes twice changes nothing."""

    def __init__(self) -> None:
        self.last: LastStop | None = None

    def hear(self, name: str, event: Event) -> LastStop | None:
        """Note an event. Returns a stop once its belt stands, None for all else."""
        last = self.last
        if name == "stop_requested" and event.cause is not None:
            if last is None or last.at is None or event.ts > last.at:
                self.last = LastStop(event.cause.value, event.ts)
            return None
        if last is None or last.at is None or event.ts < last.at:
            return None
        after_s = _seconds(last.at, event.ts)
        if name == "stop_written" and last.written_ms is None and last.standing_s is None:
            self.last = replace(last, written_ms=round(after_s * 1000.0, 1))
        elif name == "standing" and last.standing_s is None:
            self.last = replace(last, standing_s=round(after_s, 2))
            return self.last
        return None


def _seconds(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
