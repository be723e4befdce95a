"""What the belt room is about. Pure."""

from enum import StrEnum


class Phase(StrEnum):
    """What we are about; what the belt does is another question.

    `CONSOLE`: somebody at the console took over a walk of ours. We only watch, and stop if asked.
    """

    IDLE = "idle"
    STARTING = "starting"
    WALKING = "walking"
    STOPPING = "stopping"
    CONSOLE = "console"

    @property
    def driving(self) -> bool:
        """True while a walk of ours moves the belt, or is about to."""
        return self in (Phase.STARTING, Phase.WALKING)
