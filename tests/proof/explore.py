"""Every event in every moment that the rules can come to, breadth first, and what holds in each.

`python -m tests.proof.explore` explores the production `Supervisor` in each world of `worlds`
until nothing new turns up (`closed`), or up to so many events where that is too far. What counts
as the same moment, and what is merged so, is in `abstraction`; what holds in `promises`.
"""

import gc
import json
import math
import sys
import time
from collections import Counter, deque
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial

import click

from tests.proof import events
from tests.proof.abstraction import key_and_bounds
from tests.proof.beginnings import beginnings
from tests.proof.kept import Kept
from tests.proof.promises import Judge
from tests.proof.scene import Scene
from tests.proof.worlds import E_S, WORLDS, World
from treadctl.safety.supervisor import Supervisor


@dataclass(slots=True)
class Found:
    """What one exploration came to. `broken`: each broken promise, with a shortest way to it.

    `events`: all that can happen was tried in each moment up to so many events from a beginning.
    `causes`: how often the rules asked for a stop by themselves, by cause.
    """

    world: str
    states: int = 0
    expanded: int = 0
    transitions: int = 0
    seconds: float = 0.0
    closed: bool = False
    events: int = 0
    checks: dict[str, int] = field(default_factory=dict)
    causes: dict[str, int] = field(default_factory=dict)
    broken: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Moment:
    scene: Scene | None
    bounds: events.Bounds
    before: int
    event: str
    depth: int


class Explorer:
    """Explores one world."""

    def __init__(self, world: World, make: type[Supervisor] = Supervisor) -> None:
        self._world, self._judge = world, Judge()
        self._always = tuple(events.always(world).items())
        self._moments: list[_Moment] = []
        self._waiting: deque[int] = deque()
        self._keys: set[object] = set()
        self._tried: set[int] = set()
        self.found = Found(world.name)
        for name, scene in beginnings(world, make, self._judge):
            self._meet(scene, -1, name)

    def run(
        self, most: int | None = None, within_s: float = math.inf, until: str | None = None
    ) -> Found:
        """Explore until closure or as many events as the world allows; until `most` states were
        seen to their end, for so long, or until the promise `until` is broken.
        """
        began = time.perf_counter()
        while self._more() and (most is None or self.found.expanded < most):
            self._expand(self._waiting.popleft())
            self.found.expanded += 1
            if time.perf_counter() - began > within_s or until in self.found.broken:
                break
        self.found.states = len(self._moments)
        self.found.closed = not self._waiting
        self.found.events = self._depth()
        self.found.seconds = time.perf_counter() - began
        self.found.checks, self.found.causes = self._judge.checks, dict(self._judge.causes)
        return self.found

    def _depth(self) -> int:
        return self._moments[self._waiting[0] if self._waiting else -1].depth

    def _more(self) -> bool:
        most = self._world.most_events
        return bool(self._waiting) and (most is None or self._depth() < most)

    def _expand(self, number: int) -> None:
        moment = self._moments[number]
        here, moment.scene = moment.scene, None
        assert here is not None
        kept = Kept(here)
        for name, happen in events.stops().items():
            self._try(here, kept, (number, name), happen)
        self._all_at(here, kept, (number, ""), (*events.records(here), *events.excesses(here)))
        for passing in events.passing(here, moment.bounds, -E_S, 0.0, E_S):
            self._let_pass(here, (number, passing.name), passing)
            kept.put_back(kept.changed())

    def _let_pass(self, scene: Scene, came: tuple[int, str], passing: events.Passing) -> None:
        """Let time pass, and try what can happen then."""
        stops = scene.rules.stopping.stops
        self._happen(scene, passing)
        self._meet(scene, *came)
        if scene.rules.stopping.stops == stops and self._is_untried(
            scene
        ):  # else a state of its own
            number, name = came
            way, records = f"{name}, then ", tuple(events.records(scene))
            self._all_at(scene, Kept(scene), (number, way), records)

    def _is_untried(self, scene: Scene) -> bool:
        """False if all was tried already in this very moment, to which another way led."""
        moment = hash(exact_key(scene))
        if moment in self._tried:
            return False
        self._tried.add(moment)
        return True

    def _all_at(
        self, here: Scene, kept: Kept, came: tuple[int, str], records: events.Happenings
    ) -> None:
        """Try all that can happen without time passing."""
        number, way = came
        happenings = (*self._always, *events.answers(here), *records, *events.notices(here))
        for name, happen in happenings:
            self._try(here, kept, (number, way + name), happen)

    def _try(
        self, here: Scene, kept: Kept, came: tuple[int, str], happen: events.Happening
    ) -> None:
        """Let it happen, look at what comes of it, and put it back."""
        self._happen(here, happen)
        changed = kept.changed()
        if self._judge.broken or changed is not None:
            self._meet(here, *came)
            kept.put_back(changed)

    def _happen(self, scene: Scene, happen: events.Happening) -> None:
        phase = scene.rules.phase
        happen(scene)
        self._judge.look("moment", scene, phase)
        self.found.transitions += 1

    def _meet(self, scene: Scene, before: int, event: str) -> None:
        if self._judge.broken:
            for promise in self._judge.broken:
                self.found.broken.setdefault(promise, [*self._way_to(before), event])
            self._judge.broken.clear()
            return
        awaited = scene.pending is not None
        key, bounds = key_and_bounds(scene.rules, self._world, scene.now, awaited=awaited)
        told_kmh = scene.seen.speed.told if scene.seen.walking else None
        key = (key, type(scene.pending), told_kmh, scene.percent)
        bounds += scene.seen.bounds(scene.now)
        if key not in self._keys:
            self._keys.add(key)
            self._waiting.append(len(self._moments))
            depth = 0 if before < 0 else self._moments[before].depth + 1
            self._moments.append(_Moment(scene.copy(), bounds, before, event, depth))

    def _way_to(self, number: int) -> list[str]:
        way: list[str] = []
        while number >= 0:
            way.append(self._moments[number].event)
            number = self._moments[number].before
        return way[::-1]


