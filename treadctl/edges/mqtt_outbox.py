"""What the broker has not got yet. It never grows: the newest snapshot, the last events.

Hearing never waits and never fails; messages are made when somebody is there to send them.
"""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from treadctl.edges import mqtt_messages as messages
from treadctl.edges.mqtt_messages import Json, Message, Stamp

log = logging.getLogger(__name__)

MOST_EVENTS = 1000
MOST_ACKS = 32
STATE_EVERY_S = 30.0
FRESH_S = 2.0  # an older snapshot says nothing about now; they come four times a second
_SAME_SAMPLE_S = 0.005  # ages are rounded
_UNTOLD: Json = {}  # no alarm looks like that: whatever the broker keeps, it is to be told


@dataclass(frozen=True, slots=True)
class _Happened:
    event: Json
    event_id: str
    when: datetime


class Outbox:
    """Gives out one message after the other: alarm, acks, events, then state and telemetry.

    `wall_time` turns loop time into UTC. `simulated` is known from the machine if not given.
    """

    def __init__(
        self, wall_time: Callable[[float], datetime], *, simulated: bool | None = None
    ) -> None:
        self.news = asyncio.Event()
        self.lost_events = 0
        self._wall_time = wall_time
        self._simulated = simulated
        self._known_by_site = simulated is not None
        self._snapshot: Json | None = None
        self._events: deque[_Happened] = deque(maxlen=MOST_EVENTS)
        self._sending: _Happened | None = None
        self._happened = 0
        self._answers: dict[str, Message] = {}
        self._alarm: Json | None = None
        self._alarm_at: float | None = None
        self._state: Json | None = None
        self._state_at = self._measured_at = float("-inf")

    def hear(self, news: dict[str, Any]) -> None:
        """Keep what a window shows."""
        if "snapshot" in news:
            self._snapshot = news["snapshot"]
            self._date_alarm(news["snapshot"])
            if "machine" in news["snapshot"] and not self._known_by_site:
                self._simulated = news["snapshot"]["simulated"]
        elif news["event"]["event"] not in messages.NOT_PUBLISHED:
            self._keep(news["event"])
        self.news.set()

    def answer(self, command: str, reason: str | None, now: float) -> None:
        """Acknowledge a command, or refuse it with a reason; the newest answer to each counts."""
        if len(self._answers) < MOST_ACKS:
            message = messages.ack(command, reason, self._stamp(now))
            self._answers[message.topic] = message
            self.news.set()

    def clear_stop(self) -> None:
        """Take a retained stop off the broker; it was obeyed."""
        self._answers[messages.CLEARED_STOP.topic] = messages.CLEARED_STOP
        self.news.set()

    def next(self, now: float) -> Message | None:
        """What to send now, None if there is nothing. An event is given again until `sent`."""
        if (alarm := self._of_alarm(now)) is not None:
            return alarm
        if self._answers:
            return self._answers.pop(next(iter(self._answers)))
        if self._events:
            self._sending = first = self._events[0]
            stamp = Stamp(first.when, self._simulated)
            return messages.event(first.event, first.event_id, stamp)
        return self._of_snapshot(now)

    def sent(self) -> None:
        """The last message arrived at the broker."""
        if self._events and self._events[0] is self._sending:
            self._events.popleft()
        self._sending = None

    def begin_anew(self) -> None:
        """A broker is there that may know nothing of us, or too much: state and alarm are due."""
        self._state, self._sending, self._alarm = None, None, _UNTOLD
        if self.lost_events:
            log.warning("MQTT: %d events were lost meanwhile", self.lost_events)
            self.lost_events = 0
        self.news.set()

    def _of_alarm(self, now: float) -> Message | None:
        """An alarm however old it is; its end only once it is sure that a person confirmed it."""
        snapshot = self._snapshot
        if snapshot is None:
            return None
        alarm = messages.alarm_of(snapshot)
        if alarm == self._alarm:
            return None
        if alarm is None and (snapshot["latched"] or now - snapshot["at"] > FRESH_S):
            return None
        self._alarm = alarm
        if alarm is None or self._alarm_at is None:
            return messages.CLEARED_ALARM
        return messages.alarm(alarm, self._stamp(self._alarm_at))

    def _date_alarm(self, snapshot: Json) -> None:
        if messages.alarm_of(snapshot) is not None:
            self._alarm_at = snapshot["at"] if self._alarm_at is None else self._alarm_at
        elif not snapshot["latched"]:
            self._alarm_at = None

    def _of_snapshot(self, now: float) -> Message | None:
        snapshot = self._snapshot
        if snapshot is None or now - snapshot["at"] > FRESH_S:
            return None
        state = messages.state_of(snapshot)
        if state != self._state or now - self._state_at >= STATE_EVERY_S:
            self._state, self._state_at = state, now
            return messages.state(state, self._stamp(snapshot["at"]))
        measured_at = messages.measured_at(snapshot)
        if measured_at is not None and measured_at > self._measured_at + _SAME_SAMPLE_S:
            self._measured_at = measured_at
            return messages.telemetry(snapshot, self._stamp(measured_at))
        return None

    def _keep(self, event: Json) -> None:
        when = self._wall_time(event["at"])
        self._happened += 1
        event_id = messages.ulid(when, self._happened, secrets.token_bytes(8))
        self.lost_events += len(self._events) == MOST_EVENTS
        self._events.append(_Happened(event, event_id, when))

    def _stamp(self, at: float) -> Stamp:
        return Stamp(self._wall_time(at), self._simulated)
