"""What the edges may see of a belt and its walk: composed here, read only."""

from typing import TYPE_CHECKING

from treadctl.board.snapshot import Snapshot, WalkView
from treadctl.model import HANDED_OVER, STOP_TABLE, StopCause
from treadctl.safety.phase import Phase
from treadctl.safety.supervisor import Supervisor
from treadctl.session.session import Stage
from treadctl.session.walk import Walk

if TYPE_CHECKING:
    from treadctl.session.desk import Desk


def snapshot(desk: "Desk", seq: int, now: float) -> Snapshot:
    """One look at `desk` and what is behind it."""
    supervisor = desk.guard.supervisor
    known, targets = supervisor.known, supervisor.targets
    machine, cause = known.machine, supervisor.latched or supervisor.stopping.cause
    tokens = desk.tokens
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
        heart_rate_bpm=_heart_rate_bpm(supervisor, now),
        stop_cause=cause,
        words=_words(supervisor.phase, cause),
        latched=supervisor.latched is not None,
        alarm=supervisor.stopping.alarm,
        alarmed=supervisor.stopping.lockout.alarmed,
        console=supervisor.phase is Phase.CONSOLE,
        power_cut=supervisor.stopping.commissioned.cuts_power,
        levelling=supervisor.deck.coming(now),
        deck_stuck=supervisor.deck.stuck(now),
        uncommissioned=desk.uncommissioned,
        walk=_walk(desk.walk, now) if desk.walk else None,
        start_token=tokens.start,
        acknowledge_token=tokens.acknowledge,
        level_token=tokens.level,
    )


def _heart_rate_bpm(supervisor: Supervisor, now: float) -> int | None:
    """The one that counts, where there is a rule for it; else what the treadmill tells."""
    known, heart = supervisor.known, supervisor.heart
    if heart.ceiling_bpm is not None:
        return heart.bpm(now)
    return None if known.freshness.silent(now) else known.heart_rate_bpm


def _words(phase: Phase, cause: StopCause | None) -> str | None:
    if phase is Phase.CONSOLE:
        return HANDED_OVER
    return STOP_TABLE[cause].words if cause else None


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
        question_id=walk.question_id,
        faster_id=walk.faster_id,
    )
