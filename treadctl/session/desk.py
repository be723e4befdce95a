"""The desk: who asks for what, and may they? Every wish of the edges is answered here.

Only a person at the machine starts a belt, by two acts in two places. Each snapshot carries a
token for the act that is possible now; a token is good once, so whoever repeats what he sent last
can stop a belt and nothing else.
"""

import asyncio
from collections import deque
from typing import assert_never

from treadctl.board.board import Board
from treadctl.board.requests import (
    Acknowledge,
    Alive,
    Faster,
    Finish,
    Level,
    Reply,
    Request,
    Slower,
    StartWalk,
    Stop,
)
from treadctl.drivers.identity import Identity, known_well
from treadctl.errors import Refused
from treadctl.model import StopCause
from treadctl.safety.guard import Guard
from treadctl.safety.phase import Phase
from treadctl.session.caps import NO_CAPS, Caps, tighter
from treadctl.session.length import title
from treadctl.session.plan import plan
from treadctl.session.profile import Profile
from treadctl.session.questions import Questions
from treadctl.session.segments import Tier
from treadctl.session.session import Session
from treadctl.session.shelf import Shelf, shipped
from treadctl.session.tokens import Shown, Tokens
from treadctl.session.view import snapshot
from treadctl.session.walk import Walk

TAP_FOR_EACH_RISE: frozenset[Tier] = frozenset({"A", "R"})
POST_S = 0.25
LEAST_PAUSE_S = 0.02  # whatever a machine sends, nobody is told more often
ECHO_S = 2.0  # a screen that shows nothing newer is no stop button


