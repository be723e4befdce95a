"""A new, slow start in the terminal after a pain stop: by two keys that lie apart."""

from dataclasses import dataclass

from treadctl.board.snapshot import Snapshot
from treadctl.cli.screen import PRACTISE
from treadctl.session.person.afterwards import Again
from treadctl.session.person.diary import Diary
from treadctl.session.person.intake import Ready
from treadctl.session.person.practice import invites, practises
from treadctl.session.profile import Profile, find

GO = b"g"  # far from the a of "I am OK"
NOT_YET = "Press a first, once the belt stands. Press l if the deck slopes. Then g."


@dataclass(frozen=True, slots=True)
class Next:
    """The walk that may begin, and how."""

    profile: Profile
    ready: Ready

    @property
    def words(self) -> str:
        """What is offered, by its key."""
        return f"g: a new, slow start: {self.profile.title}.    q: end."


def after(again: Again) -> Next:
    """The walk that the answers led to. Raises BadInput if its file is wrong."""
    return Next(find(again.profile), Ready(again.profile, again.tier, again.pain))


def tries_the_stop(profile: Profile, ready: Ready | None) -> bool:
    """True if this walk invites a guest to try the stop out; never where nobody walks."""
    return ready is not None and practises(profile, Diary())


def hint(snapshot: Snapshot, offered: Next | None, *, tries: bool) -> str:
    """What a key leads to beside those of the walk: a new start, or the stop to try it out."""
    walk = snapshot.walk
    if walk is None:
        return "" if offered is None or snapshot.latched else offered.words
    asked = walk.question is not None
    now = tries and invites(walk.stage, walk.elapsed_s, snapshot.speed_kmh, asked=asked)
    return PRACTISE if now else ""
