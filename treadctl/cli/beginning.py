"""May a walk begin in the terminal, and if not, why not?"""

import asyncio
from collections.abc import Iterable

from treadctl.app import BeltRoom
from treadctl.errors import ConnectFailed
from treadctl.model import BeltState, Event
from treadctl.safety.deck import off_level

SPEECHLESS_RECORDS = 10
TELLS_NO_SPEED = (
    "This treadmill tells no speed, so no walk can be guided on it. Use one that does,"
    " or wire a bridge with a tach."
)


def connected(room: BeltRoom, told: Iterable[Event]) -> bool:
    """True once the belt is measured standing. Raises ConnectFailed where that will not come."""
    known = room.guard.supervisor.known
    if not known.linked and any(event.event == "link_lost" for event in told):
        raise ConnectFailed(why_not(room, told))
    if known.records >= SPEECHLESS_RECORDS and known.freshness.heard_at is None:
        raise ConnectFailed(TELLS_NO_SPEED)
    now = asyncio.get_running_loop().time()
    return room.guard.supervisor.belt(now) is BeltState.STANDING


def confirmed(room: BeltRoom) -> bool:
    """True once the walker confirmed the last stop, if there is one, and the deck is level."""
    rules, now = room.guard.supervisor, asyncio.get_running_loop().time()
    if rules.latched is not None:
        return False
    return not off_level(rules.known) or rules.deck.stuck(now)


def why_not(room: BeltRoom, told: Iterable[Event]) -> str:
    """Why it is not connected, and what to do."""
    failed = [event for event in told if event.event == "link_lost"]
    if not room.guard.supervisor.known.linked:
        unknown = "The treadmill did not answer. Switch it off and on, then try again."
        return str(failed[-1].data["reason"]) if failed else unknown
    return "The belt is moving. Stop it at its console, then try again."
