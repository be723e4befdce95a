"""What holds for a real belt and the bytes at its control point, whatever befell it.

It looks at the simulated machine's own truth, at the people's acts and at what the board was told,
and never at how the rules came to it.
"""

from collections.abc import Callable, Iterator

from simulators.memory_gatt import LATENCY_S
from tests.proof.onlooker_deck import DeckEye
from tests.proof.room import Room, speed_at
from tests.proof.witness import FOREVER_AGO
from treadctl.model import STOP_TABLE, BeltState, Event, StopCause
from treadctl.protocols import ftms_control

LEVEL = b"\x03\x00\x00"
START, SPEED, INCLINATION = ftms_control.START[0], 0x02, 0x03
HARMLESS = frozenset({ftms_control.STOP[0], ftms_control.REQUEST_CONTROL[0]})

TRIP_S = LATENCY_S + 1e-6
STOP_TRIPS = 5  # the operation under way, and at the worst control and indications come first
ALARM_BY_S = 30.0  # twice what the fastest belt of these limits may need, and 3.5 s of silence
SHOWN_KMH = 0.01
START_BY_S = 1.5  # from the tap to the write: the disk, and a write under way
SAVED_S = 0.3  # behind what is told the latch is on the disk
HONEST_AFTER_S = 5.0
CATCH_UP_S = 1.0  # what one write may make good behind one that took long
LATE_S = 1.0  # a write may be under way that long


