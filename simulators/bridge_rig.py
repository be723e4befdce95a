"""A bridge in reach in this process, for virtual time: bytes travel in pieces, not one by one."""

import asyncio
from collections.abc import Callable

from firmware_bridge.settings import Settings
from simulators.bridge_machine import STEP_S, BridgeMachine
from simulators.physics import Belt
from treadctl.errors import ConnectFailed

TRAVEL_S = 0.004  # the longest frame at 115200 baud


class BridgeRig:
    """One bridge and its cable. `stepped` is called behind each control step.

    beside: the belt of another machine, at which its tachometer is.

    mute: nothing that is sent arrives any more, in either direction.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        stepped: Callable[[], None] = lambda: None,
        *,
        beside: Belt | None = None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.machine = BridgeMachine(self._loop.time(), settings, beside=beside)
        self.in_reach = True
        self.mute = False
        self._stepped = stepped
        self._port: BridgePort | None = None
        self._step_later()

    async def open_line(
        self, received: Callable[[bytes], None], lost: Callable[[str], None]
    ) -> "BridgePort":
        """Open the port. Raises ConnectFailed while it is out of reach or somebody has it."""
        if not self.in_reach:
            raise ConnectFailed("There is no such port. Plug the bridge in.")
        if self._port is not None:
            raise ConnectFailed("The port is in use by another program. Close that.")
        self._port = BridgePort(self, received, lost)
        return self._port

    def lose(self) -> None:
        """Pull the cable."""
        self.in_reach = False
        port, self._port = self._port, None
        if port is not None:
            self._loop.call_soon(port.lost, "The cable was pulled. Plug it in.")

    def restore(self) -> None:
        """Plug the cable in."""
        self.in_reach = True

    def carry(self, port: "BridgePort", data: bytes) -> None:
        """Bring what the host wrote to the bridge."""
        if self._port is port and not self.mute:
            self._loop.call_later(TRAVEL_S, self._arrive, data)

    def leave(self, port: "BridgePort") -> None:
        """The host closed its end."""
        if self._port is port:
            self._port = None

    def _arrive(self, data: bytes) -> None:
        if self.in_reach:
            self.machine.received(data, self._loop.time())

    def _step_later(self) -> None:
        self._loop.call_later(STEP_S, self._step)

    def _step(self) -> None:
        self._step_later()
        for data in self.machine.tick(self._loop.time()):
            if self._port is not None and not self.mute:
                self._loop.call_later(TRAVEL_S, self._port.received_if_open, data)
        self._stepped()


class BridgePort:
    """The host's end of the cable."""

    def __init__(
        self, rig: BridgeRig, received: Callable[[bytes], None], lost: Callable[[str], None]
    ) -> None:
        self.lost = lost
        self._rig, self._received = rig, received
        self._open = True

    def write(self, data: bytes) -> None:
        """Send `data`; nothing happens to it once the port is closed or gone."""
        if self._open:
            self._rig.carry(self, data)

    def close(self) -> None:
        """Hear nothing more."""
        self._open = False
        self._rig.leave(self)

    def received_if_open(self, data: bytes) -> None:
        """Hear what the bridge said a moment ago."""
        if self._open:
            self._received(data)
