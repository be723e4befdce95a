"""Walks told in virtual time and kept as what a window showed of them, to be played again."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulators.faults import parse_event
from simulators.virtual_time import run
from treadctl.board.snapshot import Snapshot
from treadctl.board.window import message
from treadctl.cli.story import Plot, Story
from treadctl.edges.mqtt_messages import SESSION_STARTED, SESSION_SUMMARY, state_of
from treadctl.edges.recorder.diary import Diary
from treadctl.model import BeltState, Event
from treadctl.session.profile import find

Json = dict[str, Any]

EVERY_S = 1.0
STOPPED_AT_S = 60.0
PLOTS = (  # what there is to see in a gym: the walk, and what befalls it
    ("gentle-start", ()),
    ("first-steps", ("400=pain",)),
    ("gentle-start", ("200=user-stop",)),
    ("evening-unwind", ()),
    ("first-steps", ("300=link-loss", "303=link-back")),
    ("gentle-start", ("250=safety-key",)),
)
STOPPED = ("gentle-start", (f"{STOPPED_AT_S:g}=user-stop",))


@dataclass(frozen=True, slots=True)
class Frame:
    """What was shown `t_s` after the beginning: a "snapshot" or an "event", as a window has it.

    Its `at` is to be set when it is played.
    """

    t_s: float
    kind: str
    data: Json


Tape = tuple[Frame, ...]


def tapes(most: int) -> list[Tape]:
    """At most so many different walks, from a standing belt to a standing belt."""
    return [record(profile, events) for profile, events in PLOTS[:most]]


def stopped() -> Tape:
    """The end of a walk that somebody stopped, from the stop on."""
    found = record(*STOPPED)
    begin = next(i for i, frame in enumerate(found) if _name(frame) == "stop_requested")
    return tuple(
        Frame(frame.t_s - found[begin].t_s, frame.kind, frame.data) for frame in found[begin:]
    )


def record(profile: str, events: tuple[str, ...], seed: int = 0) -> Tape:
    """One walk, told in virtual time by the real rooms."""
    plot_events = tuple(parse_event(text) for text in events)

    async def tell() -> Tape:
        with tempfile.TemporaryDirectory() as folder:
            plot = Plot(find(profile), Path(folder) / "latch", plot_events, seed=seed)
            story, camera = Story(plot), _Camera()
            story.followers.append(camera.hear)
            await story.tell()
            return camera.tape()

    return run(tell())


def _name(frame: Frame) -> str | None:
    return frame.data["event"] if frame.kind == "event" else None


class _Camera:
    """Keeps each event, and a snapshot a second or where something changed."""

    def __init__(self) -> None:
        self._frames: list[Frame] = []
        self._diary = Diary(lambda ms: ms)
        self._state: Json = {}
        self._looked_at = float("-inf")

    def hear(self, news: Snapshot | Event) -> None:
        """Keep what is to be kept, and where a session began or ended."""
        shown = message(news)
        totals = [
            kept.entry.data
            for kept in self._diary.hear(shown)
            if kept.entry.data.get("event") in (SESSION_STARTED, SESSION_SUMMARY)
        ]
        if isinstance(news, Event):
            self._keep(news.at, "event", shown["event"])
        for data in totals:
            self._keep(news.at, "event", data)
        if isinstance(news, Snapshot):
            self._look(news.at, shown["snapshot"])

    def tape(self) -> Tape:
        """From the first look at a standing belt on."""
        stands = (f for f in self._frames if f.data.get("belt") == BeltState.STANDING)
        begin = next(stands).t_s
        return tuple(
            Frame(round(frame.t_s - begin, 3), frame.kind, frame.data)
            for frame in self._frames
            if frame.t_s >= begin
        )

    def _look(self, at: float, snapshot: Json) -> None:
        state = state_of(snapshot)
        if state != self._state or at - self._looked_at >= EVERY_S:
            self._state, self._looked_at = state, at
            self._keep(at, "snapshot", snapshot)

    def _keep(self, at: float, kind: str, data: Json) -> None:
        self._frames.append(Frame(at, kind, data))
