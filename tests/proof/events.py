"""What can happen next: every fact and every act, and time up to each bound and just past it."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations

from tests.proof.look import HEART, NEAR_S, PAGE, RECORD
from tests.proof.scene import Scene
from tests.proof.worlds import CEILING_BPM, E_KMH, Topic, World
from treadctl.model import (
    Answer,
    Notice,
    NoticeKind,
    SetTargetInclination,
    SetTargetSpeed,
    StopCause,
)
from treadctl.safety.phase import Phase

Happening = Callable[[Scene], None]
Happenings = tuple[tuple[str, Happening], ...]
Bounds = list[tuple[float, str]]

MILES = 1.609
EXCESS_KMH = tuple(round(bound + by, 3) for bound in (0.3, 0.5, 0.8) for by in (-E_KMH, 0.0, E_KMH))


def stops() -> Mapping[str, Happening]:
    """Each cause there is."""
    return {f"stop {cause}": partial(Scene.stop, cause=cause) for cause in StopCause}


def answers(scene: Scene) -> Iterator[tuple[str, Happening]]:
    """What the machine may say to the write under way, and to a stop that is said again."""
    if not scene.world.has(Topic.ANSWERS):
        for answer in (Answer.ACCEPTED, Answer.FAILED, Answer.SILENT):
            yield f"next command, {answer}", partial(_take_and_answer, answer=answer)
    if scene.pending is not None:
        for answer in Answer:
            yield f"answer {answer}", partial(Scene.answer, answer=answer)
    if scene.rules.phase is Phase.STOPPING:
        for answer in Answer if scene.world.has(Topic.REFUSALS) else (Answer.ACCEPTED,):
            yield f"stop again, {answer}", partial(Scene.repeat_stop, answer=answer)


def _take_and_answer(scene: Scene, answer: Answer) -> None:
    scene.take()
    scene.answer(answer)


def _acts() -> Iterator[tuple[str, Happening]]:
    for cause in (StopCause.PAIN, StopCause.USER):
        yield f"stop {cause}", partial(Scene.stop, cause=cause)
    for speed_kmh in (0.0, 1.6, 2.5, 9.0):
        yield f"aim {speed_kmh} km/h", partial(Scene.aim, command=SetTargetSpeed(speed_kmh))
    yield "start", Scene.start
    yield "acknowledge", Scene.acknowledge
    yield "tick", Scene.tick


def _slopes() -> Iterator[tuple[str, Happening]]:
    for percent in (-1.0, 0.5, 9.0):
        yield f"aim {percent} %", partial(Scene.aim, command=SetTargetInclination(percent))


def _of_the_deck() -> Iterator[tuple[str, Happening]]:
    yield "level", Scene.level
    for percent in (0.0, 0.5, 0.6):
        yield f"deck at {percent} %", partial(_tilt, percent=percent)


def _tilt(scene: Scene, percent: float) -> None:
    if scene.rules.known.speed_kmh is not None:
        scene.tilt(percent)


def _of_the_button() -> Iterator[tuple[str, Happening]]:
    yield "button pressed", Scene.press
    yield "button released", Scene.release
    yield "button lost", Scene.lose_button
    yield "button found", Scene.find_button


def _edges_gone(scene: Scene) -> None:
    scene.rules.stop_input.edges_gone()


def _of_the_heart() -> Iterator[tuple[str, Happening]]:
    for bpm in (CEILING_BPM - 5, CEILING_BPM - 4, CEILING_BPM, CEILING_BPM + 1, None):
        yield f"heart {bpm}", partial(Scene.heart, bpm=bpm)


def always(world: World) -> Mapping[str, Happening]:
    """What can happen at any moment, whatever was before."""
    found = dict(_acts())
    if world.has(Topic.ANSWERS):
        found["next command"] = Scene.take
    if world.has(Topic.SLOPE):
        found |= dict(_slopes())
    if world.has(Topic.DECK):
        found |= dict(_of_the_deck())
    if world.has(Topic.LINK):
        found |= {"link lost": Scene.lose, "connected": Scene.connect, "go on": Scene.go_on}
    if world.has(Topic.BUTTON):
        found |= dict(_of_the_button())
    if world.has(Topic.PAGE):
        found |= {"page alive": Scene.page, "edges gone": _edges_gone}
    if world.has(Topic.HEART):
        found |= dict(_of_the_heart())
    return found


def records(scene: Scene) -> Iterator[tuple[str, Happening]]:
    """A record: none of a speed, as asked, lower and 0 where the world has that, or no walk is on;
    behind a lost link, around what is allowed.
    """
    drive, known, world = scene.rules.drive, scene.rules.known, scene.world
    if known.lost_at is not None and not world.has(Topic.RETURN):
        return
    asked_kmh = drive.targets.speed_kmh if drive else known.speed_kmh or 0.8
    speeds = {asked_kmh}
    if scene.rules.phase is not Phase.WALKING or world.has(Topic.SLOWER):
        speeds |= {0.0, max(0.0, asked_kmh - 1.05)}
    if drive and drive.returned_at is not None and world.has(Topic.RETURN):
        back_kmh = known.speed_when_lost_kmh + 0.3
        speeds |= {back_kmh - E_KMH, back_kmh, back_kmh + E_KMH}
    yield from _heard(speeds)
    yield "record without a speed", partial(Scene.hear, speed_kmh=None)
    if known.speed_kmh is not None:
        yield "the same record twice", partial(_twice, speed_kmh=known.speed_kmh)


def excesses(scene: Scene) -> Iterator[tuple[str, Happening]]:
    """A record around each bound above what was asked for, and one that counts in miles."""
    drive = scene.rules.drive
    if drive and scene.world.has(Topic.SPEEDS):
        asked_kmh = drive.targets.speed_kmh
        expected_kmh = max(asked_kmh, scene.seen.expected_kmh(scene.now))
        odd = {0.3, 0.8, asked_kmh * MILES, asked_kmh / MILES}
        yield from _heard(odd | {expected_kmh + excess for excess in EXCESS_KMH})


def _heard(speeds_kmh: set[float]) -> Iterator[tuple[str, Happening]]:
    for speed_kmh in sorted({round(speed_kmh, 2) for speed_kmh in speeds_kmh}):
        yield f"record {speed_kmh} km/h", partial(Scene.hear, speed_kmh=speed_kmh)


def _twice(scene: Scene, speed_kmh: float) -> None:
    scene.hear(speed_kmh)
    scene.receive(speed_kmh)


def notices(scene: Scene) -> Iterator[tuple[str, Happening]]:
    """What a machine says of itself; of targets: ours, and around what is still ours."""
    if not scene.world.has(Topic.NOTICES):
        return
    drive = scene.rules.drive
    told = {0.8}
    if drive:
        asked, slack = drive._commanded.within(5.0, scene.now), 0.75
        for edge in (min(asked) - slack, max(asked) + slack):
            told |= {edge - E_KMH, edge, edge + E_KMH}
        told |= {asked[0], asked[0] * MILES}
    for kind in NoticeKind:
        if kind is NoticeKind.TARGET_SPEED_CHANGED:
            values = sorted({round(value, 2) for value in told if value >= 0})
        elif kind is NoticeKind.TARGET_INCLINATION_CHANGED:
            values = [0.0, 0.5, 1.1]
        else:
            values = []
        for value in (*values, None):
            yield f"{kind} {value}", partial(Scene.notice, notice=Notice(kind, value))


def _tell(scene: Scene) -> None:
    scene.receive(scene.rules.known.speed_kmh)


def _repeat(scene: Scene) -> None:
    scene.repeats = True
    scene.receive(scene.rules.known.speed_kmh)
    scene.repeats = False


def _beat(scene: Scene) -> None:
    scene.heart(scene.seen.bpm)


@dataclass(frozen=True, slots=True)
class Passing:
    """Time up to `until`, while each of `sources` tells something each period."""

    name: str
    until: float
    sources: tuple[Happening, ...]

    def __call__(self, scene: Scene) -> None:
        scene.wait(self.until, self.sources)


def _on_grid(at: float) -> float:
    """Less than a microsecond before `at`, unless that is a sum of halves: then no time that the
    explorer adds or takes away is ever rounded.
    """
    return math.floor(at * 2**20) / 2**20


def passing(scene: Scene, bounds: Bounds, *offsets_s: float) -> Iterator[Passing]:
    """Time up to the next bound and `offsets_s` from there. Meanwhile nothing is told, or
    telemetry, page and strap go on as they were, all or some of them.
    """
    tellers: dict[str, Happening] = {}
    if scene.rules.known.speed_kmh is not None:
        tellers[RECORD] = _tell
    if scene.world.has(Topic.PAGE):
        tellers[PAGE] = Scene.page
    if scene.world.has(Topic.HEART) and scene.seen.bpm is not None:
        tellers[HEART] = _beat
    counts = range(len(tellers) + 1)
    ways = [dict(chosen) for count in counts for chosen in combinations(tellers.items(), count)]
    if scene.world.has(Topic.COUNTERS) and RECORD in tellers:
        ways.append({RECORD: _repeat})
    for way in ways:
        ahead = [at for at, source in bounds if source not in way]
        due = _on_grid(min(ahead, default=scene.now + 1.0))
        told = " and ".join(told.__name__.strip("_") for told in way.values()) or "silence"
        for by_s in offsets_s:
            if due + by_s > scene.now + NEAR_S:
                name = f"{told} for {due - scene.now:.3f} s and {by_s:+.3f} s"
                yield Passing(name, due + by_s, tuple(way.values()))
