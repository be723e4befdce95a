"""One machine's characteristics: what was subscribed on this connection, and writes to it."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bleak import BleakClient
from bleak.exc import BleakGATTProtocolError

from treadctl.drivers import ftms_answers
from treadctl.drivers.ftms_describe import SETUP_LIMIT_S
from treadctl.drivers.gatt import LINK_ERRORS, find
from treadctl.drivers.quirks import Unlock
from treadctl.drivers.wire import within_limit
from treadctl.errors import LinkLost
from treadctl.protocols import ftms

OnValue = Callable[[object, bytearray], None]
UNTOUCHED = (  # BlueZ holds a write back while it tries to pair, which takes a person
    "The treadmill takes no command. Switch it off and on; if it has to be paired, do so once with"
    " `bluetoothctl`."
)
_TELLING = {"notify", "indicate"}


class FtmsLink:
    """A connected client. Whoever calls holds the wire; `lose` is told why the link is broken.

    `controllable`: the machine has a control point.
    """

    def __init__(self, client: BleakClient, lose: Callable[[str], None]) -> None:
        self.client, self.lose = client, lose
        self._subscribed: set[str] = set()
        self._took_a_write = False
        self._control_point = find(client, ftms.CONTROL_POINT)
        self.controllable = self._control_point is not None

    def has(self, uuid: str) -> bool:
        """True if the machine has this characteristic."""
        return find(self.client, uuid) is not None

    async def subscribe(self, uuid: str, on_value: OnValue) -> None:
        """Ask for its values, once for each connection. Raises LinkLost if that does not return.

        What the machine has not, or refuses, it will not tell; the rest of it is as good as ever.
        """
        found = find(self.client, uuid)
        tells = found is not None and not _TELLING.isdisjoint(found.properties)
        if found is not None and tells and uuid not in self._subscribed:
            with suppress(BleakGATTProtocolError):
                await within_limit(self.client.start_notify(found, on_value), SETUP_LIMIT_S)
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
            hung = isinstance(error, LinkLost) and not self._took_a_write
            why = UNTOUCHED if hung else f"The link to the treadmill broke: {error}"
            self.lose(why)
            raise LinkLost(why) from error
        self._took_a_write = True

    def write_unlimited(self, data: bytes) -> Awaitable[None]:
        """Write to the control point, as long as it takes. No frame of its own: a stop waits."""
        if self._control_point is None:
            raise BleakGATTProtocolError(ftms_answers.WRITE_NOT_PERMITTED)
        return self.client.write_gatt_char(self._control_point, data, response=True)

    async def unlock(self, unlock: Unlock | None) -> None:
        """Write what opens this machine, if anything does. Never fails: the next write tells."""
        if unlock is None:
            return
        with suppress(LinkLost, *LINK_ERRORS):  # `find` too: after a disconnect it raises
            if (found := find(self.client, unlock.characteristic)) is not None:
                data = bytes.fromhex(unlock.data)
                await within_limit(self.client.write_gatt_char(found, data, response=True))


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
