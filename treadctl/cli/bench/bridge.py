"""`treadctl bench bridge`: the control step of the bridge's firmware, on a real MicroPython."""

import click

from firmware_bridge.loop import STEP_MS
from firmware_bridge.settings import Settings, dump
from firmware_bridge.wire import E_LINK, E_STEP
from treadctl.cli.bench.figures import Figures, show
from treadctl.errors import BadInput

SPEED_CKMH = 200


@click.command()
@click.option("--seconds", type=click.FloatRange(min=3.0), default=10.0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def bridge(seconds: float, as_json: bool) -> None:
    """Walk on the firmware as a Pico runs it, but on this machine, and ask for its longest step.

    The step includes its outputs: here a simulated treadmill. A Pico is slower by far.
    """
    show(measure(seconds), {"step_us_max": f"of {STEP_MS * 1000} us"}, as_json=as_json)


def measure(seconds: float) -> Figures:
    """The figures of a walk of so many seconds, as the firmware's events tell them.

    Raises BadInput without MicroPython, or if the board does not come to walk.
    """
    from simulators.pico.host import Host
    from simulators.pico.process import pico

    with pico(dump(Settings(accel=100))) as board:
        host = Host(board.line)
        try:
            host.hello()
            host.arm()
        except TimeoutError as error:
            raise BadInput(
                "The firmware does not come to walk. Try on a quieter machine."
            ) from error
        host.walk(1.0, 100)
        host.walk(seconds - 1.0, SPEED_CKMH)
    steps = [event for event in host.events if event["code"] == E_STEP]
    links = [event for event in host.events if event["code"] == E_LINK]
    return {
        "step_us_max": max(event["value"] for event in steps),
        "reports": len(steps),
        "collections": sum(event["arg"] for event in steps),
        "bad_frames": max([event["value"] for event in links], default=0),
        "faults": host.status["faults"],
        "state": host.status["state"],
    }
