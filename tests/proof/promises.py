"""What has to hold, one named function for each promise, and the occasion on which it is looked at.

Each takes the scene and what the occasion is about, and returns True while the promise is kept.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.proof import promises_deck as deck
from tests.proof.witness import DOUBT_PERIODS, SILENCE_PERIODS, SILENCE_S, TINY
from tests.proof.worlds import CEILING_BPM, STEEPEST_PERCENT, Topic
from treadctl.model import BeltState, Command, SetTargetInclination, SetTargetSpeed, StopCause
from treadctl.safety.phase import Phase

if TYPE_CHECKING:
    from tests.proof.scene import Scene


def what_is_latched_stays(scene: "Scene", _: Any) -> bool:
    """The first cause that latched waits until a person acknowledged it."""
    return scene.rules.latched is scene.seen.latched


def standing_is_two_fresh_zeros(scene: "Scene", _: Any) -> bool:
    """Nobody hears of a standing belt unless the last two records were 0, and are fresh."""
    zeros, period_s = scene.seen.zeros >= 2, scene.world.period_s
    known = zeros and scene.seen.fresh(scene.now, DOUBT_PERIODS * period_s)
    shown = zeros and scene.seen.fresh(scene.now, max(SILENCE_S, SILENCE_PERIODS * period_s))
    claimed = scene.rules.known.stands(scene.now)
    return (known or not claimed) and (
        shown or scene.rules.belt(scene.now) is not BeltState.STANDING
    )


def a_stop_ends_only_at_two_zeros(scene: "Scene", before: Phase) -> bool:
    """From a stop, or a belt that is the console's, to rest: only when it was seen to stand."""
    ended = before in (Phase.STOPPING, Phase.CONSOLE) and scene.rules.phase is Phase.IDLE
    return not ended or scene.seen.zeros >= 2


def only_a_start_drives(scene: "Scene", _: Any) -> bool:
    """A belt is ours from a permitted start to the first stop, and at no other time."""
    return scene.seen.walking or not scene.rules.driving


# -- a command that is about to be written --------------------------------------------------


def nothing_leaves_behind_a_latched_stop(scene: "Scene", _: Command) -> bool:
    """Between a stop that latches and a person's acknowledgement no command leaves."""
    return scene.seen.latched is None


def nothing_leaves_behind_any_stop(scene: "Scene", _: Command) -> bool:
    """Behind a stop no command leaves before a new start."""
    return scene.seen.stopped_at is None and scene.seen.walking


def nothing_leaves_for_a_belt_that_is_the_consoles(scene: "Scene", _: Command) -> bool:
    """Once somebody at the console took over, only a stop is written."""
    return scene.rules.phase is not Phase.CONSOLE


def nothing_is_above_the_tightest_limit(scene: "Scene", command: Command) -> bool:
    """The walker's own limits are the tightest here: nothing above them is ever asked for."""
    match command:
        case SetTargetSpeed(speed_kmh):
            return 0.8 <= speed_kmh <= scene.world.highest_kmh
        case SetTargetInclination(percent):
            return 0.0 <= percent <= STEEPEST_PERCENT
    return False


def nothing_rises_faster_than_the_tier(scene: "Scene", _: Command) -> bool:
    """From one write to the next what was asked for rises by no more than the tier's rate."""
    return not (scene.seen.speed.early or scene.seen.slope.early)


def nothing_rises_in_doubt(scene: "Scene", command: Command) -> bool:
    """A rise needs fresh telemetry, a stop within reach, a known heart, no question open."""
    seen, world, now = scene.seen, scene.world, scene.now
    axis = seen.speed if isinstance(command, SetTargetSpeed) else seen.slope
    if not axis.rises:
        return True
    page = now - seen.page_at <= 2.0 or (world.wired and not seen.walk_has_page)
    calm = seen.bpm is not None and seen.bpm <= CEILING_BPM - 5 and now - seen.bpm_at <= 4.0
    heard = seen.fresh(now, DOUBT_PERIODS * world.period_s) and seen.lost_at is None
    return heard and page and seen.returned_at is None and (calm or not world.has(Topic.HEART))


# -- a person's acts ------------------------------------------------------------------------


def a_start_needs_two_acts(scene: "Scene", _: Any) -> bool:
    """Behind a latched stop: the acknowledgement, and 3 s later the start."""
    return scene.seen.latched is None and scene.now - scene.seen.acknowledged_at >= 3.0 - TINY


def a_start_needs_a_belt_that_stands(scene: "Scene", _: Any) -> bool:
    """Only a belt that was freshly measured standing, at rest and connected is started."""
    seen = scene.seen
    fresh = seen.fresh(scene.now, DOUBT_PERIODS * scene.world.period_s)
    return seen.zeros >= 2 and fresh and seen.lost_at is None and not seen.walking


def a_start_needs_a_stop_within_reach(scene: "Scene", _: Any) -> bool:
    """A button that is there, is up and was tried, or a page that is alive."""
    seen, world, now = scene.seen, scene.world, scene.now
    if not world.wired:
        return now - seen.page_at <= 2.0
    return not seen.missing and not seen.held and (not world.tested or now - seen.tested_at <= 40.0)


def an_acknowledgement_needs_three_seconds(scene: "Scene", _: Any) -> bool:
    """Only a belt that has stood for 3 s is acknowledged, and only where something latched."""
    since = scene.seen.stood_since
    fresh = scene.seen.fresh(scene.now, DOUBT_PERIODS * scene.world.period_s)
    return scene.seen.latched is not None and fresh and since is not None and scene.now - since >= 3


# -- stops and alarms -----------------------------------------------------------------------


