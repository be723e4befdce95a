"""A host of few words for the firmware: says hello, arms, walks. Not the one that walks people.

`python -m simulators.pico.host FD SPEED_CKMH` walks on an open line until it is killed, and prints
`walking` once the bridge drives at that speed.
"""

import os
import select
import sys
import time

from firmware_bridge import wire

_PERIOD_S = 0.1
_NONCE = 7


class Host:
    """`status` and `events` are what the bridge told, by name; `status` is empty before that."""

    def __init__(self, line: int) -> None:
        self.status: dict[str, int] = {}
        self.events: list[dict[str, int]] = []
        self._line = line
        self._receiver = wire.Receiver()
        self._seq = self._ack = self._boot_id = 0

    def tell(self, kind: int, *values: int) -> None:
        """Send one message."""
        self._seq = (self._seq + 1) & 0xFFFF
        payload = wire.pack(kind, *values)
        os.write(self._line, wire.encode(kind, self._seq, self._ack, self._boot_id, payload))

    def listen(self, seconds: float) -> None:
        """Take what comes within so many seconds."""
        end_s = time.perf_counter() + seconds
        while (left_s := end_s - time.perf_counter()) > 0:
            if select.select([self._line], [], [], left_s)[0]:
                for frame in self._receiver.feed(os.read(self._line, 4096)):
                    self._take(frame)

    def hello(self, limit_s: float = 30.0) -> None:
        """Say hello until STATUS comes. Raises TimeoutError if none does."""
        end_s = time.perf_counter() + limit_s
        while not self.status:
            self.tell(wire.HELLO, 1, wire.CONTROLLER, _NONCE)
            self.listen(_PERIOD_S)
            _expect_before(end_s)

    def arm(self, limit_s: float = 30.0) -> None:
        """Ask until K1 is to close. Raises TimeoutError if it never is."""
        end_s = time.perf_counter() + limit_s
        while self.status["state"] != wire.ARMED:
            self.tell(wire.ARM, self.status["arm_id"])
            self.listen(_PERIOD_S)
            _expect_before(end_s)

    def setpoint(self, speed_ckmh: int) -> None:
        """Send a setpoint."""
        self.tell(wire.SETPOINT, wire.RUN, speed_ckmh, 0, 500, self.status["arm_id"])

    def walk(self, seconds: float, speed_ckmh: int) -> None:
        """Keep a speed."""
        end_s = time.perf_counter() + seconds
        while time.perf_counter() < end_s:
            self.setpoint(speed_ckmh)
            self.listen(_PERIOD_S)

    def _take(self, frame: wire.Frame) -> None:
        self._ack, self._boot_id = frame.seq, frame.boot_id
        if frame.kind in (wire.STATUS, wire.EVENT):
            names = wire.MESSAGES[frame.kind][1]
            values = dict(zip(names, wire.unpack(frame.kind, frame.payload), strict=True))
            if frame.kind == wire.STATUS:
                self.status = values
            elif values["number"] not in [event["number"] for event in self.events]:
                self.events.append(values)


def _expect_before(end_s: float) -> None:
    if time.perf_counter() > end_s:
        raise TimeoutError("The bridge does not answer.")


def main() -> None:
    """Walk until killed."""
    host, speed_ckmh = Host(int(sys.argv[1])), int(sys.argv[2])
    host.hello()
    host.arm()
    host.walk(0.2, min(speed_ckmh, 100))
    while host.status["command_ckmh"] != speed_ckmh:
        host.walk(0.1, speed_ckmh)
    print("walking", flush=True)  # noqa: T201
    while True:
        host.walk(1.0, speed_ckmh)


if __name__ == "__main__":
    main()
