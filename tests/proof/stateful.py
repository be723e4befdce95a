"""A million steps of walks that anything can befall; what happens is in `walks`, what holds in
`onlooker`.

`python -m tests.proof.stateful --steps 1000000` goes on until so many steps were done, a run of its
own for each seed, and says what it found. A failing seed replays alone: `--seed N --steps 1`.
"""

import json
import logging
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import click
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proof.walks import Walk

STEPS_EACH, WALKS_EACH = 100, 25
FAILURES_TO_STOP = 5


def run_seed(number: int, walks: int = WALKS_EACH, steps: int = STEPS_EACH) -> tuple[int, int]:
    """Run the walks of one seed; returns how many steps and walks that were.

    Raises what the shortest story that hypothesis found comes to; its notes tell that story.
    """
    logging.disable(logging.CRITICAL)
    Walk.steps = Walk.walks = 0
    chosen = settings(
        max_examples=walks,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seed(number)(Walk), settings=chosen)
    finally:
        logging.disable(logging.NOTSET)
    return Walk.steps, Walk.walks


@click.command()
@click.option("--steps", default=1_000_000, show_default=True)
@click.option("--seed", "first", default=0, show_default=True, help="The first seed.")
@click.option("--processes", default=2, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def main(steps: int, first: int, processes: int, as_json: bool) -> None:
    """Go on until so many steps were done, or a few seeds failed; 1 if one did."""
    began, done, walks, number = time.perf_counter(), 0, 0, first
    failures: dict[int, str] = {}
    with ProcessPoolExecutor(processes) as pool:
        while done < steps and len(failures) < FAILURES_TO_STOP:
            seeds = range(number, number + processes)
            batch = {one: pool.submit(run_seed, one) for one in seeds}
            number += processes
            for one, ran in batch.items():
                error = ran.exception()
                if error is None:
                    done, walks = done + ran.result()[0], walks + ran.result()[1]
                else:
                    failures[one] = "\n".join([str(error), *getattr(error, "__notes__", ())])
            click.echo(f"{done} steps, {len(failures)} failures", err=True)
    told = {"steps": done, "walks": walks, "seconds": round(time.perf_counter() - began, 1)}
    told |= {"first_seed": first, "last_seed": number - 1}
    if as_json:
        click.echo(json.dumps(told | {"failures": failures}))
    else:
        click.echo("{steps} steps in {walks} walks, {seconds} s".format(**told))
        click.echo("seeds {first_seed} to {last_seed}".format(**told))
        for one, story in failures.items():
            click.echo(f"seed {one}: {story}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
