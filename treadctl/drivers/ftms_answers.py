"""What is written to an FTMS control point, and whose answer comes back. By op code alone.

Source: FTMS 1.0, section 4.16: an answer names the op code it is for and nothing else.
"""

import asyncio

from treadctl.drivers.ftms_reports import KMH_PER_MPH
from treadctl.drivers.quirks import STANDARD, Quirk
from treadctl.model import Answer, Command, SetTargetInclination, SetTargetSpeed, Start
from treadctl.protocols import ftms_control
from treadctl.protocols.miles import deci_mph_at_most

# ATT error codes of a refused write. Source: Bluetooth Core, Vol 3 Part F, section 3.4.1.1, and
# the Core Specification Supplement, Part B (0xFC to 0xFF).
WRITE_NOT_PERMITTED = 0x03
PROCEDURE_OPEN = 0xFE
NOT_SUBSCRIBED_OR_NOT_TRUSTED = (0xFD, 0x05, 0x0F)

_RESULTS = {  # FTMS 1.0, table 4.24; whatever else comes is a rejection
    ftms_control.SUCCESS: Answer.ACCEPTED,
    ftms_control.OPERATION_FAILED: Answer.FAILED,
    ftms_control.CONTROL_NOT_PERMITTED: Answer.NOT_PERMITTED,
}


BY_STATUS = {0x02: 0x08, 0x04: 0x07, 0x05: 0x02, 0x06: 0x03}
"""The op code that a status (2ADA) is the answer to, on a machine that answers so."""

_TARGET_BYTES = 3
_SAME_CENTI_KMH = 10  # a target in miles that is told in tenths of a km/h

_SAME_PERCENT = 0.001
_WIRE_STEP_KMH = 0.01  # a range in miles is cut to this, and may have lost as much


def encode(command: Command, quirk: Quirk = STANDARD) -> bytes:
    """The write that asks for `command`. Raises BadInput for a number the wire cannot carry."""
    match command:
        case Start() if quirk.start_not_needed and quirk.min_speed_kmh is not None:
            return ftms_control.encode_target_speed(_centi(quirk.min_speed_kmh, quirk))
        case Start():
            return ftms_control.START
        case SetTargetSpeed(speed_kmh):
            return ftms_control.encode_target_speed(_centi(speed_kmh, quirk))
        case SetTargetInclination(inclination_percent):
            return ftms_control.encode_target_inclination(_raw(inclination_percent, quirk))


def _centi(speed_kmh: float, quirk: Quirk) -> int:
    """A speed as this machine counts it: in 0.01 km/h, or in whole 0.1 mph no faster than that."""
    if quirk.targets_in_mph:
        return deci_mph_at_most(speed_kmh + _WIRE_STEP_KMH) * 10
    return ftms_control.centi_kmh(speed_kmh)


def _raw(inclination_percent: float, quirk: Quirk) -> int:
    """An inclination as this machine counts it; of a table the steepest that is no steeper."""
    if not quirk.inclinations:
        return ftms_control.deci_percent(inclination_percent * quirk.inclination_scale)
    no_steeper = inclination_percent + _SAME_PERCENT
    fits = [raw for percent, raw in quirk.inclinations if percent <= no_steeper]
    return fits[-1] if fits else quirk.inclinations[0][1]


def decode(data: bytes) -> tuple[int, Answer]:
    """The op code that an indication answers, and the answer. Raises DecodeError."""
    response = ftms_control.decode_response(data)
    return response.response_to, _RESULTS.get(response.result, Answer.REJECTED)


def refused(att_error: int) -> Answer:
    """What a write that was refused below FTMS comes to. Not for a stop, which is tried again."""
    return Answer.FAILED if att_error == PROCEDURE_OPEN else Answer.NOT_PERMITTED


class Answers:
    """Who waits for the answer to which op code. One that nobody waits for is set aside."""

    def __init__(self) -> None:
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._written: dict[int, bytes] = {}

    def expect(self, data: bytes) -> asyncio.Future[Answer]:
        """What the next answer to `data` will be given to; call it before it is written."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[data[0]], self._written[data[0]] = answer, data
        return answer

    def written(self, op: int) -> bytes | None:
        """The last write of `op` that was expected to be answered."""
        return self._written.get(op)

    def names_the_same(self, status: bytes, *, in_mph: bool = False) -> bool:
        """True if a status (2ADA) is of a target and names the one that was asked for last.

        `in_mph`: it was asked for in miles per hour, and may be told in either unit.
        """
        asked = self._written.get(BY_STATUS.get(status[0], -1), b"")
        if len(status) < _TARGET_BYTES or len(asked) < _TARGET_BYTES:
            return False
        if asked[1:_TARGET_BYTES] == status[1:_TARGET_BYTES]:
            return True
        told, target = (int.from_bytes(one[1:_TARGET_BYTES], "little") for one in (status, asked))
        return in_mph and abs(told - target * KMH_PER_MPH) <= _SAME_CENTI_KMH

    def of_status(self, status: bytes, *, in_mph: bool, stop_due: bool) -> int | None:
        """The op code that a status (2ADA) is the answer to; None if it tells something else.

        `stop_due`: a stop was written that may be answered now.
        """
        op = BY_STATUS.get(status[0]) if status else None
        if op == ftms_control.STOP[0]:
            return op if stop_due else None
        if op is None or not self.waits_for(op):
            return None
        # A target that is not the one we asked for was set at the console.
        same = op == ftms_control.START[0] or self.names_the_same(status, in_mph=in_mph)
        return op if same else None

    def waits_for(self, op: int) -> bool:
        """True while somebody waits for the answer to `op`."""
        waiting = self._waiting.get(op)
        return waiting is not None and not waiting.done()

    def take(self, op: int, answer: Answer) -> None:
        """Give one answer to whoever waits for it, once."""
        waiting = self._waiting.pop(op, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)
