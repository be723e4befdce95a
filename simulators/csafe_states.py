"""The states of a CSAFE machine, and where a host's Go commands lead. Pure.

States and commands: OpenRowingCommunity/csafe-fitness. The table of transitions is not public; this
one is chosen here, strictly: the usual path, and nothing beside it.
"""

from enum import IntEnum


class State(IntEnum):
    """The low bits of a status byte."""

    ERROR = 0
    READY = 1
    IDLE = 2
    HAVE_ID = 3
    IN_USE = 5
    PAUSED = 6
    FINISHED = 7
    MANUAL = 8
    OFF_LINE = 9


# Go command: the states it is legal in, the state it leads to
_GO = {
    0x82: ({State.READY, State.IDLE, State.HAVE_ID}, State.IDLE),
    0x83: ({State.IDLE, State.HAVE_ID}, State.HAVE_ID),
    0x85: ({State.HAVE_ID, State.IN_USE}, State.IN_USE),
    0x86: ({State.IN_USE, State.PAUSED, State.FINISHED}, State.FINISHED),
    0x87: ({State.READY, State.IDLE, State.HAVE_ID, State.FINISHED}, State.READY),
    0x88: ({State.HAVE_ID}, State.IDLE),
}


def after(command: int, state: State) -> State | None:
    """Return the state that a Go command leads to; None where it is not legal."""
    legal, reached = _GO.get(command, (frozenset(), state))
    return reached if state in legal else None
