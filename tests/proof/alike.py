"""Do moments that are merged without a loss have the same future? Tried with random ones.

`python -m tests.proof.alike`: in each world, pairs of moments that differ in nothing but what the
table of `abstraction` merges without a loss. Both are told the same at random; whatever the rules
do, ask for and show has to be the same at each step.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

import click

from tests.proof import events
from tests.proof.abstraction import key_and_bounds
from tests.proof.copies import attributes, is_atom
from tests.proof.explore import Explorer, exact_key
from tests.proof.scene import Scene
from tests.proof.worlds import E_S, WORLDS, World
from treadctl.model import BeltState

STEPS, FUTURES = 12, 3
MOST_MOMENTS = 4000
ONE_IN = 3  # of the moments met, so that those kept come from all over the world
OF_A_KIND = 6  # pairs that differ in the same
UNTOLD = {".known.records"} | {
    f".stopping.{name}" for name in ("cause", "stops", "lockout.cause", "halt.cause")
}  # words, counts
_Told = dict[str, object]


@dataclass(slots=True)
class Compared:
    """`unlike`: for each pair that parted, what was told to both until it did."""

    world: str
    pairs: int = 0
    steps: int = 0
    unlike: list[list[str]] = field(default_factory=list)


class _Gatherer(Explorer):
    """An exploration that keeps pairs of moments on its way: a few for each set of differences."""

    def __init__(self, world: World) -> None:
        self.pairs: dict[frozenset[str], list[tuple[Scene, Scene]]] = {}
        self._first: dict[object, tuple[_Told, Scene]] = {}
        self._met = 0
        super().__init__(world)

    def _meet(self, scene: Scene, before: int, event: str) -> None:
        super()._meet(scene, before, event)
        self._met += 1
        if self._met % ONE_IN:
            return
        key, told = exact_key(scene), dict(_told(scene.rules, scene.now, ""))
        first_told, first = self._first.get(key, (told, None))
        if first is None:
            if len(self._first) < MOST_MOMENTS:
                self._first[key] = told, scene.copy()
            return
        differ = {name for name, _ in first_told.items() ^ told.items()} - UNTOLD
        pairs = self.pairs.setdefault(frozenset(differ), [])
        if differ and len(pairs) < OF_A_KIND:
            pairs.append((first.copy(), scene.copy()))


def _told(value: Any, now: float, name: str) -> Iterator[tuple[str, object]]:
    """All that is in there, by its place, each time as how long ago it was."""
    if hasattr(value, "append") or is_atom(value):
        yield name, _ago(value, now)
        return
    for attribute in attributes(value):
        yield from _told(getattr(value, attribute), now, f"{name}.{attribute}")


def _ago(value: Any, now: float) -> object:
    if hasattr(value, "append") or isinstance(value, tuple):
        return tuple(_ago(one, now) for one in value)
    is_time = isinstance(value, float) and value > 32.0  # the scene's clock begins at 64 s
    return round(value - now, 6) if is_time else value


# -- futures ----------------------------------------------------------------------------------


def compare(world: World, states: int, most_pairs: int, seed: int) -> Compared:
    """Gather pairs while so many states are seen to their end, and follow some of them."""
    gatherer, random = _Gatherer(world), Random(seed)  # noqa: S311 - no secret
    gatherer.run(states)
    found = Compared(world.name)
    gathered = [pair for pairs in gatherer.pairs.values() for pair in pairs]
    for one, other in random.sample(gathered, min(most_pairs, len(gathered))):
        found.pairs += 1
        for _ in range(FUTURES):
            way = _follow(one.copy(), other.copy(), random, found)
            if way is not None:
                found.unlike.append(way)
                break
    return found


def _follow(one: Scene, other: Scene, random: Random, found: Compared) -> list[str] | None:
    """Tell both the same; what was told until they parted, None if they did not."""
    way: list[str] = []
    stops = one.rules.stopping.stops, other.rules.stopping.stops
    for _ in range(STEPS):
        offers = [offered for offered in _offers(one) if offered]
        name, happen = random.choice(random.choice(offers))
        way.append(name)
        for scene in (one, other):
            happen(scene)
        found.steps += 1
        shown, shown_too = _shown(one, stops[0]), _shown(other, stops[1])
        if shown != shown_too:
            return [*way, f"{shown}", f"{shown_too}"]
    return None


def _offers(scene: Scene) -> tuple[events.Happenings, ...]:
    """What can happen, by kinds that are as likely as one another."""
    awaited, now = scene.pending is not None, scene.now
    _, bounds = key_and_bounds(scene.rules, scene.world, now, awaited=awaited, exactly=True)
    passing = tuple(events.passing(scene, bounds, -E_S, 0.0, E_S))
    return (
        tuple(events.always(scene.world).items()),
        tuple(events.answers(scene)),
        (*events.records(scene), *events.excesses(scene)),
        tuple(events.notices(scene)),
        tuple(events.stops().items()),
        tuple((one.name, partial(_wait, one, one.until - now)) for one in passing),
    )


def _wait(passing: events.Passing, seconds: float, scene: Scene) -> None:
    scene.wait(scene.now + seconds, passing.sources)


def _shown(scene: Scene, stops: int) -> object:
    """Everything that anybody outside can see of the rules."""
    rules, now = scene.rules, scene.now
    return (
        (
            rules.phase,
            rules.latched is not None,
            rules.stopping.lockout.alarmed,
            rules.stopping.stops - stops,
        ),
        rules.stopping.alarm,
        (scene.pending, rules.targets and rules.targets.speed_kmh),
        (rules.targets and rules.targets.inclination_percent, rules.may_be_moving),
        (
            rules.asks_to_go_on and rules.known.linked,
            rules.known.stands(now),
            rules.idle_and_standing(now),
        ),
        (rules.belt(now) is BeltState.STANDING, rules.driving and rules.may_rise(now)),
        (rules.deck.coming(now), rules.deck.stuck(now)),
    )


# -- the command --------------------------------------------------------------------------------


def _all(states: int, pairs: int, seed: int) -> Iterator[Compared]:
    for world in WORLDS.values():
        yield compare(world, states, pairs, seed)


@click.command()
@click.option("--states", default=1000, show_default=True, help="Explored in each world.")
@click.option("--pairs", default=1000, show_default=True, help="Followed in each world.")
@click.option("--seed", default=1, show_default=True)
def main(states: int, pairs: int, seed: int) -> None:
    """Compare, and say what was found; 1 if two moments were not alike."""
    all_found = []
    for found in _all(states, pairs, seed):
        all_found.append(found)
        click.echo(f"{found.world}: {found.pairs} pairs, {found.steps} steps")
        for way in found.unlike[:5]:
            click.echo("UNLIKE:\n    " + "\n    ".join(way))
    unlike = sum(len(found.unlike) for found in all_found)
    pairs_in_all = sum(found.pairs for found in all_found)
    click.echo(f"{pairs_in_all} pairs, {sum(f.steps for f in all_found)} steps, {unlike} not alike")
    sys.exit(1 if unlike else 0)


if __name__ == "__main__":
    main()
