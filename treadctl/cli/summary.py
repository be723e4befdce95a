"""The session summary of the interface contract: what came of one walk, and its exit code."""

from typing import TYPE_CHECKING, Any

from treadctl.cli.alarm import MAY_BE_MOVING
from treadctl.model import STOP_TABLE, Event, StopCause
from treadctl.safety.supervisor import Supervisor

if TYPE_CHECKING:
    from treadctl.cli.story import Story

AS_ASKED, FAILED = 0, 1
_UNTOLD = {"countdown"}


def summary(story: "Story", now: float) -> dict[str, Any]:
    """The summary of a story that ends at `now`; what is not known is absent."""
    supervisor, belt = story.room.guard.supervisor, story.rig.machine.belt
    belt.advance(now)
    cause = stopped_by(story.told)
    ended_at = next((e.at for e in reversed(story.told) if e.event == "standing"), now)
    how = outcome(cause, stands=not may_move(supervisor, belt.speed_kmh))
    events = [_event(e, story.started_at) for e in story.told if _belongs(e, story)]
    found = {
        "profile": story.plot.profile.name,
        "outcome": how,
        "stopped_by": cause,
        "latched": supervisor.latched is not None,
        "duration_s": round(ended_at - story.started_at, 3),
        "distance_m": round(belt.distance_m, 1),
        "peak_speed_kmh": round(belt.peak_speed_kmh, 2),
        "peak_inclination_percent": round(belt.peak_inclination_percent, 1),
        "samples": story.samples,
        "virtual_s": round(now, 3),
        "events": with_the_end(events) if how == "finished" else events,
    }
    found["may_be_moving"] = may_move(supervisor, belt.speed_kmh)
    return {key: value for key, value in found.items() if value is not None}


def with_the_end(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events of a walk that came to its planned end, with that: the belt stands for good."""
    stood = max(
        (at for at, event in enumerate(events) if event["event"] == "standing"),
        default=len(events) - 1,
    )
    end = {"t": events[stood]["t"], "event": "finished"}
    return [*events[: stood + 1], end, *events[stood + 1 :]]


def may_move(supervisor: Supervisor, true_speed_kmh: float) -> bool:
    """True unless the belt was measured standing, and a simulated one really stands."""
    return supervisor.may_be_moving or true_speed_kmh > 0


def outcome(cause: StopCause | None, *, stands: bool) -> str:
    """`finished`, `stopped` or `failed`."""
    if cause is None or cause is StopCause.NOT_STARTED or not stands:
        return "failed"
    return "finished" if cause is StopCause.FINISHED else "stopped"


def exit_code(found: dict[str, Any]) -> int:
    """The contract's exit code for a summary."""
    cause = StopCause(found["stopped_by"]) if "stopped_by" in found else None
    return _code(cause, moving=bool(found["may_be_moving"]))


def exit_code_of(told: list[Event], supervisor: Supervisor) -> int:
    """The contract's exit code for a walk, by its events and what is known of the belt."""
    return _code(stopped_by(told), moving=supervisor.may_be_moving)


def _code(cause: StopCause | None, *, moving: bool) -> int:
    if moving:
        return MAY_BE_MOVING
    well = cause is StopCause.FINISHED or (cause is not None and STOP_TABLE[cause].by_person)
    return AS_ASKED if well else FAILED


def stopped_by(told: list[Event]) -> StopCause | None:
    """The first cause for which we stopped the belt; else the console, if it took the walk over."""
    asked = [e for e in told if e.event == "stop_requested"]
    if asked:
        return StopCause(str(asked[0].data["cause"]))
    return StopCause.CONSOLE if any(e.event == "handed_over" for e in told) else None


def _belongs(event: Event, story: "Story") -> bool:
    return event.at >= story.started_at and event.event not in _UNTOLD


def _event(event: Event, started_at: float) -> dict[str, Any]:
    return {"t": round(event.at - started_at, 3), "event": event.event, **event.data}