def exact_key(scene: Scene) -> object:
    """What this moment is, but for what is merged without a loss."""
    awaited = scene.pending is not None
    key, _ = key_and_bounds(scene.rules, scene.world, scene.now, awaited=awaited, exactly=True)
    now_heard = scene.seen.heard_at == scene.now  # then the next record is a period away
    drive = scene.rules.drive
    ticks = drive is not None and drive._frozen._elapsed.value != scene.clock  # if told again
    told_kmh = scene.seen.walking and scene.seen.speed.told
    return key, scene.pending, now_heard, ticks, told_kmh, scene.percent


def explore(name: str, within_s: float) -> Found:
    """Explore one world, by its name, in a process of its own."""
    gc.disable()  # nothing that an exploration drops goes in a circle
    return Explorer(WORLDS[name]).run(within_s=within_s)


@click.command()
@click.option("--world", "names", multiple=True, type=click.Choice(list(WORLDS)))
@click.option("--seconds", default=3600.0, show_default=True, help="The limit for each world.")
@click.option("--processes", default=2, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def main(names: tuple[str, ...], seconds: float, processes: int, as_json: bool) -> None:
    """Explore, and say what was found; 1 if a promise was broken."""
    began, all_found = time.perf_counter(), []
    with ProcessPoolExecutor(processes) as pool:
        for found in pool.map(partial(explore, within_s=seconds), names or WORLDS):
            all_found.append(found)
            if not as_json:
                click.echo(_line(found))
    checks = sum((Counter(found.checks) for found in all_found), Counter())
    causes = sum((Counter(found.causes) for found in all_found), Counter())
    total = {
        "states": sum(found.states for found in all_found),
        "transitions": sum(found.transitions for found in all_found),
        "seconds": round(time.perf_counter() - began, 1),
        "closed": all(found.closed for found in all_found),
    }
    if as_json:
        worlds = [asdict(found) for found in all_found]
        click.echo(
            json.dumps({**total, "checks": dict(checks), "causes": dict(causes), "worlds": worlds})
        )
    else:
        for promise, times in checks.items():
            click.echo(f"{times:>12}  {promise.replace('_', ' ')}")
        click.echo(f"stops that the rules asked for themselves: {', '.join(sorted(causes))}")
        closed = sum(found.closed for found in all_found)
        line = "{states} states, {transitions} transitions, {seconds} s, ".format(**total)
        click.echo(f"{line}{closed} of {len(all_found)} worlds closed")
    sys.exit(1 if any(found.broken for found in all_found) else 0)


def _line(found: Found) -> str:
    end = "closed" if found.closed else f"all ways of up to {found.events} events"
    line = f"{found.world}: {found.states} states, {found.transitions} transitions, "
    line += f"{found.seconds:.0f} s, {end}"
    for promise, way in found.broken.items():
        line += f"\nBROKEN: {promise}\n    " + "\n    ".join(way)
    return line


if __name__ == "__main__":
    main()
