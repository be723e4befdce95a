"""What one machine said of itself, and what follows from it. Pure.

A machine that is away may have a moving belt: it is never shown as standing.
"""

from datetime import datetime

from pydantic import ValidationError

from treadctl.edges.fleet.boots import Boots
from treadctl.edges.fleet.row import AWAY, UNKNOWN, LastStop, Row
from treadctl.edges.fleet.stops import Stops
from treadctl.edges.mqtt_messages import OFFLINE, ONLINE, STATE_EXPIRY_S
from treadctl.edges.mqtt_payloads import Alarm, Event, Health, Info, State
from treadctl.model import BeltState

LATCHED = "A stop waits to be confirmed at the machine."
WAS_MOVING = "Its belt was not standing when it was last heard. Look at it."
UNREADABLE = "It says what this version does not understand. Update it, or this."
MOST_A_MINUTE, FEWEST = 1.0, 4  # connections; those of a network that is well are one in all

_MOVING = frozenset({BeltState.STARTING, BeltState.MOVING, BeltState.STOPPING})


class One:
    """Hears one machine. Times are `now`, the loop's, and `when`, UTC."""

    def __init__(self, site: str, machine: str) -> None:
        self._site, self._machine = site, machine
        self._online: bool | None = None
        self._away_since: datetime | None = None
        self._last_heard: str | None = None
        self._state: State | None = None
        self._state_at = float("-inf")
        self._alarm: Alarm | None = None
        self._info: Info | None = None
        self._health: Health | None = None
        self._unreadable = False
        self._boots = Boots()
        self._stops = Stops()

    def hear(self, name: str, payload: bytes, now: float, when: datetime) -> None:
        """Note what it said on the topic that ends in `name`."""
        try:
            self._note(name, payload, now, when)
        except ValidationError:
            self._unreadable = True

    def row(self, now: float) -> Row:
        """What there is to say of it at loop time `now`."""
        state = self._fresh(now)
        return Row(
            site=self._site,
            machine=self._machine,
            state=AWAY if self._online is False else state.belt.value if state else UNKNOWN,
            away_since=None if self._away_since is None else instant(self._away_since),
            last_heard=self._last_heard,
            walker=None if state is None else _walker(state),
            last_stop=self._stops.last or _stopped(self._state),
            linked=None if state is None else state.linked,
            pain_button=None if self._info is None else self._info.pain_button,
            model=None if self._info is None else self._info.machine,
            version=None if self._info is None else self._info.version,
            simulated=None if self._info is None else self._info.simulated,
            alarms=tuple(self._alarms(now, state)),
        )

    def _note(self, name: str, payload: bytes, now: float, when: datetime) -> None:
        match name.split("/"):
            case ["availability"]:
                self._note_availability(payload, when)
            case ["state"]:
                self._state, self._state_at = State.model_validate_json(payload), now
                self._heard(self._state.ts)
            case ["alarm"]:
                self._alarm = Alarm.model_validate_json(payload) if payload else None
            case ["info"]:
                self._info = Info.model_validate_json(payload)
                self._boots.hear(self._info.boot, self._info.machine, now)
                self._heard(self._info.ts)
            case ["health"]:
                self._health = Health.model_validate_json(payload)
            case ["event", event]:
                self._stops.hear(event, Event.model_validate_json(payload))

    def _note_availability(self, payload: bytes, when: datetime) -> None:
        if payload == OFFLINE.payload and self._online:
            self._away_since = when
        elif payload == ONLINE.payload:
            self._away_since = None
        self._online = payload == ONLINE.payload

    def _heard(self, ts: str) -> None:
        self._last_heard = max(ts, self._last_heard or ts)

    def _fresh(self, now: float) -> State | None:
        """Its last state, unless it is away or silent."""
        silent = now - self._state_at > STATE_EXPIRY_S
        return self._state if self._online and not silent else None

    def _alarms(self, now: float, state: State | None) -> list[str]:
        found = []
        if self._alarm is not None:
            found.append(self._alarm.words)
        if state is not None and state.latched:
            found.append(LATCHED)
        away = self._online is False
        if away and self._state is not None and self._state.belt is not BeltState.STANDING:
            found.append(WAS_MOVING)
        if (two := self._boots.two(now)) is not None:
            found.append(f"Two machines call themselves {self._site}/{self._machine}: {two}.")
        elif (restless := _restless(self._health)) is not None:
            found.append(restless)
        return [*found, UNREADABLE] if self._unreadable else found


def instant(when: datetime) -> str:
    """RFC 3339, to the second."""
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


def _restless(health: Health | None) -> str | None:
    """What to say of one that connects again and again, in words; None for all others."""
    if health is None or health.connections < FEWEST:
        return None
    minutes = health.uptime_s / 60.0
    if health.connections < minutes * MOST_A_MINUTE:
        return None
    times = f"It lost the broker {health.connections - 1} times in {health.uptime_s:.0f} s"
    return f"{times}: a bad network, or two machines with one name."


def _walker(state: State) -> bool:
    return state.walk is not None or state.console or state.belt in _MOVING


def _stopped(state: State | None) -> LastStop | None:
    if state is None or state.stop_cause is None:
        return None
    return LastStop(state.stop_cause.value)
