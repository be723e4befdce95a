"""The floor of the crash bench: `python bare_stop.py HOST:PORT` connects, writes a stop, and ends.

A script of its own, so that it loads nothing of treadctl and no more of bumble than it needs.
"""

import asyncio
import sys
from contextlib import suppress

from bumble.att import ATT_Error
from bumble.core import UUID
from bumble.device import Device, Peer
from bumble.hci import Address
from bumble.transport.tcp_client import open_tcp_client_transport

MACHINE = "F0:F1:F2:F3:F4:F5"
FITNESS_MACHINE, CONTROL_POINT = UUID.from_16_bits(0x1826), UUID.from_16_bits(0x2AD9)
STOP = b"\x08\x01"


async def stop(hci: str) -> None:
    """Write one stop to the machine in reach of the adapter at `hci`."""
    transport = await open_tcp_client_transport(hci)
    own = Address.generate_static_address()
    host = Device.with_hci("bare", own, transport.source, transport.sink)
    await host.power_on()
    link = await host.connect(Address(MACHINE, Address.RANDOM_DEVICE_ADDRESS))
    peer = Peer(link)
    (service,) = await peer.discover_service(FITNESS_MACHINE)
    (control_point,) = await peer.discover_characteristics([CONTROL_POINT], service)
    with suppress(ATT_Error):  # refused for want of a subscription, but it arrived
        await control_point.write_value(STOP, with_response=True)
    await link.disconnect()
    await transport.close()


if __name__ == "__main__":
    asyncio.run(stop(sys.argv[1]))
