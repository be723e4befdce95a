"""The judge of the campaign: one session's broken promises. Pure.

Nothing here asks the controller's log what should have happened: that follows from the belt's own
physics, the bytes that arrived and what was done to the machine. The log is only held against it.
"""

from dataclasses import asdict, dataclass

from treadctl.cli.bench.faults.claims import false_claims
from treadctl.cli.bench.faults.deck import wrong_decks
from treadctl.cli.bench.faults.holds import forbidden_writes
from treadctl.cli.bench.faults.record import Record
from treadctl.cli.bench.faults.starts import wrong_starts
from treadctl.cli.bench.faults.stops import late_stops


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """`t`: seconds from the walker's Start."""

    seed: int
    t: float
    invariant: str

    def as_json(self) -> dict[str, object]:
        """This violation as JSON types."""
        return asdict(self)


def judge(record: Record) -> list[Violation]:
    """Each promise that was broken, in the order of time; each promise once."""
    first: dict[str, float] = {}
    for judged in (late_stops, forbidden_writes, wrong_decks, wrong_starts, false_claims):
        for invariant, at in judged(record):
            first[invariant] = min(at, first.get(invariant, at))
    seed, start = record.session.seed, record.started_at
    return sorted(Violation(seed, round(at - start, 3), name) for name, at in first.items())
