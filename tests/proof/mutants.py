"""Changes the safety core, one place at a time, and demands that each change is noticed.

A test has to fail, or the type checker has to object.

`python -m tests.proof.mutants [--only MODULE ...] [--sample N --seed N]`. 0 if every change was
noticed, but for those in `equivalent.toml`, each with the reason why nobody could. A change on
that list that is noticed, or that cannot be made any more, is an error too; so the list also shows
that tests do not fail for being run in this way.
"""

import argparse
import random
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.proof.core import TESTS, core
from tests.proof.mutations import ROOM, Mutant, mutants
from tests.proof.nursery import QUIETLY, Nursery
from tests.proof.reach import Reach
from tests.proof.type_check import rejected

EQUIVALENT = Path(__file__).with_name("equivalent.toml")


@dataclass(frozen=True, slots=True)
class Target:
    """What is changed: files by the name of their module in `room`, and the tests that notice.

    `listed` names the changes nobody can notice; `options` are more of pytest's.
    """

    files: dict[str, Path]
    tests: Path
    room: str
    listed: Path
    options: tuple[str, ...] = ()


SAFETY = Target(core(), TESTS, ROOM, EQUIVALENT)


class Campaign:
    """A pytest plugin: tests are not run once, but against each of these mutants."""

    def __init__(self, target: Target, chosen: list[Mutant], folder: Path) -> None:
        self._target, self._chosen, self._folder = target, chosen, folder
        self._reach = Reach(list(target.files.values()))
        self.survivors: set[str] = set()
        self.ill_typed = 0

    @pytest.hookimpl
    def pytest_sessionstart(self) -> None:
        """See what runs while modules are made."""
        self._reach.watch()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn which test reaches what, then try each mutant on those that reach it."""
        self._reach.learn(session, self._folder / "notes")
        for mutant in Nursery(self._reach, self._target.tests).survivors(self._chosen):
            if rejected(mutant, self._folder):
                self.ill_typed += 1
            else:
                self.survivors.add(mutant.name)
                print(f"survived: {mutant.name}", flush=True)  # noqa: T201
        return True


def equivalent(listed: Path = EQUIVALENT) -> set[str]:
    """The names of the changes that make no difference."""
    groups = tomllib.loads(listed.read_text())["group"]
    return {name for group in groups for name in group["mutants"]}


def choose(among: list[Mutant], listed: set[str], sample: int | None, seed: int) -> list[Mutant]:
    """All of these; or so many that are not listed, the same for the same seed."""
    if sample is None:
        return among
    dice = random.Random(seed)  # noqa: S311 - a sample to repeat, not a secret
    unlisted = [one for one in among if one.name not in listed]
    return dice.sample(unlisted, min(sample, len(unlisted)))


def wrong(made: set[str], tried: set[str], survivors: set[str], listed: set[str]) -> list[str]:
    """What may not be, a line each: of all names made, those tried, and those not noticed."""
    kinds = {
        "noticed by nobody": survivors - listed,
        "listed as equivalent, but noticed": (listed & tried) - survivors,
        "listed as equivalent, but not there": listed - made,
    }
    return [f"{why}: {name}" for why, names in kinds.items() for name in sorted(names)]


def main(target: Target = SAFETY) -> int:
    """Try them, print what came of it; the exit code."""
    asked = _asked(list(target.files))
    began = time.perf_counter()
    made = {name: mutants(path, name, target.room) for name, path in target.files.items()}
    names = {one.name for each in made.values() for one in each}
    among = [one for name in asked.only or made for one in made[name]]
    listed = equivalent(target.listed)
    chosen = choose(among, listed, asked.sample, asked.seed)
    tried = _try(target, chosen)
    lines = wrong(names, {one.name for one in chosen}, tried.survivors, listed)
    killed, seconds = len(chosen) - len(tried.survivors), time.perf_counter() - began
    counts = f"{len(chosen)} mutants of {len(names)}: {killed} noticed"
    by = f"({tried.ill_typed} by the type checker alone)"
    equal = f"{len(tried.survivors & listed)} equivalent"
    print(*lines, f"{counts} {by}, {equal}, {seconds:.0f} s", sep="\n")  # noqa: T201
    return int(bool(lines))


def _asked(modules: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="+", choices=modules, metavar="MODULE")
    parser.add_argument("--sample", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    return parser.parse_args()


def _try(target: Target, chosen: list[Mutant]) -> Campaign:
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(target, chosen, Path(folder))
        code = pytest.main([*QUIETLY, *target.options, str(target.tests)], plugins=[campaign])
    if code != 0:
        raise SystemExit(2)
    return campaign


if __name__ == "__main__":
    sys.exit(main())
