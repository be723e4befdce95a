"""The invitation to try the stop out, as one screen sees it: whom, and when."""

import asyncio
from dataclasses import replace

from treadctl.board.window import Json
from treadctl.edges.people.visit import Walking
from treadctl.session.person.diary import Diary
from treadctl.session.person.practice import invites, practises
from treadctl.session.shelf import shipped


async def tries_the_stop(profile: str, diary: Diary) -> bool:
    """True if a walk of this name invites this walker. Raises BadInput if there is no such walk."""
    shelf = await asyncio.to_thread(shipped)
    return practises(shelf.take(profile), diary)


def seen(visit: Walking, snapshot: Json) -> Walking:
    """The visit now that its walk is in `snapshot`; the same one where that changes nothing."""
    walk = snapshot["walk"]
    asked, speed_kmh = "question" in walk, snapshot.get("speed_kmh")
    now = visit.practises and invites(walk["stage"], walk["elapsed_s"], speed_kmh, asked=asked)
    if visit.seen and now is visit.invited:
        return visit
    return replace(visit, seen=True, invited=now)
