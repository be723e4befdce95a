"""Which question is it? Each one that is asked has a number of its own, so an answer counts once.

Whoever repeats an answer agrees to nothing but what was asked then: a number that was refused or
used up never comes back, not in another walk and hardly in another run of the program.
"""

import itertools
import secrets

FIRST_BELOW = 1_000_000_000  # where another run began nobody knows, so its answers do not fit here


class Questions:
    """Numbers what is asked. Look at it whenever the question may have changed."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1 + secrets.randbelow(FIRST_BELOW))
        self._asked: str | None = None
        self._number = 0

    def number(self, question: str | None) -> int | None:
        """The number of what is asked now; None while nothing is."""
        if question is not None and question != self._asked:
            self._number = next(self._numbers)
        self._asked = question
        return None if question is None else self._number

    def closed(self) -> None:
        """What was asked is answered or asked anew: its number is used up."""
        self._asked = None
