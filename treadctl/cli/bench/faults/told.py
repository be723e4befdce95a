"""One session of the campaign told in virtual time, and what came of it."""

import tempfile
from pathlib import Path

from simulators.virtual_time import run
from simulators.witness import Witness
from treadctl.board.snapshot import Snapshot
from treadctl.cli.bench.faults.draw import Session
from treadctl.cli.bench.faults.people import Visitor
from treadctl.cli.bench.faults.record import Record
from treadctl.cli.story import Plot, Story
from treadctl.cli.walker import Walker
from treadctl.model import BeltState, Event

AFTER_S = 5.0
AFTER_A_VISIT_S = 30.0  # the deck may have to come down in between


def record(session: Session) -> Record:
    """Tell `session` to its end."""
    with tempfile.TemporaryDirectory(prefix="treadctl-faults-") as folder:
        return run(_told(session, Path(folder) / "latch"))


async def _told(session: Session, latch_path: Path) -> Record:
    plot = Plot(
        session.profile,
        latch_path,
        session.events,
        Walker(tier=session.tier),
        session.model,
        seed=session.seed,
        noisy=session.noisy,
        wired=session.wired,
        after_s=AFTER_S if session.way == "rests" else AFTER_A_VISIT_S,
    )
    story = Story(plot)
    witness, visitor, screen = Witness(story.rig.machine), Visitor(story, session.way), _Screen()
    story.followers += [visitor.hear, screen.hear]
    closed = True
    try:
        await story.tell()
    except* TimeoutError:
        closed = False
    ended_at = story.ended_at
    return Record(
        session=session,
        started_at=story.started_at,
        ended_at=ended_at,
        corners=tuple(story.rig.machine.belt.corners),
        writes=tuple(one for one in story.rig.machine.writes if one[0] <= ended_at),
        told_at=tuple(witness.told_at),
        taps=tuple(visitor.taps),
        told=tuple(one for one in story.told if one.at <= ended_at),
        shown=tuple(one for one in screen.shown if one[0] <= ended_at),
        code=story.code,
        closed=closed,
    )


class _Screen:
    """Keeps what the screen said of the belt, whenever that changed."""

    def __init__(self) -> None:
        self.shown: list[tuple[float, BeltState]] = []

    def hear(self, news: Snapshot | Event) -> None:
        if isinstance(news, Snapshot) and (not self.shown or self.shown[-1][1] is not news.belt):
            self.shown.append((news.at, news.belt))