class Onlooker:
    """Follows one room; `look` returns the promises that were broken since the last look.

    `honest_since`: telemetry says what the machine measures, None while it does not. `innocent`:
    nothing ever went wrong. `unfinished`: the belt was set in motion and not told to stand since.
    """

    def __init__(self, room: Room) -> None:
        self.room = room
        self.honest_since: float | None = FOREVER_AGO
        self.innocent = True
        self.latched: StopCause | None = None
        self.acknowledged_at = FOREVER_AGO
        self.walking = self.unfinished = False
        self.stop_asked_at: float | None = None
        self.moving_since: float | None = None
        self.alarms = 0
        self.start_allowed_until = FOREVER_AGO
        self.ended_at = self.restarted_at = FOREVER_AGO
        self.return_unanswered = False
        self.deck = DeckEye()
        self._written, self._told = 0, 0
        self._due: list[float] = []
        self._broken: list[str] = []
        self._last_kmh = (0.0, 0.0)
        self._risen_kmh, self._rose_at = 0.0, 0.0
        self._must_latch = False
        self.latched_at = FOREVER_AGO

    # -- acts -------------------------------------------------------------------------------

    def acknowledges(self) -> None:
        """A person looks at the belt and says so."""
        self._catch_up()
        self.room.process.guard.acknowledge()
        self.latched, self.acknowledged_at = None, self.room.now

    def goes_on(self) -> None:
        """The walker says that they are well."""
        self._catch_up()
        self.room.process.guard.go_on()
        self.return_unanswered = False

    def starts(self) -> None:
        """A person taps start: that allows one start, if a latched stop was seen to before."""
        self._catch_up()
        since_s = self.room.now - self.acknowledged_at
        waited = since_s >= 3.0 - 1e-6 or self.restarted_at >= self.acknowledged_at
        if self.latched is None and waited:
            self.start_allowed_until = self.room.now + START_BY_S
        self.room.start()

    def ended(self) -> None:
        """The process died, or was closed."""
        self._catch_up()
        saved = self.latched is not None and self.room.now - self.latched_at > SAVED_S
        self._must_latch = self.unfinished or saved
        self.walking, self._due, self.stop_asked_at, self.alarms = False, [], None, 0
        self.ended_at = self.restarted_at = self.room.now
        self.return_unanswered = False
        self.deck.tap_ended(self.room.now)

    def reopened(self) -> bool:
        """A new process is there: False if it does not know what has to wait for a person."""
        self.latched = self.room.process.found
        return self.latched is not None or not self._must_latch

    # -- looking ----------------------------------------------------------------------------

    def look(self) -> list[str]:
        """Take in what was told and written since the last look."""
        self._catch_up()
        broken, self._broken = self._broken, []
        checks: tuple[Callable[[], bool], ...] = (
            self.the_guard_lives,
            self.what_is_latched_waits_for_a_person,
            self.a_standing_belt_stands,
            self.a_stop_is_written_at_once,
            self.a_belt_that_goes_on_is_told_of,
            self.a_belt_left_alone_obeys,
        )
        return broken + [check.__name__ for check in checks if not check()]

    def the_guard_lives(self) -> bool:
        """Nothing that a machine or a person does ends the guard."""
        process = self.room.process
        return bool(process.dead) or not process.serving.done()

    def what_is_latched_waits_for_a_person(self) -> bool:
        """A stop that latched is latched until a person acknowledged it, also behind a crash."""
        process = self.room.process
        if process.dead:
            return True
        return (process.supervisor.latched is None) is (self.latched is None)

    def a_standing_belt_stands(self) -> bool:
        """Whoever is told of a standing belt: when it was last measured, it stood."""
        rules, belt = self.room.process.supervisor, self.room.rig.machine.belt
        heard_at = rules.known.freshness.heard_at
        claimed = rules.belt(self.room.now) is BeltState.STANDING or rules.known.stands(
            self.room.now
        )
        if self.room.process.dead or not claimed or heard_at is None or not self._honest(heard_at):
            return True
        return speed_at(belt.corners, heard_at) < SHOWN_KMH

    def a_stop_is_written_at_once(self) -> bool:
        """Each stop is at a machine that can be reached within a few trips over the radio."""
        now, since = self.room.now, self.room.trusted_since
        ripe = [at for at in self._due if now > at + STOP_TRIPS * TRIP_S]
        self._due = [at for at in self._due if at not in ripe]
        stops = [at for at, data in self.room.rig.machine.writes[-400:] if data[:1] == b"\x08"]
        return all(
            since is None
            or since > at
            or any(at - 1e-6 <= one <= at + STOP_TRIPS * TRIP_S for one in stops)
            for at in ripe
        )

    def a_belt_that_goes_on_is_told_of(self) -> bool:
        """A belt that moves on for long behind a stop, and is reached and heard, has its alarm."""
        room, belt = self.room, self.room.rig.machine.belt
        belt.advance(room.now)
        alive = room.trusted_since is not None and not room.process.dead
        reached = alive and self._honest(room.now)
        if belt.speed_kmh < 0.3 or self.stop_asked_at is None or not reached:
            self.moving_since = None
            return True
        if self.moving_since is None:
            self.moving_since = max(self.stop_asked_at, room.trusted_since or 0.0, room.now)
        return self.alarms > 0 or room.now - self.moving_since <= ALARM_BY_S

    def a_belt_left_alone_obeys(self) -> bool:
        """Where nothing goes wrong no belt is faster than its limit, and nobody is alarmed."""
        top_kmh = self.room.rig.machine.belt.peak_speed_kmh
        limit_kmh = self.room.set_up.limits.max_speed_kmh
        return not self.innocent or (self.alarms == 0 and top_kmh <= limit_kmh + SHOWN_KMH)

    def _honest(self, at: float) -> bool:
        return self.honest_since is not None and at > self.honest_since + HONEST_AFTER_S

    # -- what was told and written ----------------------------------------------------------

    def _catch_up(self) -> None:
        """Take in what was told and written up to now, so that an act comes behind it."""
        self._broken += self._follow()

    def _follow(self) -> Iterator[str]:
        """Both in the order in which they happened; what was told comes first."""
        told = self.room.told[self._told :]
        writes = self.room.rig.machine.writes[self._written :]
        self._told, self._written = len(self.room.told), len(self.room.rig.machine.writes)
        things = [(event.at, 0, event) for event in told]
        mixed: list[tuple[float, int, Event | bytes]] = [*things, *((at, 1, d) for at, d in writes)]
        for at, _, thing in sorted(mixed, key=lambda one: one[:2]):
            if isinstance(thing, Event):
                yield from self._hear(thing)
            else:
                yield from self._see(at, thing)

    def _hear(self, event: Event) -> Iterator[str]:
        match event.event:
            case "stop_requested":
                cause = StopCause(str(event.data["cause"]))
                if self.latched is None and STOP_TABLE[cause].latched:
                    self.latched, self.latched_at = cause, event.at
                self._due.append(event.at)
                if self.stop_asked_at is None:
                    self.stop_asked_at, self.alarms = event.at, 0
                self.walking, self.start_allowed_until = False, FOREVER_AGO
                self.deck.tap_ended(event.at)
                self.ended_at = event.at
            case "alarm":
                self.latched = self.latched or StopCause.NOT_STOPPING
                self.alarms += 1
                if self.alarms > 1:
                    yield "one_alarm_for_each_stop"
            case "standing":
                self.stop_asked_at, self.unfinished = None, False
            case "handed_over":
                self.walking, self.ended_at = False, event.at
            case "link_back":
                self.return_unanswered = True

    def _see(self, at: float, data: bytes) -> Iterator[str]:
        under_way = not self.walking and at <= self.ended_at + 2 * TRIP_S
        if data[0] in HARMLESS or under_way:
            return
        value = int.from_bytes(data[1:3], "little", signed=data[0] == INCLINATION)
        limits = self.room.set_up.limits
        if data[0] == START:
            if at > self.start_allowed_until:
                yield "a_start_needs_two_acts"
            if not self.deck.may_start(self.room, at) and self._honest(at):
                yield "a_start_needs_a_level_deck"
            self.start_allowed_until = FOREVER_AGO
            self.walking, self.unfinished, self.stop_asked_at = True, True, None
            self.return_unanswered, self._last_kmh = False, (0.0, 0.0)
        elif not self.walking and data == LEVEL and self.deck.may_level(at):
            self.deck.levelled(at)
        elif not self.walking:
            yield "behind_a_stop_only_stops_are_written"
        elif data[0] == SPEED:
            yield from self._see_speed(at, value / 100)
            if value > limits.max_speed_kmh * 100:
                yield "nothing_is_above_the_tightest_limit"
        elif value > limits.max_inclination_percent * 10:
            yield "nothing_is_above_the_tightest_limit"

    def _see_speed(self, at: float, speed_kmh: float) -> Iterator[str]:
        before_kmh = max(self._last_kmh)  # of two: one that falls may not have been taken
        rise_kmh = max(0.0, speed_kmh - before_kmh) if before_kmh else 0.0
        rate, grid = self.room.set_up.limits.max_acceleration_kmh_s, self.room.set_up.model
        drained = rate * (at - self._rose_at)
        self._risen_kmh, self._rose_at = max(0.0, self._risen_kmh - drained) + rise_kmh, at
        if self._risen_kmh > max(rate * CATCH_UP_S, grid.speed_centi[2] / 100) + rate * LATE_S:
            yield "nothing_rises_faster_than_the_tier"
        if rise_kmh and self.return_unanswered:
            yield "no_rise_before_the_walker_is_well"
        self._last_kmh = (self._last_kmh[1], speed_kmh)
