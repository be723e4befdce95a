"""One machine's characteristics: what was subscribed on this connection, and writes to it."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bleak import BleakClient
from bleak.exc import BleakGATTProtocolError

from treadctl.drivers import ftms_answers
from treadctl.drivers.ftms_describe import SETUP_LIMIT_S
from treadctl.drivers.gatt import LINK_ERRORS
from treadctl.drivers.quirks import Unlock
from treadctl.drivers.wire import within_limit
from treadctl.errors import LinkLost
from treadctl.protocols import ftms

OnValue = Callable[[object, bytearray], None]


class FtmsLink:
    """A connected client. Whoever calls holds the wire; `lose` is told why the link is broken.

    `controllable`: the machine has a control point.
    """

    def __init__(self, client: BleakClient, lose: Callable[[str], None]) -> None:
        self.client, self.lose = client, lose
        self._subscribed: set[str] = set()
        self._control_point = client.services.get_characteristic(ftms.CONTROL_POINT)
        self.controllable = self._control_point is not None

    def has(self, uuid: str) -> bool:
        """True if the machine has this characteristic."""
        return self.client.services.get_characteristic(uuid) is not None

    async def subscribe(self, uuid: str, on_value: OnValue) -> None:
        """Ask for its values, once for each connection. Raises LinkLost if that does not return."""
        if uuid not in self._subscribed:
            await within_limit(self.client.start_notify(uuid, on_value), SETUP_LIMIT_S)
            self._subscribed.add(uuid)

    async def write(self, data: bytes) -> None:
        """Write to the control point.

        Raises BleakGATTProtocolError where the machine refuses it, LinkLost for a broken link.
        """
        try:
            await within_limit(self.write_unlimited(data))
        except BleakGATTProtocolError:
            raise
        except (LinkLost, *LINK_ERRORS) as error:
            self.lose(f"The link to the treadmill broke: {error}")
            raise LinkLost("The link to the treadmill broke.") from error

    def write_unlimited(self, data: bytes) -> Awaitable[None]:
        """Write to the control point, as long as it takes. No frame of its own: a stop waits."""
        if self._control_point is None:
            raise BleakGATTProtocolError(ftms_answers.WRITE_NOT_PERMITTED)
        return self.client.write_gatt_char(self._control_point, data, response=True)

    async def unlock(self, unlock: Unlock | None) -> None:
        """Write what opens this machine, if anything does. Never fails: the next write tells."""
        if unlock is None:
            return
        with suppress(LinkLost, *LINK_ERRORS):  # `has` too: after a disconnect it raises
            if self.has(unlock.characteristic):
                data = bytes.fromhex(unlock.data)
                write = self.client.write_gatt_char(unlock.characteristic, data, response=True)
                await within_limit(write)


class Spacing:
    """Keeps writes apart, by the loop's time."""

    def __init__(self) -> None:
        self._last = -math.inf

    async def keep(self, apart_s: float) -> None:
        """Return once `apart_s` have passed since the last call returned, or was to return."""
        now = asyncio.get_running_loop().time()
        due = max(now, self._last + apart_s)
        self._last = due
        if due > now:
            await asyncio.sleep(due - now)