class Desk:
    """Takes requests and posts snapshots for one belt. One walk at a time."""

    def __init__(  # noqa: PLR0913 - each is one neighbour
        self,
        guard: Guard,
        board: Board,
        tier: Tier,
        identity: Identity | None = None,
        *,
        pain_button: str = "none",
        brakes_hard: bool = False,
    ) -> None:
        self.walk: Walk | None = None
        self.guard = guard
        self.pain_button = pain_button
        self._board = board
        self._tier = tier
        self._brakes_hard = brakes_hard
        self._identity = identity or known_well()
        self._loop = asyncio.get_running_loop()
        self._tokens = Tokens()
        self._begin = asyncio.Event()
        self._questions = Questions()
        self._shelf: Shelf | None = None
        self._posted = 0
        self._posted_at: deque[float] = deque()

    def ask(self, request: Request) -> None:
        """Do what was asked. Raises Refused with the reason for the screen; a stop never does."""
        match request:
            case Stop(pain=pain):
                self.guard.stop(StopCause.PAIN if pain else StopCause.USER)
            case StartWalk():
                self._start(request)
            case Acknowledge(token=token):
                self._acknowledge(token)
            case Level(token=token):
                self._level(token)
            case Reply(question="pain", pain=None, more=None):
                raise Refused("Say if the pain is more, or how strong it is, from 0 to 10.")
            case Reply():
                self._walking().reply(request)
            case Slower():
                self._walking().slower()
            case Faster(faster_id=faster_id):
                self._walking().faster(faster_id)
            case Finish():
                self._walking().finish()
            case Alive(seq=seq):
                self._screen_alive(seq)
            case _:
                assert_never(request)

    def _screen_alive(self, seq: int) -> None:
        if self._posted - seq > len(self._posted_at):
            raise Refused("That screen shows what was long ago. Load it again.")
        self.guard.screen_alive()

    def begin(
        self,
        profile: Profile,
        *,
        start_pain: int | None = None,
        tier: Tier | None = None,
        caps: Caps = NO_CAPS,
        walker: str | None = None,
    ) -> Walk:
        """Make the walk that `serve` will run. Raises Refused if one is under way or latched.

        `tier` may be tighter than this desk's own, never looser, and `caps` tighten further; so
        does what is known of the treadmill.
        Whether the belt may start is asked again when the countdown is over.
        """
        if self.walk is not None:
            raise Refused("A walk is under way.")
        if self.guard.supervisor.latched is not None:
            raise Refused("First confirm the last stop at the machine.")
        kept = self._offered(tier)
        planned = plan(profile, kept, self._kept(caps))
        session = Session(
            planned,
            self._loop.time(),
            tap_for_each_rise=bool({kept, profile.tier} & TAP_FOR_EACH_RISE),
            posture_prompts=profile.posture_prompts,
            start_pain=start_pain,
        )
        self.walk = Walk(
            session,
            self.guard,
            self._board.post,
            self._questions,
            title=title(profile, planned.duration_s / 60),
            told_at_start={"pain": start_pain, "walker": walker},
        )
        self._begin.set()
        return self.walk

    async def serve(self) -> None:
        """Run each walk that begins, and post what there is to see, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._run_walks(), name="walks")
            tasks.create_task(self._post_snapshots(), name="snapshots")

    def post(self) -> None:
        """Show the belt and the walk as they are now."""
        now = self._loop.time()
        self._posted += 1
        self._posted_at.append(now)
        while self._posted_at[0] < now - ECHO_S:
            self._posted_at.popleft()
        self._board.post(snapshot(self, self._posted, now))

    @property
    def uncommissioned(self) -> bool:
        """True for a treadmill that nobody commissioned and no row is for."""
        return self._identity.known is False

    @property
    def tokens(self) -> Shown:
        """One for each act that is possible now."""
        rules, now = self.guard.supervisor, self._loop.time()
        idle = self.walk is None and rules.phase is Phase.IDLE and rules.latched is None
        return self._tokens.shown(
            start=idle and rules.known.stands(now),
            acknowledge=rules.latched is not None,
            level=idle and rules.deck.may_level(rules.known, now),
        )

    async def _run_walks(self) -> None:
        self._shelf = await asyncio.to_thread(shipped)
        while True:
            await self._begin.wait()
            self._begin.clear()
            if self.walk is not None:
                await self.walk.run()
                await self._until_over()
                self.walk = None

    async def _until_over(self) -> None:
        while self.guard.supervisor.phase is not Phase.IDLE:  # noqa: ASYNC110 - a fact, no event
            await asyncio.sleep(POST_S)

    async def _post_snapshots(self) -> None:
        while True:
            self.post()
            await asyncio.sleep(LEAST_PAUSE_S)
            await self.guard.record(POST_S - LEAST_PAUSE_S)

    def _start(self, asked: StartWalk) -> None:
        self._tokens.take_start(asked.token)
        if self.walk is not None:
            raise Refused("A walk is under way.")
        if self._shelf is None:
            raise Refused("The walks are not read yet. Wait a little, then start.")
        profile = self._shelf.take(asked.profile)
        tier, caps = asked.tier, self._kept(_caps(asked))
        limits = plan(profile, self._tightest(tier), caps).limits
        self.guard.supervisor.permit_start(limits, self._loop.time())  # refused now, not in 5 s
        self.begin(profile, start_pain=asked.pain, tier=tier, caps=caps, walker=asked.walker)

    def _offered(self, tier: Tier | None) -> Tier:
        """The tier to walk in. Raises Refused if this treadmill is not fit for it."""
        kept = self._tightest(tier)
        if kept == "A" and self._brakes_hard:
            raise Refused("This belt stops too hard for you. Ask for one that stops more softly.")
        if kept == "A" and not self._identity.rails:
            raise Refused("This treadmill has no rails. Ask for one that has, or for another walk.")
        return kept

    def _tightest(self, tier: Tier | None) -> Tier:
        """The gentlest of the desk's tier, this one, and A for a treadmill that nobody knows."""
        own: Tier = self._tier if self._identity.known else "A"
        return own if tier is None else min(tier, own)

    def _kept(self, caps: Caps) -> Caps:
        flat = Caps(max_inclination_percent=0.0 if self._identity.flat else None)
        return tighter(caps, flat)

    def _acknowledge(self, token: str) -> None:
        self._tokens.take_acknowledge(token)
        self.guard.acknowledge()

    def _level(self, token: str) -> None:
        self._tokens.take_level(token)
        if self.walk is not None:
            raise Refused("A walk is under way.")
        self.guard.level()

    def _walking(self) -> Walk:
        if self.walk is None:
            raise Refused("No walk is under way.")
        return self.walk


def _caps(asked: StartWalk) -> Caps:
    speed_kmh, slope = asked.max_speed_kmh, asked.max_inclination_percent
    return Caps(asked.minutes, asked.max_minutes, speed_kmh, slope)
