"""What is asked after a walk in the terminal, and kept with it: the page's questions, by keys."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial

from treadctl.cli.questions import help_words, keys, words
from treadctl.edges.people.people import Database
from treadctl.edges.people.said import tell
from treadctl.edges.recorder.keeper import DISK_ERRORS
from treadctl.edges.recorder.writing import GUEST
from treadctl.session.person.afterwards import Afterwards, Again
from treadctl.session.person.question import Answer, End, Question
from treadctl.session.segments import Tier

log = logging.getLogger(__name__)

ANSWERS_S = 60.0
KEPT_S = 2.0
LEAVE = "q"


class After:
    """The questions after one walk. `over` is set once there are none left, or nobody answers.

    After a pain stop it asks what the pain is like, for some of them need a person's help.
    """

    def __init__(
        self, profile: str, tier: Tier, start_pain: int = 0, *, stopped_for_pain: bool = False
    ) -> None:
        self.over = asyncio.Event()
        self._asks = Afterwards(profile, tier, start_pain, stopped_for_pain=stopped_for_pain)

    @property
    def words(self) -> str:
        """What is asked now, or the help that the answers call for; nothing once all was said."""
        match self._asks.asks():
            case Question() as asked:
                return words(asked)
            case End() as end:
                return help_words(end)
        return ""

    @property
    def again(self) -> Again | None:
        """The walk that may begin anew after what was answered; None for none."""
        found = self._asks.asks()
        return found if isinstance(found, Again) else None

    @property
    def said(self) -> Mapping[str, Answer]:
        """What was answered so far."""
        return self._asks.said

    def press(self, key: bytes) -> None:
        """A key that is an answer answers; `q` leaves the rest out; another does nothing.

        Help stays on the screen until `q`, or until nobody answers.
        """
        pressed, asked = key.decode("ascii", "replace"), self._asks.asks()
        if pressed == LEAVE:
            self.over.set()
        if not isinstance(asked, Question) or pressed not in keys(asked):
            return
        self._asks = self._asks.answered(asked.key, keys(asked)[pressed])
        if not self.words:
            self.over.set()


async def keep(history: Database, said: Mapping[str, Answer], since: float) -> None:
    """Keep what was said of the guest's walk that began after `since`, of the loop's clock.

    A disk in trouble has said so already, and costs no more than KEPT_S.
    """
    told = partial(tell, walker=GUEST, told=said, since_ms=round(since * 1000))
    try:
        async with asyncio.timeout(KEPT_S):
            await history.run(told)
    except (TimeoutError, *DISK_ERRORS):
        log.warning("What was said of the walk could not be kept.")
