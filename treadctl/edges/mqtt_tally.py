"""What the health topic counts. No I/O."""

from collections import Counter
from typing import Any

from treadctl.edges.mqtt_commands import Refusal


class Tally:
    """Counts since the start of the process."""

    def __init__(self) -> None:
        self.connections = 0
        self.stops_taken = 0
        self.refused: Counter[Refusal] = Counter()

    def counts(self) -> dict[str, Any]:
        """What the payload of the health topic has of this."""
        return {
            "connections": self.connections,
            "stops_taken": self.stops_taken,
            "refused": {why.value: count for why, count in sorted(self.refused.items())},
        }
