"""What the edges may see of a belt and its walk: composed here, read only."""

from typing import TYPE_CHECKING

from treadctl.board.snapshot import Snapshot, WalkView
from treadctl.model import STOP_TABLE, StopCause
from treadctl.session.session import Stage
from treadctl.session.walk import Walk

if TYPE_CHECKING:
    from treadctl.session.desk import Desk


def snapshot(desk: "Desk", seq: int, now: float) -> Snapshot:
    """One look at `desk` and what is behind it."""
    supervisor = desk.guard.supervisor
    known, targets = supervisor.known, supervisor.targets
    machine, cause = known.machine, supervisor.latched or supervisor.cause
    start_token, acknowledge_token = desk.tokens
    if supervisor.driving and not known.linked:
        cause = StopCause.LINK_LOST
    age_s = known.freshness.age_s(now)
    trusted = not known.freshness.silent(now)
    return Snapshot(
        seq=seq,
        at=now,
        belt=supervisor.belt(now),
        linked=known.linked,
        machine=machine.name if machine else None,
        simulated=machine.simulated if machine else False,
        pain_button=desk.pain_button,
        speed_kmh=known.speed_kmh if trusted else None,
        age_s=None if age_s is None else round(age_s, 3),
        target_speed_kmh=targets.speed_kmh if targets else None,
        inclination_percent=known.inclination_percent if trusted else None,
        target_inclination_percent=targets.inclination_percent if targets else None,
        distance_m=known.distance_m if trusted else None,
        heart_rate_bpm=known.heart_rate_bpm if trusted else None,
        stop_cause=cause,
        words=STOP_TABLE[cause].words if cause else None,
        latched=supervisor.latched is not None,
        alarm=supervisor.alarm,
        walk=_walk(desk.walk, now) if desk.walk else None,
        start_token=start_token,
        acknowledge_token=acknowledge_token,
    )


def _walk(walk: Walk, now: float) -> WalkView:
    session = walk.session
    return WalkView(
        profile=session.plan.profile,
        title=walk.title,
        stage=session.stage.value,
        segment=session.segment(now),
        elapsed_s=round(session.elapsed_s(now), 1),
        remaining_s=round(session.remaining_s(now), 1),
        countdown_s=session.countdown_s(now) if session.stage is Stage.COUNTDOWN else None,
        prompt=walk.prompt,
        question=walk.question,
    )
