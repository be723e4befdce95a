"""`treadctl bench session`: a whole walk with a bad radio, in virtual time."""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from simulators.virtual_time import VirtualTimeLoop
from treadctl.cli.bench.figures import Figures, show

PROFILE = "back-ease-30"


class CountingLoop(VirtualTimeLoop):
    """A virtual-time loop that counts its turns."""

    def __init__(self) -> None:
        super().__init__()
        self.wakeups = 0

    def _run_once(self) -> None:
        self.wakeups += 1
        super()._run_once()  # type: ignore[misc]  # every asyncio loop has it, no stub does


@click.command()
@click.option("--profile", default=PROFILE, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def session(profile: str, seed: int, as_json: bool) -> None:
    """Walk PROFILE to its end with 4 Hz telemetry: 1 % each garbage, truncated and doubled.

    Real bytes go through the codec and the driver; only the clock and the machine are simulated.
    """
    figures = measure(profile, seed)
    show(figures, {"wall_s": f"for {figures['virtual_s']} s"}, as_json=as_json)


def measure(profile: str, seed: int) -> Figures:
    """The figures of one walk. `wall_s` is that of the walk, without imports."""
    from treadctl.cli.story import Plot, Story
    from treadctl.session.profile import find

    walk = find(profile)

    async def tell(folder: Path) -> tuple[dict[str, Any], float]:
        story = Story(Plot(walk, folder / "latch", seed=seed, noisy=True))
        return await story.tell(), 1 / story.plot.model.telemetry_period_s

    with (
        tempfile.TemporaryDirectory(prefix="treadctl-bench-") as folder,
        asyncio.Runner(loop_factory=CountingLoop) as runner,
    ):
        began = time.perf_counter()
        found, telemetry_hz = runner.run(tell(Path(folder)))
        wall_s = time.perf_counter() - began
        loop = runner.get_loop()
        assert isinstance(loop, CountingLoop)  # noqa: S101 - the runner made it
        return {
            "profile": profile,
            "virtual_s": found["virtual_s"],
            "wall_s": round(wall_s, 3),
            "telemetry_hz": telemetry_hz,
            "samples": found["samples"],
            "wakeups": loop.wakeups,
            "outcome": found["outcome"],
        }
