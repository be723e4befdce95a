"""What is done with what comes in on `cmd/#`. Pure.

A stop is a stop whatever comes with it. All else is refused, and counted by the reason.
"""

import json
import re
from enum import StrEnum

MOST_BYTES = 16 * 1024
ONLY_STOP = "Only stop is taken from afar. The person at the machine starts and steers the belt."

_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")


class Refusal(StrEnum):
    """Why a command was not obeyed."""

    UNKNOWN_TOPIC = "unknown_topic"
    RETAINED = "retained"
    TOO_LONG = "too_long"
    NOT_JSON = "not_json"
    NOT_FROM_AFAR = "not_from_afar"
    FLOOD = "flood"


REASONS = {  # a flood is only counted
    Refusal.UNKNOWN_TOPIC: f"Nobody listens on that topic. {ONLY_STOP}",
    Refusal.RETAINED: f"A command that the broker kept is not taken. {ONLY_STOP}",
    Refusal.TOO_LONG: f"That was longer than {MOST_BYTES} bytes. {ONLY_STOP}",
    Refusal.NOT_JSON: f"That was not JSON. {ONLY_STOP}",
    Refusal.NOT_FROM_AFAR: ONLY_STOP,
}


def command_in(topic: str) -> str:
    """The command a topic of the tree asks for; "unknown" if nobody could mean that."""
    name = "/".join(topic.split("/")[5:])
    return name if _NAME.fullmatch(name) else "unknown"


def is_stop(topic: str) -> bool:
    """True for `cmd/stop` of a machine alone."""
    return topic.split("/")[4:] == ["cmd", "stop"]


def refusal(name: str, payload: bytes, *, retained: bool) -> Refusal:
    """Why what is no stop is refused. Only the first MOST_BYTES + 1 of `payload` are needed."""
    if name == "unknown":
        return Refusal.UNKNOWN_TOPIC
    if retained:
        return Refusal.RETAINED
    if len(payload) > MOST_BYTES:
        return Refusal.TOO_LONG
    return Refusal.NOT_FROM_AFAR if _is_json(payload) else Refusal.NOT_JSON


def _is_json(payload: bytes) -> bool:
    try:
        json.loads(payload)
    except (ValueError, RecursionError):
        return False
    return True