def a_stop_is_never_refused(scene: "Scene", stops_before: int) -> bool:
    """Whatever is under way: the phase is STOPPING, and the stop counts."""
    return scene.rules.phase is Phase.STOPPING and scene.rules.stopping.stops == stops_before + 1


def one_alarm_for_each_stop(scene: "Scene", _: Any) -> bool:
    """The key is called for once."""
    return scene.seen.alarms == 1


def no_alarm_for_a_belt_that_stands(scene: "Scene", _: Any) -> bool:
    """Nobody is sent to the key of a belt that was measured standing since the stop."""
    return scene.rules.phase is Phase.STOPPING and scene.seen.stop_zeros < 2


def a_belt_that_does_not_stop_is_told_of(scene: "Scene", _: Any) -> bool:
    """A belt that should stand by twice the time it may need has its alarm: with the first record
    behind that, or 3.5 s behind the last one.
    """
    seen, period_s = scene.seen, scene.world.period_s
    if scene.rules.phase is not Phase.STOPPING or seen.moves_at is None or seen.stop_zeros >= 2:
        return True
    silent_s = period_s if seen.fresh(scene.now, period_s) else SILENCE_S + period_s
    return seen.alarms > 0 or scene.now <= seen.alarm_by() + silent_s


# -- time and records -----------------------------------------------------------------------


def _must_stop(scene: "Scene") -> bool:
    seen, world, now = scene.seen, scene.world, scene.now
    if seen.missing if world.wired else now - seen.page_at > 5.0:
        return True
    if seen.lost_at is not None:
        return now - seen.lost_at > 5.0
    late = not seen.moved and now - seen.started_at > 15.0
    mute = seen.returned_at is not None and now - seen.returned_at > 30.0
    over = seen.over_since is not None and now - seen.over_at <= 4.0
    high = world.has(Topic.HEART) and over and seen.over_at - (seen.over_since or 0.0) >= 5.0
    silent = not seen.fresh(now, max(SILENCE_S, SILENCE_PERIODS * world.period_s))
    return late or mute or high or silent


def a_walk_stops_when_a_bound_is_passed(scene: "Scene", cause: StopCause | None) -> bool:
    """Silence, a lost link, a lost stop input, no start, no answer, a heart: none goes on."""
    return cause is not None or not (scene.seen.walking and _must_stop(scene))


def no_walk_stops_before_its_bound(scene: "Scene", cause: StopCause | None) -> bool:
    """Up to and at the bound the walk goes on."""
    return cause is None or (scene.seen.walking and _must_stop(scene))


def a_belt_that_is_too_fast_stops(scene: "Scene", cause: StopCause | None) -> bool:
    """More than 0.8 km/h above what was asked for lately, or 0.5 km/h for a second."""
    seen = scene.seen
    long = seen.fast_since is not None and scene.now - seen.fast_since >= 1.0
    return cause is not None or not (seen.too_fast(0.8 + TINY, scene.now) or long)


def a_belt_that_obeys_goes_on(scene: "Scene", cause: StopCause | None) -> bool:
    """A record within 15 % of what was asked for last, and not above it, is no cause."""
    seen = scene.seen
    asked_kmh = seen.written[-1][1]
    obeys = seen.speed_kmh is not None and 0.85 * asked_kmh <= seen.speed_kmh <= asked_kmh
    return cause is None or not obeys or seen.returned_at is not None or scene.repeats


Promise = Callable[["Scene", Any], bool]
PROMISES: Mapping[str, tuple[Promise, ...]] = {
    "moment": (
        what_is_latched_stays,
        standing_is_two_fresh_zeros,
        only_a_start_drives,
        a_stop_ends_only_at_two_zeros,
    ),
    "command": (
        nothing_leaves_behind_a_latched_stop,
        nothing_leaves_behind_any_stop,
        nothing_leaves_for_a_belt_that_is_the_consoles,
        nothing_is_above_the_tightest_limit,
        nothing_rises_faster_than_the_tier,
        nothing_rises_in_doubt,
    ),
    "start": (
        a_start_needs_two_acts,
        a_start_needs_a_belt_that_stands,
        a_start_needs_a_stop_within_reach,
        deck.a_start_needs_a_level_deck,
    ),
    "level": (deck.a_tap_for_the_deck_needs_a_belt_that_stands,),
    "deck": (deck.the_deck_of_a_standing_belt_moves_by_a_tap_alone,),
    "acknowledge": (an_acknowledgement_needs_three_seconds,),
    "stop": (a_stop_is_never_refused,),
    "alarm": (one_alarm_for_each_stop, no_alarm_for_a_belt_that_stands),
    "tick": (
        a_walk_stops_when_a_bound_is_passed,
        no_walk_stops_before_its_bound,
    ),
    "clock": (a_belt_that_does_not_stop_is_told_of,),
    "record": (a_belt_that_is_too_fast_stops, a_belt_that_obeys_goes_on),
}


class Judge:
    """Looks at each occasion. `causes`: of stops that the rules asked for; `broken`: just now."""

    def __init__(self) -> None:
        self._looks: Counter[str] = Counter()
        self.causes: Counter[str] = Counter()
        self.broken: list[str] = []

    def look(self, occasion: str, scene: "Scene", about: Any = None) -> None:
        """Hold every promise of this occasion against the scene."""
        self._looks[occasion] += 1
        for promise in PROMISES[occasion]:
            if not promise(scene, about):
                self.broken.append(promise.__name__)

    @property
    def checks(self) -> dict[str, int]:
        """How often each promise was held against something."""
        looks = self._looks.items()
        return {one.__name__: times for occasion, times in looks for one in PROMISES[occasion]}
