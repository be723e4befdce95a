"""How a stop is written on one connection, and what one that was refused needs.

The stop itself always comes first. Only a machine that refuses it, or is silent, is asked for
control and given the stop again. Source: FTMS 1.0, section 4.16.2.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bleak.exc import BleakGATTProtocolError

from treadctl.drivers import Listener, ftms_answers
from treadctl.drivers.ftms_link import FtmsLink, OnValue
from treadctl.drivers.gatt import LINK_ERRORS
from treadctl.drivers.quirks import Quirk
from treadctl.drivers.wire import WRITE_LIMIT_S
from treadctl.model import Answer
from treadctl.protocols import ftms, ftms_control

CONTROL_ANSWER_LIMIT_S = 0.3
REPEAT_WITHIN_S = 1.0  # a stop this soon after another is that one again
OBEY_WITHIN_S = 2.0  # a belt that took a stop is seen to slow by then

_SOON_S = 0.001


class StopWriter:
    """Writes stops to `link`. `again` makes another one due, `on_answer` takes its indications.

    `slowing`: the belt is seen to slow, or to stand, at a time.
    Set `quirk` as soon as it is known, and `ready` once control was asked for.
    """

    def __init__(  # noqa: PLR0913 - each is one neighbour
        self,
        *,
        link: FtmsLink,
        listener: Listener,
        quirk: Quirk,
        again: Callable[[], None],
        on_answer: OnValue,
        slowing: Callable[[float], bool] = lambda _now: False,
    ) -> None:
        self.quirk = quirk
        self.ready = False
        self.written_at = -math.inf
        self._link, self._listener = link, listener
        self._again, self._on_answer, self._slowing = again, on_answer, slowing
        self._loop = asyncio.get_running_loop()
        self._armed = False
        self._when_closed = False
        self._answered = False
        self._plain = False  # written without the unlock that it may need, and not answered yet
        self._regain_first = False
        self._regained_at = -math.inf
        self._asked_at = -math.inf
        self._taken = self._disobeyed = False

    def write(self) -> Awaitable[None]:
        """Write the stop that is due. Whoever calls holds the wire."""
        quirk = self.quirk
        bent = (
            self._regain_first or quirk.unlock or quirk.write_spacing_s or quirk.second_stop_clears
        )
        return self._write_with_care() if bent or not self._link.controllable else self._write()

    async def _write_with_care(self) -> None:
        if self._regain_first:
            await self._regain()
        if not self._link.controllable:
            self._listener.stop_answered(Answer.REJECTED)
            return
        if self.quirk.second_stop_clears and self._done_already():
            return
        if self.quirk.write_spacing_s and self._too_early():
            return
        unlock = self.quirk.unlock
        if unlock is None or not unlock.each_write:
            await self._write()
        elif self._loop.time() - self.written_at <= REPEAT_WITHIN_S + self.quirk.write_spacing_s:
            await self._link.unlock(unlock)
            await self._write()
        else:
            self._plain = True
            await self._write()
            self._again()

    def _done_already(self) -> bool:
        """True if this is a stop again that the machine took, and the belt obeys."""
        now = self._loop.time()
        again = now - self._asked_at <= REPEAT_WITHIN_S
        self._asked_at = now
        if not again:
            self._taken = self._disobeyed = False
        obeyed = now - self.written_at <= OBEY_WITHIN_S or self._slowing(now)
        self._disobeyed |= self._taken and not obeyed
        return self._taken and not self._disobeyed

    def _too_early(self) -> bool:
        """True if this machine would lose a stop now; it comes again, and the wire is free."""
        rest_s = self.written_at + self.quirk.write_spacing_s - self._loop.time()
        if rest_s > _SOON_S and not self._armed:
            self._armed = True
            self._loop.call_later(rest_s, self._due)
        return rest_s > _SOON_S

    def _due(self) -> None:
        self._armed = False
        self._again()

    def answered(self, answer: Answer) -> None:
        """Take what the machine said to a stop."""
        self._answered = True
        self._taken = answer is Answer.ACCEPTED
        if answer is Answer.NOT_PERMITTED and not self._plain:
            self._with_control()
        self._plain = False
        self._listener.stop_answered(answer)

    def procedure_closed(self) -> None:
        """Take note that the machine answered anything; a stop it had no room for comes again."""
        if self._when_closed:
            self._when_closed = False
            self._again()

    async def _write(self) -> None:
        at = self.written_at = self._loop.time()
        late = self._loop.call_later(WRITE_LIMIT_S, self._link.lose, "A stop did not return.")
        try:
            await self._link.write_unlimited(ftms_control.STOP)
        except BleakGATTProtocolError as error:
            self._refused(error.code)
            return
        finally:
            late.cancel()
        self._listener.stop_written(at)
        if not self.ready:
            self._loop.call_later(CONTROL_ANSWER_LIMIT_S, self._unanswered)

    def _refused(self, att_error: int) -> None:
        if att_error == ftms_answers.PROCEDURE_OPEN:
            self._when_closed = True
        elif att_error in ftms_answers.NOT_SUBSCRIBED_OR_NOT_TRUSTED:
            self._with_control()
        else:
            self._listener.stop_answered(Answer.REJECTED)

    def _unanswered(self) -> None:
        if not self._answered and not self.ready:
            self._with_control()

    def _with_control(self) -> None:
        now = self._loop.time()
        if now - self._regained_at >= CONTROL_ANSWER_LIMIT_S:
            self._regained_at = now
            self._regain_first = True
            self._again()

    async def _regain(self) -> None:
        """A new connection has no permission and no subscription; a stop may need both."""
        self._regain_first = False
        with suppress(*LINK_ERRORS):
            await self._link.subscribe(ftms.CONTROL_POINT, self._on_answer)
            await self._link.unlock(self.quirk.unlock)
            await self._link.write(ftms_control.REQUEST_CONTROL)
