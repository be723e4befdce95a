"""What of the board's news is written down, and which walk it belongs to. Pure.

The board knows walks, not sessions: a session begins with the event `started`, or with the first
look at a walk whose start nobody heard, and ends when the walk is no longer shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from treadctl.edges.outbox import Entry, Kind
from treadctl.edges.recorder.kept import Json, Kept, entry_id, utc
from treadctl.edges.recorder.tally import Tally
from treadctl.edges.samples import Samples
from treadctl.model import StopCause

NOT_KEPT = frozenset({"countdown"})
IDLE_EVERY_MS = 10_000
GONE_ON_MS = 120_000  # whoever was away longer does not know that it is still the same walk


@dataclass(frozen=True, slots=True)
class Session:
    """A walk under way. `elapsed_s` is that of the last sample."""

    session_id: str
    profile: str
    started_at_ms: int
    last_at_ms: int
    elapsed_s: float = 0.0
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier recorders left behind. `left`: a session whose end none of them saw.

    `events` are the last ones that were stored, each as `gap.stored_name` calls it.
    """

    last_number: int = 0
    left: Session | None = None
    sampled_at_ms: int = 0
    events: Mapping[tuple[int, str], int] = field(default_factory=dict)


class Diary:
    """Turns news into what is to be kept, in order. `utc_ms` dates a time of the loop's clock."""

    def __init__(self, utc_ms: Callable[[int], int]) -> None:
        self._utc_ms = utc_ms
        self._number = 0
        self._simulated: bool | None = None
        self._session: Session | None = None
        self._left: Session | None = None
        self._left_sampled_at_ms = 0
        self._samples = Samples()
        self._sampled_at_ms = self._idle_at_ms = -IDLE_EVERY_MS

    def recall(self, past: Past) -> None:
        """Go on where earlier recorders ended."""
        self._number = max(self._number, past.last_number)
        current = None if self._session is None else self._session.session_id
        if past.left is not None and past.left.session_id != current:
            self._left, self._left_sampled_at_ms = past.left, past.sampled_at_ms

    def hear(self, news: Json) -> list[Kept]:
        """What is to be kept of one thing that a window shows."""
        if "snapshot" in news:
            return self._look(news["snapshot"])
        event: Json = news["event"]
        return [] if event["event"] in NOT_KEPT else self._happened(event)

    def _look(self, snapshot: Json) -> list[Kept]:
        at_ms, walk = _ms(snapshot["at"]), snapshot.get("walk")
        if "machine" in snapshot:
            self._simulated = snapshot["simulated"]
        kept = self._settle(at_ms, walk)
        if walk is not None and self._session is None:
            kept += self._begin(at_ms, walk["profile"])
        kept += self._sample(snapshot)
        if walk is None and self._session is not None:
            kept += self._end(self._session, at_ms, snapshot["belt"])
        return kept

    def _happened(self, event: Json) -> list[Kept]:
        at_ms, kept = _ms(event["at"]), []
        if event["event"] == "started":
            kept += self._settle(at_ms, None)
            kept += self._begin(at_ms, event["profile"], event.get("walker"))
        data = {key: value for key, value in event.items() if key != "at"}
        kept.append(self._kept(Kind.EVENT, at_ms, data))
        if (session := self._session) is not None:
            tally = session.tally.with_event(data)
            self._session = _later(session, at_ms, session.elapsed_s, tally)
        return kept

    def _sample(self, snapshot: Json) -> list[Kept]:
        taken = self._samples.take(snapshot)
        if taken is None or (at_ms := _ms(taken[0])) <= self._sampled_at_ms:
            return []
        data = taken[1]
        if (session := self._session) is not None:
            elapsed_s = data.get("elapsed_s", session.elapsed_s)
            self._session = _later(session, at_ms, elapsed_s, session.tally.with_sample(data))
            return [self._kept(Kind.SAMPLE, at_ms, data)]
        stored = bool(data.get("speed_kmh")) or at_ms >= self._idle_at_ms + IDLE_EVERY_MS
        if stored:
            self._idle_at_ms = at_ms
        return [self._kept(Kind.SAMPLE, at_ms, data, stored=stored)]

    def _settle(self, at_ms: int, walk: Mapping[str, Any] | None) -> list[Kept]:
        """Go on with the session that was left under way, or say that nobody saw its end."""
        left, self._left = self._left, None
        if left is None:
            return []
        if walk is not None and self._session is None and _goes_on(left, at_ms, walk):
            self._session = left
            self._sampled_at_ms = self._left_sampled_at_ms
            return []
        current, interrupted = self._session, StopCause.INTERRUPTED.value
        tally = left.tally.with_event({"event": "stop_requested", "cause": interrupted})
        kept = self._end(_later(left, left.last_at_ms, left.elapsed_s, tally), at_ms, None)
        self._session = current
        return kept

    def _begin(self, at_ms: int, profile: str, walker: str | None = None) -> list[Kept]:
        kept = [] if self._session is None else self._end(self._session, at_ms, None)
        number, utc_ms = self._next_number(at_ms), self._utc_ms(at_ms)
        session_id = entry_id(number)
        self._session = Session(session_id, profile, at_ms, at_ms)
        data = {"event": "session_started", "profile": profile}
        if walker is not None:
            data["walker"] = walker
        entry = Entry(
            number, Kind.EVENT, session_id, utc(utc_ms), data, session_id, self._simulated
        )
        return [*kept, Kept(entry, at_ms)]

    def _end(self, session: Session, at_ms: int, belt: str | None) -> list[Kept]:
        """The totals; of a walk whose end nobody saw, until it was last seen."""
        ended_at_ms = session.last_at_ms if belt is None else at_ms
        totals = session.tally.summary((ended_at_ms - session.started_at_ms) / 1000, belt)
        self._session = session
        data = {"event": "session_summary", "profile": session.profile} | totals
        kept = [self._kept(Kind.EVENT, ended_at_ms, data)]
        self._session = None
        return kept

    def _kept(self, kind: Kind, at_ms: int, data: Json, *, stored: bool = True) -> Kept:
        number, utc_ms = self._next_number(at_ms), self._utc_ms(at_ms)
        session_id = None if self._session is None else self._session.session_id
        named = entry_id(number)
        entry = Entry(number, kind, named, utc(utc_ms), data, session_id, self._simulated)
        return Kept(entry, at_ms, stored)

    def _next_number(self, at_ms: int) -> int:
        """By the clock, in microseconds; where that was set back, simply the next."""
        self._number = max(self._number + 1, self._utc_ms(at_ms) * 1000)
        return self._number


def _goes_on(left: Session, at_ms: int, walk: Mapping[str, Any]) -> bool:
    """True if `walk` can be the one that was left."""
    away_ms = at_ms - left.last_at_ms
    further_ms = _ms(walk["elapsed_s"] - left.elapsed_s)
    same = walk["profile"] == left.profile and 0 <= away_ms <= GONE_ON_MS
    return same and -1000 <= further_ms <= away_ms + 1000


def _later(session: Session, at_ms: int, elapsed_s: float, tally: Tally) -> Session:
    last_at_ms = max(session.last_at_ms, at_ms)
    return replace(session, last_at_ms=last_at_ms, elapsed_s=elapsed_s, tally=tally)


def _ms(at: float) -> int:
    return round(at * 1000)
