"""`treadctl bench faults`: random walks with faults, judged by the belt's own physics."""

import json
import logging
import multiprocessing
import os
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import click

from treadctl.cli.bench.faults.judge import Violation

FAILED = 1
CHUNK = 10


@click.command()
@click.option("--sessions", type=click.IntRange(1), default=500, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--without", metavar="RULE", help="Switch one rule off, to show that it is missed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def faults(sessions: int, seed: int, without: str | None, as_json: bool) -> int:
    """Random walks with faults in virtual time, each judged by the simulated belt's own physics.

    Session i is drawn from the seed plus i, and with --without from the rule too: a failing one
    replays alone with --sessions 1 --seed S and the same --without.

    Exit 1 if a promise was broken; with --without, if none was: then the campaign is blind.
    """
    from treadctl.cli.bench.faults.without import check

    check(without)
    found = run(sessions, seed, without)
    if as_json:
        click.echo(json.dumps(found))
    else:
        _show(found)
    blind = without is not None
    return FAILED if bool(found["violations"]) is not blind else 0


def run(sessions: int, seed: int, without: str | None) -> dict[str, Any]:
    """The campaign's figures. `first_violation` counts the sessions until a violation showed."""
    began = time.perf_counter()
    violations = sorted(one for judged in _judged(sessions, seed, without) for one in judged)
    found: dict[str, Any] = {
        "sessions": sessions,
        "violations": [one.as_json() for one in violations],
        "seed": seed,
        "wall_s": round(time.perf_counter() - began, 1),
    }
    if without is not None:
        found["without"] = without
        if violations:
            found["first_violation"] = violations[0].seed - seed + 1
    return found


def _judged(sessions: int, seed: int, without: str | None) -> Iterator[list[Violation]]:
    """What each session came to, on as many processors as there are."""
    seeds, tell = range(seed, seed + sessions), partial(one_session, without=without)
    processes = min(os.cpu_count() or 1, -(-sessions // CHUNK))
    if processes == 1:
        yield from map(tell, seeds)
        return
    with multiprocessing.get_context("spawn").Pool(processes, _quiet) as pool:
        yield from pool.imap(tell, seeds, CHUNK)


def _quiet() -> None:
    logging.getLogger("treadctl").addHandler(logging.NullHandler())  # ten thousand alarms


def one_session(seed: int, *, without: str | None = None) -> list[Violation]:
    """The broken promises of the session of `seed`."""
    from treadctl.cli.bench.faults.draw import draw
    from treadctl.cli.bench.faults.judge import judge
    from treadctl.cli.bench.faults.told import record
    from treadctl.cli.bench.faults.without import switched_off

    with switched_off(without):
        told = record(draw(seed, without))
    return judge(told)


def _show(found: dict[str, Any]) -> None:
    for one in found["violations"]:
        click.echo(f"seed {one['seed']:<8} {one['t']:9.2f} s  {one['invariant']}")
    rest = {key: value for key, value in found.items() if key != "violations"}
    click.echo("  ".join(f"{key}={value}" for key, value in rest.items()))
    click.echo(f"violations={len(found['violations'])}")
