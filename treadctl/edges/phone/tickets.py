"""Which phone may watch: the one that brings the code of the screen, once and in time. Pure.

A code is good for one phone and for five minutes. Ten wrong codes make the one on the screen
worthless. Whoever was let in may watch until that walker is signed off, for two hours at most.
None of this is about stopping.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from treadctl.errors import Refused

CODE_S, WATCH_S = 5 * 60.0, 2 * 3600.0
MOST_PHONES = 4
MOST_TRIES = 10
WRONG = "That code is no longer good. Scan a new one from the treadmill's screen."

NOBODY: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Tickets:
    """The code on the screen and until when, and the phones that were let in, until when each."""

    code: str = ""
    code_until: float = 0.0
    wrong: int = 0
    phones: Mapping[str, float] = field(default_factory=lambda: NOBODY)

    def invited(self, code: str, now: float) -> "Tickets":
        """The same phones, and a new code in place of the one before."""
        return replace(self, code=code, code_until=now + CODE_S, wrong=0)

    def admitted(self, code: str, key: str, now: float) -> "Tickets":
        """Whoever brings this code is let in by `key` from now on, or counted as wrong.

        Look at `knows` to tell. The longest known phone goes where there is no room for one more.
        """
        good = bool(self.code) and now <= self.code_until and self.wrong < MOST_TRIES
        if not (good and hmac.compare_digest(code.encode(), self.code.encode())):
            return replace(self, wrong=self.wrong + 1)
        kept = [one for one in self.phones.items() if one[1] > now][-(MOST_PHONES - 1) :]
        return replace(self, code="", phones=dict([*kept, (key, now + WATCH_S)]))

    def signed_off(self) -> "Tickets":
        """The walker is gone: no phone watches the next one, and the code is worth nothing."""
        return Tickets()

    def knows(self, key: str, now: float) -> bool:
        """True if the phone with this key may watch."""
        return self.phones.get(key, 0.0) > now

    def check(self, key: str, now: float) -> None:
        """Raises Refused, with a sentence for the phone, if it may not watch."""
        if not self.knows(key, now):
            raise Refused(WRONG)
