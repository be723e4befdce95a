"""Which serial ports are there, and what may be at them: by their USB ids, and by nothing else.

No port is opened: opening one moves its DTR and RTS lines, and some machines take that for more
than it is. Source of the ids: the USB ID repository, linux-usb.org/usb.ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

AT_AN_ADAPTER = ("bridge", "csafe", "trackmaster", "woodway", "lifespan")

_MICROPYTHON = (0x2E8A, 0x0005)
_ADAPTERS: Mapping[int, str] = MappingProxyType(
    {
        0x0403: "FTDI",
        0x067B: "Prolific",
        0x10C4: "Silicon Labs",
        0x1A86: "WCH",
        0x04D8: "Microchip",
    }
)


@dataclass(frozen=True, slots=True)
class SerialPort:
    """One port. `uri` is its device file: what is behind it decides what to write before that.

    `guess`: what the USB ids say, with the next step; None where they say nothing.
    """

    uri: str
    name: str | None
    guess: str | None = None


def serial_ports() -> list[SerialPort]:
    """The serial ports of this computer, in the order of their names. Opens none of them."""
    from serial.tools.list_ports import comports

    found = sorted(comports(), key=lambda port: port.device)
    return [serial_port(one.device, one.description, one.vid, one.pid) for one in found]


def serial_port(
    device: str, name: str | None, vendor: int | None, product: int | None
) -> SerialPort:
    """What is known of the port at `device`; `vendor` and `product` are None without USB."""
    if (vendor, product) == _MICROPYTHON:
        guess = "a board with MicroPython, for `treadctl bridge flash`; walks go through its UART"
        return SerialPort(device, name, guess)
    if (maker := _ADAPTERS.get(vendor or 0)) is not None:
        before = ", ".join(f"{scheme}://" for scheme in AT_AN_ADAPTER)
        guess = f"an adapter by {maker}: write the one of {before} that is behind it"
        return SerialPort(device, name, f"{guess} before this name")
    return SerialPort(device, name)
