"""What there is to say of a broker that was lost, and lost again. Pure."""

from collections import deque

import aiomqtt
from paho.mqtt.reasoncodes import ReasonCode

OFTEN, OFTEN_S = 3, 60.0
TAKEN_OVER = 0x8E  # another client has our id now. Source: MQTT 5.0, section 3.14.2.1
TWO = "another machine calls itself {name} too; give each one its own mqtt.machine"
MAYBE_TWO = (
    "it hung up again and again; the network is bad, or another machine calls itself {name} too"
)


class Losses:
    """Hears of each connection that was lost. `name`: SITE/MACHINE."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._at: deque[float] = deque(maxlen=OFTEN)

    def lost(self, error: BaseException, now: float) -> str:
        """Note that a connection which was there is lost, and say why.

        Many a broker only hangs up on one of two that go by the same id, so how often is a sign.
        """
        self._at.append(now)
        if taken_over(error):
            return TWO.format(name=self._name)
        if len(self._at) == OFTEN and now - self._at[0] <= OFTEN_S:
            return MAYBE_TWO.format(name=self._name)
        return str(first(error))


def taken_over(error: BaseException) -> bool:
    """True if a broker said that another client took the connection over."""
    if isinstance(error, BaseExceptionGroup):
        return any(taken_over(one) for one in error.exceptions)
    if isinstance(error, aiomqtt.MqttCodeError) and isinstance(error.rc, ReasonCode):
        return bool(error.rc.value == TAKEN_OVER)
    return error.__cause__ is not None and taken_over(error.__cause__)


def first(error: BaseException) -> BaseException:
    """The first error of a group; an error itself."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
