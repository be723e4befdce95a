"""What an onlooker sees of the deck: who tilted it, who tapped for a level one, and when."""

from simulators.machines import DEFAULT
from tests.proof.room import Room
from tests.proof.witness import FOREVER_AGO

WRITTEN_BY_S = 1.5  # from the tap to the write: a tick, and a write under way
LEVEL_LIMIT_S, TOLERANCE_PERCENT = 20.0, 0.5
TOLD_BY_S = 3.0  # what the console does is told by then
MOVES_BY_S = 3.0  # behind the write; a deck that has not moved by then was not taken along


class DeckEye:
    """The deck of one room. A tap allows one write, and after 20 s without success a start."""

    def __init__(self) -> None:
        self._tapped_at: float | None = None
        self._tapped_at_percent = 0.0
        self._written_at: float | None = None
        self._write_by = FOREVER_AGO
        self._tilted_at = FOREVER_AGO

    def tapped(self, room: Room) -> None:
        """A person taps. Raises Refused if that is not taken."""
        room.process.guard.level()
        self._tapped_at, self._write_by = room.now, room.now + WRITTEN_BY_S
        self._tapped_at_percent, self._written_at = _percent(room), None

    def tilted(self, room: Room, percent: float) -> None:
        """Somebody at the console tilts it."""
        self._tilted_at = room.now
        room.rig.machine.belt.tilt(room.now, percent)

    def tap_ended(self, at: float) -> None:
        """A stop was asked for then, or the process ended: a tap before allows no write."""
        if self._write_by <= at + WRITTEN_BY_S:
            self._write_by = FOREVER_AGO

    def may_level(self, at: float) -> bool:
        """True for a write that a tap allows."""
        return at <= self._write_by

    def levelled(self, at: float) -> None:
        """That write was seen; a second one needs another tap."""
        self._write_by, self._written_at = FOREVER_AGO, at

    def may_start(self, room: Room, at: float) -> bool:
        """True if the deck is level, lately tilted, or a tap for it has had its time."""
        percent, tap, written_at = _percent(room), self._tapped_at, self._written_at
        tried = tap is not None and at - tap > LEVEL_LIMIT_S
        if written_at is not None and at - written_at > MOVES_BY_S:
            tried |= percent == self._tapped_at_percent
        slopes = abs(percent) > TOLERANCE_PERCENT + 0.1
        known = room.set_up.model is DEFAULT and at - self._tilted_at > TOLD_BY_S
        return tried or not (slopes and known)


def _percent(room: Room) -> float:
    belt = room.rig.machine.belt
    belt.advance(room.now)
    return belt.inclination_percent
