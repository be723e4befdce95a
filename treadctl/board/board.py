"""The board in memory: one newest snapshot, a stream of events, and who follows them.

Posting never waits and never fails: whoever is slow loses snapshots, not the belt its time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from treadctl.board.snapshot import Snapshot
from treadctl.model import Event

Follower = Callable[[Snapshot | Event], None]
"""Called in the poster's turn; must return at once and must not raise."""


class Board:
    """Where the belt room posts and the edges look."""

    def __init__(self) -> None:
        self.latest: Snapshot | None = None
        self._followers: list[Follower] = []

    def post(self, news: Snapshot | Event) -> None:
        """Show `news` to everyone who follows."""
        if isinstance(news, Snapshot):
            self.latest = news
        for follower in tuple(self._followers):  # one that leaves meanwhile hides nobody's news
            follower(news)

    @contextmanager
    def followed(self, follower: Follower) -> Iterator[None]:
        """Let `follower` hear everything posted meanwhile, the newest snapshot first."""
        if self.latest is not None:
            follower(self.latest)
        self._followers.append(follower)
        try:
            yield
        finally:
            self._followers.remove(follower)
