"""What a bridge tells by itself, and a host that hears it."""

from firmware_bridge import wire
from tests.firmware_bridge.rig import Rig, safe_rig


def events(rig: Rig, code: int) -> list[tuple[int, ...]]:
    """Number, code, arg and value of each event of this code, each once."""
    return list(dict.fromkeys(event[:4] for event in rig.all(wire.EVENT) if event[1] == code))


def talk(rig: Rig, seconds: float) -> None:
    """Let time pass with a host that sends something, so that events are heard."""
    for _ in range(round(seconds * 20)):
        rig.ask(wire.TIME, 0)
        rig.steps(5)


def waiting() -> Rig:
    """A bridge that has booted and heard nobody."""
    rig = Rig()
    rig.steps(220)
    return rig


def settled() -> Rig:
    """A bridge that has told all it had to tell."""
    rig = safe_rig()
    talk(rig, 3.0)
    rig.heard.clear()
    return rig


def inputs(rig: Rig) -> list[tuple[int, ...]]:
    """All that was told of inputs, again and again."""
    return [event for event in rig.all(wire.EVENT) if event[1] == wire.E_INPUTS]
