"""What the broker is to be told of now: of each kind the newest, so it never grows.

Hearing never waits and never fails; messages are made when somebody is there to send them.
Events and samples are not here: those are told one by one, from an outbox.
"""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from treadctl.edges import mqtt_messages as messages
from treadctl.edges.ids import ulid
from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.mqtt_commands import REASONS, Refusal
from treadctl.edges.mqtt_discovery import discovery
from treadctl.edges.mqtt_messages import Json, Message, Stamp
from treadctl.edges.mqtt_tally import Tally
from treadctl.edges.outbox import Waiting

MOST_ACKS = 32
STATE_EVERY_S, HEALTH_EVERY_S = 30.0, 10.0
HEALTH_PAUSE_S = 1.0  # between two of them, when there is something new to count
FRESH_S = 2.0  # an older snapshot says nothing about now; they come four times a second
SIMULATED_SITE = "sim"
_UNTOLD: Json = {}  # no alarm looks like that: whatever the broker keeps, it is to be told


class News:
    """Gives out one message after the other: alarm, acks, state, what we are, health.

    `wall_time` turns loop time into UTC. A site called "sim" marks everything as simulated.
    """

    def __init__(self, wall_time: Callable[[float], datetime], config: BrokerConfig) -> None:
        self.news = asyncio.Event()
        self.tally = Tally()
        self.waiting = Waiting(0, 0)
        self._wall_time = wall_time
        self._config = config
        self._simulated = True if config.site == SIMULATED_SITE else None
        self._boot = secrets.token_hex(8)
        self._snapshot: Json | None = None
        self._answers: dict[str, Message] = {}
        self._alarm: Json | None = None
        self._alarm_at: float | None = None
        self._state: Json | None = None
        self._machine: str | None = None
        self._announced = False
        self._introduction: list[Message] = []
        self._state_at = self._health_at = float("-inf")
        self._began_at: float | None = None
        self._counted: dict[str, Any] = {}
        self._number = 0

    def hear(self, news: dict[str, Any]) -> None:
        """Keep what a window shows; events are no news here."""
        if "snapshot" not in news:
            return
        self._snapshot = snapshot = news["snapshot"]
        self._date_alarm(snapshot)
        if "machine" in snapshot and self._config.site != SIMULATED_SITE:
            self._simulated = snapshot["simulated"]
        self.news.set()

    def answer(self, command: str, reason: str | None, now: float) -> None:
        """Acknowledge a command, or refuse it with a reason; the newest answer to each counts."""
        if len(self._answers) < MOST_ACKS:
            message = messages.ack(command, reason, self._stamp(now))
            self._answers[message.topic] = message
            self.news.set()

    def refuse(self, command: str, why: Refusal, now: float) -> None:
        """Refuse a command and count that."""
        self.tally.refused[why] += 1
        self.answer(command, REASONS[why], now)

    def flooded(self) -> None:
        """A command found no room; that is counted, and not answered."""
        self.tally.refused[Refusal.FLOOD] += 1

    def clear_stop(self) -> None:
        """Take a retained stop off the broker; it was obeyed."""
        self._answers[messages.CLEARED_STOP.topic] = messages.CLEARED_STOP
        self.news.set()

    def announce(self) -> None:
        """Somebody is there who knows nothing of us yet: Home Assistant started."""
        self._announced = False
        self.news.set()

    def begin_anew(self) -> None:
        """A broker is there that may know nothing of us, or too much: all of it is due."""
        self._state, self._alarm, self._announced = None, _UNTOLD, False
        self._health_at = float("-inf")
        self.tally.connections += 1
        self.news.set()

    def health_is_due(self, now: float) -> bool:
        """Whether `waiting` will be told soon."""
        counted = self.tally.counts() != self._counted
        return now - self._health_at >= (HEALTH_PAUSE_S if counted else HEALTH_EVERY_S)

    def next(self, now: float) -> Message | None:
        """What to send now, None if there is nothing."""
        if (alarm := self._of_alarm(now)) is not None:
            return alarm
        if self._answers:
            return self._answers.pop(next(iter(self._answers)))
        return self._of_state(now) or self._of_us(now)

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

    def _of_state(self, now: float) -> Message | None:
        snapshot = self._snapshot
        if snapshot is None or now - snapshot["at"] > FRESH_S:
            return None
        state = messages.state_of(snapshot)
        if state == self._state and now - self._state_at < STATE_EVERY_S:
            return None
        self._state, self._state_at = state, now
        return messages.state(state, self._stamp(snapshot["at"]), snapshot.get("age_s"))

    def _of_us(self, now: float) -> Message | None:
        """What we are goes out with each discovery: at first, and once the machine is known."""
        snapshot = self._snapshot or {}
        if (machine := snapshot.get("machine", self._machine)) != self._machine:
            self._machine, self._announced = machine, False
        if not self._announced:
            self._announced, pain = True, self._config.publish_health
            info = messages.info(snapshot, self._stamp(now), pain=pain, boot=self._boot)
            self._introduction = [discovery(self._config, self._machine), info]
        if self._introduction:
            return self._introduction.pop()
        return self._health(now) if self.health_is_due(now) else None

    def _health(self, now: float) -> Message:
        self._health_at, self._number = now, self._number + 1
        self._counted = self.tally.counts()
        self._began_at = now if self._began_at is None else self._began_at
        stamp = self._stamp(now)
        counts = self._counted | {"uptime_s": round(now - self._began_at, 1)}
        health_id = ulid(stamp.when, self._number, secrets.token_bytes(8))
        return messages.health(counts, self.waiting, health_id, stamp)

    def _stamp(self, at: float) -> Stamp:
        return Stamp(self._wall_time(at), self._simulated)
