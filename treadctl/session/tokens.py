"""What a person at the machine must show for an act: a token for each, good once.

Whoever only repeats what he sent last can do none of them a second time.
"""

import secrets
from typing import NamedTuple

from treadctl.errors import Refused


class Shown(NamedTuple):
    """The tokens on the screen; None for an act that is not possible now."""

    start: str | None = None
    acknowledge: str | None = None
    level: str | None = None


class Tokens:
    """One token for each act. Every act that takes one makes all of them anew."""

    def __init__(self) -> None:
        self._renew()

    def shown(self, *, start: bool, acknowledge: bool, level: bool) -> Shown:
        """Those of the acts that are possible now."""
        return Shown(
            self._start if start else None,
            self._acknowledge if acknowledge else None,
            self._level if level else None,
        )

    def take_start(self, token: str) -> None:
        """Raises Refused unless it is the one for a start."""
        self._take(token, self._start, "That start is no longer on the screen. Tap Start again.")

    def take_acknowledge(self, token: str) -> None:
        """Raises Refused unless it is the one for a confirmation."""
        reason = "That confirmation is no longer on the screen. Tap it again."
        self._take(token, self._acknowledge, reason)

    def take_level(self, token: str) -> None:
        """Raises Refused unless it is the one for a level deck."""
        reason = "That button is no longer on the screen. Tap Level the deck again."
        self._take(token, self._level, reason)

    def _take(self, token: str, wanted: str, reason: str) -> None:
        if not secrets.compare_digest(token, wanted):
            raise Refused(reason)
        self._renew()

    def _renew(self) -> None:
        self._start = secrets.token_hex(8)
        self._acknowledge = secrets.token_hex(8)
        self._level = secrets.token_hex(8)
