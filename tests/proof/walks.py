"""A walk that anything can befall: hypothesis chooses, the real rooms act, an onlooker judges."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from simulators.machines import DEFAULT, QUIRKS
from tests.proof.mishaps import BOUND, CONSOLE, DISHONEST, FAULTS, LONG, SHORT, SPEEDS, happening
from tests.proof.onlooker import Onlooker
from tests.proof.room import Room, SetUp
from treadctl.model import SetTargetInclination, SetTargetSpeed, StopCause
from treadctl.safety.phase import Phase


def _walking(walk: "Walk") -> bool:
    return walk.room is not None and walk.room.process.supervisor.driving


def _busy(walk: "Walk") -> bool:
    return walk.room is not None and walk.room.process.supervisor.phase is not Phase.IDLE


def _resting(walk: "Walk") -> bool:
    return not _busy(walk)


class Walk(RuleBasedStateMachine):
    """One belt, its walker, and everything else."""

    steps = 0  # of all walks in this process
    walks = 0

    def __init__(self) -> None:
        super().__init__()
        self.room: Room | None = None

    @initialize(
        machine=st.sampled_from([*["default"] * 6, *QUIRKS]),
        wired=st.sampled_from([True, True, False]),
        tested=st.booleans(),
        heart=st.sampled_from([False, False, True]),
    )
    def opens(self, machine: str, wired: bool, tested: bool, heart: bool) -> None:
        self.folder = tempfile.TemporaryDirectory()
        model = QUIRKS.get(machine, DEFAULT)
        set_up = SetUp(model, wired, tested=tested and wired, heart=heart)
        self.room = Room(set_up, Path(self.folder.name))
        self.eye = Onlooker(self.room)
        self.eye.innocent = model is DEFAULT
        Walk.walks += 1
        self._wait(2.5)

    @invariant()
    def every_promise_is_kept(self) -> None:
        if self.room is not None:
            Walk.steps += 1
            broken = self.eye.look()
            assert not broken, broken

    def teardown(self) -> None:
        if self.room is not None:
            self.room.shut()
            self.folder.cleanup()

    # -- time -------------------------------------------------------------------------------

    @rule(seconds=SHORT | BOUND)
    def a_bound_is_reached(self, seconds: float) -> None:
        self._wait(seconds)

    @rule(seconds=LONG)
    def a_while_passes(self, seconds: float) -> None:
        self._wait(seconds)

    # -- the walker -------------------------------------------------------------------------

    @rule(then_s=SHORT)
    def the_button_is_pressed(self, then_s: float) -> None:
        self._do(lambda: self._room.process.inputs.button_pressed(self._room.now), then_s)

    @rule(then_s=SHORT)
    def the_button_is_released(self, then_s: float) -> None:
        self._do(lambda: self._room.process.inputs.button_released(self._room.now), then_s)

    @rule(cause=st.sampled_from([StopCause.USER, StopCause.PAIN, StopCause.FINISHED]), then_s=SHORT)
    def a_stop_is_asked_for(self, cause: StopCause, then_s: float) -> None:
        self._do(lambda: self._room.process.guard.stop(cause), then_s)

    @precondition(_walking)
    @rule(speed_kmh=SPEEDS)
    def a_speed_is_wished_for(self, speed_kmh: float) -> None:
        self._do(lambda: self._room.process.guard.aim(SetTargetSpeed(speed_kmh)), 1.0)

    @precondition(_walking)
    @rule(percent=st.sampled_from([-3.0, 0.0, 0.5, 1.0, 9.0]))
    def a_slope_is_wished_for(self, percent: float) -> None:
        self._do(lambda: self._room.process.guard.aim(SetTargetInclination(percent)), 1.0)

    @rule(then_s=SHORT)
    def start_is_tapped(self, then_s: float) -> None:
        self._do(self.eye.starts, then_s)

    @rule(then_s=SHORT)
    def a_level_deck_is_tapped_for(self, then_s: float) -> None:
        self._do(lambda: self.eye.deck.tapped(self._room), then_s)

    @precondition(_resting)
    @rule(percent=st.sampled_from([0.0, 0.5, 1.0, 3.0]), then_s=BOUND)
    def the_deck_is_tilted_at_the_console(self, percent: float, then_s: float) -> None:
        self._do(lambda: self.eye.deck.tilted(self._room, percent), then_s)

    @rule()
    def a_stop_is_acknowledged(self) -> None:
        self._do(self.eye.acknowledges)

    @precondition(_busy)
    @rule()
    def go_on_is_tapped(self) -> None:
        self._do(self.eye.goes_on)

    @precondition(_resting)
    @rule(speed_kmh=SPEEDS, mended=st.sampled_from([True, True, True, False]))
    def a_careful_walker_starts(self, speed_kmh: float, mended: bool) -> None:
        """All that a start needs, in the right order, and a wish."""
        inputs = self._room.process.inputs
        if mended:
            self.all_is_mended(0.0)
            inputs.button_found()
            self._room.page, self._room.bpm = True, 90
            self._wait(12.0)
        self._do(self.eye.acknowledges, 3.01)
        self.a_level_deck_is_tapped_for(13.0)
        self._do(lambda: inputs.button_pressed(self._room.now), 2.0)
        self._do(lambda: inputs.button_released(self._room.now), 1.0)
        self._do(self.eye.starts, 7.0)
        self._do(lambda: self._room.process.guard.aim(SetTargetSpeed(speed_kmh)), 2.0)

    @precondition(_walking)
    @rule(speed_kmh=SPEEDS, seconds=LONG)
    def the_walk_goes_on(self, speed_kmh: float, seconds: float) -> None:
        """The session wishes again and again, as it does."""
        for _ in range(round(seconds)):
            self._do(lambda: self._room.process.guard.aim(SetTargetSpeed(speed_kmh)), 1.0)

    @precondition(_resting)
    @rule(what=happening({**FAULTS, **CONSOLE, "link-loss": ()}), then_s=BOUND)
    def something_happens_at_rest(self, what: tuple[str, float | None], then_s: float) -> None:
        self.the_machine_fails(what, then_s)

    # -- what people are connected by -------------------------------------------------------

    @rule()
    def the_page_comes_or_goes(self) -> None:
        self._room.page = not self._room.page
        self.eye.innocent = False

    @precondition(_busy)
    @rule()
    def the_edges_end(self) -> None:
        self._room.page = self.eye.innocent = False
        self._do(self._room.process.inputs.edges_gone)

    @precondition(_busy)
    @rule()
    def the_button_is_lost(self) -> None:
        self._do(lambda: self._room.process.inputs.button_lost("It is gone."))

    @rule()
    def the_button_is_found(self) -> None:
        self._do(self._room.process.inputs.button_found)

    @rule(bpm=st.sampled_from([None, 90, 115, 116, 120, 121, 150]))
    def the_heart_changes(self, bpm: int | None) -> None:
        self._room.bpm = bpm

    # -- machine and link -------------------------------------------------------------------

    @precondition(_busy)
    @rule(what=happening(FAULTS), then_s=SHORT)
    def the_machine_fails(self, what: tuple[str, float | None], then_s: float) -> None:
        self.eye.innocent = False
        if what[0] in DISHONEST:
            self.eye.honest_since = None
        self._do(lambda: self._room.fault(*what), then_s)

    @precondition(_busy)
    @rule(what=happening(CONSOLE), then_s=SHORT)
    def the_console_is_used(self, what: tuple[str, float | None], then_s: float) -> None:
        self.eye.innocent = False
        self._do(lambda: self._room.fault(*what), then_s)

    @precondition(_busy)
    @rule(then_s=SHORT)
    def the_link_is_lost(self, then_s: float) -> None:
        self.eye.innocent = False
        self._do(lambda: self._room.fault("link-loss"), then_s)

    @precondition(_busy)
    @rule(then_s=SHORT)
    def the_link_is_mute(self, then_s: float) -> None:
        self.eye.innocent = False
        self._do(self._room.mute, then_s)

    @rule()
    def the_link_is_back(self) -> None:
        self._do(lambda: self._room.fault("link-back"))

    @rule(then_s=st.sampled_from([0.0, 6.0, 12.0]))
    def all_is_mended(self, then_s: float) -> None:
        self._do(self._room.mend, then_s)
        self.eye.honest_since = self.eye.honest_since or self._room.now

    # -- processes --------------------------------------------------------------------------

    @precondition(_busy)
    @rule(away_s=st.sampled_from([0.1, 2.0, 10.0]))
    def the_process_dies(self, away_s: float) -> None:
        self.eye.innocent = False
        self._do(self._room.crash)
        self._reopen(away_s)

    @precondition(_busy)
    @rule(away_s=st.sampled_from([0.1, 2.0]))
    def the_process_is_closed(self, away_s: float) -> None:
        self._room.close()
        self._reopen(away_s)

    def _reopen(self, away_s: float) -> None:
        self.eye.ended()
        self._wait(away_s)
        self._room.reopen()
        assert self.eye.reopened(), "a latch was lost"

    # -- small things -----------------------------------------------------------------------

    @property
    def _room(self) -> Room:
        assert self.room is not None
        return self.room

    def _wait(self, seconds: float) -> None:
        self._room.wait(seconds)

    def _do(self, act: Callable[[], object], then_s: float = 0.0) -> None:
        self._room.do(act, then_s)
