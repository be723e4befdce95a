"""What the guard tells the board, in order, and never ahead of a stop."""

import asyncio
from collections.abc import Callable

from treadctl.model import Answer, Command, Event, SetTargetInclination, SetTargetSpeed

HOLD_TURNS = 6  # of the loop: bleak and a Bluetooth stack hand a write on in two to four


class Teller:
    """Posts events. While held it keeps them: telling a follower takes longer than a stop does."""

    def __init__(self, post: Callable[[Event], None]) -> None:
        self._post = post
        self._kept: list[Event] = []
        self._turns_left = 0

    def hold(self) -> None:
        """Keep what is told from now on, until `release` or for HOLD_TURNS turns of the loop."""
        if not self._turns_left:
            asyncio.get_running_loop().call_soon(self._turn)
        self._turns_left = HOLD_TURNS

    def release(self) -> None:
        """Post what was kept."""
        kept, self._kept = self._kept, []
        for event in kept:
            self._post(event)

    def say(self, event: str, *, at: float | None = None, **data: object) -> None:
        """Tell that `event` happened `at`, or happens now; what is None in `data` is left out."""
        told = {key: value for key, value in data.items() if value is not None}
        self.tell(Event(asyncio.get_running_loop().time() if at is None else at, event, told))

    def say_target(self, command: Command, answer: Answer) -> None:
        """Tell what a moving belt was asked for, and what the machine said to it. Start is none."""
        match command:
            case SetTargetSpeed(speed_kmh):
                self.say("target", speed_kmh=speed_kmh, answer=answer.value)
            case SetTargetInclination(percent):
                self.say("target", inclination_percent=percent, answer=answer.value)

    def tell(self, event: Event) -> None:
        """Post `event`, or keep it."""
        self._kept.append(event)
        if not self._turns_left:
            self.release()

    def _turn(self) -> None:
        self._turns_left -= 1
        if self._turns_left:
            asyncio.get_running_loop().call_soon(self._turn)
        else:
            self.release()
