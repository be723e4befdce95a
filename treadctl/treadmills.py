"""How to open each kind of treadmill, real or simulated, by its address."""

from collections.abc import Awaitable, Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from os.path import realpath
from typing import TYPE_CHECKING

from treadctl.drivers import Driver, Listener, address
from treadctl.drivers.turns import RADIO
from treadctl.errors import BadInput
from treadctl.model import Machine

if TYPE_CHECKING:
    from bleak import BleakClient

    from simulators.machines import MachineModel
    from treadctl.drivers.ftms import Met
    from treadctl.drivers.identity import Identity
    from treadctl.drivers.quirks import Quirk

OpenDriver = Callable[[Listener], Driver]


def _anybody(_machine: Machine, _model: str, _has_row: bool) -> None:
    """Any machine will do."""


def treadmill(
    uri: str,
    key_bridge: str | None = None,
    quirks: "tuple[Quirk, ...]" = (),
    identity: "Identity | None" = None,
) -> OpenDriver:
    """How to open a driver for the treadmill at `uri`. Raises BadInput for a wrong address.

    `key_bridge`: the port of the bridge in its key loop, which can be opened once only.
    `quirks`: how an FTMS treadmill here bends the standard, before what is known of it.
    `identity`: which one is meant; without it, whichever is there.
    """
    met = _anybody if identity is None else identity.met
    match address.parse(uri):
        case address.ByRadio(mac, name):
            return partial(_by_radio, mac, name, quirks, met)
        case address.BySerial() as port:
            return _by_serial(port, key_bridge, identity)
        case address.Simulated(quirk):
            return simulated(quirk, met)
        case address.SimulatedElsewhere(hci):
            return simulated_elsewhere(hci, met)


def _by_serial(
    port: address.BySerial, key_bridge: str | None, identity: "Identity | None"
) -> OpenDriver:
    connect = import_module(f"treadctl.drivers.{port.kind}").connect
    open_driver: OpenDriver = partial(connect, port.path, port.baudrate)
    if port.tach is not None:
        open_driver = _with_tach(open_driver, port.tach, key_bridge)
    if identity is None:
        return open_driver
    from treadctl.drivers.identity import introduced

    return introduced(open_driver, identity)


def _with_tach(open_driver: OpenDriver, path: str, key_bridge: str | None) -> OpenDriver:
    from treadctl.drivers.tach import measured

    in_key_loop = key_bridge is not None and realpath(path) == realpath(key_bridge)
    return measured(open_driver, path, in_key_loop=in_key_loop)


def _by_radio(
    mac: str | None, name: str | None, quirks: "tuple[Quirk, ...]", met: "Met", listener: Listener
) -> Driver:
    from treadctl.drivers.bluetooth import connect
    from treadctl.drivers.ftms import FtmsDriver

    def open_client(gone: "Callable[[BleakClient], None]") -> "Awaitable[BleakClient]":
        return RADIO.first(lambda: connect(mac, name, gone))

    return FtmsDriver(open_client, listener, quirks=quirks, met=met)


def simulated(quirk: str | None, met: "Met" = _anybody) -> OpenDriver:
    """A simulated treadmill in this process, without a radio. Raises BadInput without that twin."""
    from simulators.memory_gatt import MemoryRig
    from treadctl.drivers.ftms import FtmsDriver

    model = twin(quirk)
    rigs: list[MemoryRig] = []

    def open_driver(listener: Listener) -> Driver:
        if not rigs:
            rigs.append(MemoryRig(model))
        return FtmsDriver(rigs[0].open_client, listener, met=met, simulated=True)

    return open_driver


def twin(quirk: str | None) -> "MachineModel":
    """The simulated machine of this name, or the usual one. Raises BadInput without that twin."""
    from simulators.bent_machines import TWINS
    from simulators.machines import DEFAULT

    if quirk is not None and quirk not in TWINS:
        raise BadInput(f"There is no simulated {quirk!r}; there are {', '.join(sorted(TWINS))}.")
    return TWINS[quirk] if quirk else DEFAULT


def simulated_elsewhere(hci: str, met: "Met" = _anybody) -> OpenDriver:
    """The machine of `treadctl simulate --live bumble` at `hci` (HOST:PORT), by real GATT.

    Raises BadInput without the demo extra.
    """
    needs_demo()
    return partial(_by_hci, hci, met)


def needs_demo() -> None:
    """Raise BadInput without the demo extra, which has a radio in it."""
    if find_spec("bumble") is None:
        raise BadInput("This address needs the demo extra: pip install 'treadctl[demo]'.")


def _by_hci(hci: str, met: "Met", listener: Listener) -> Driver:
    from simulators.bumble_host import BumbleHost
    from treadctl.drivers.ftms import FtmsDriver

    return FtmsDriver(BumbleHost(hci).open_client, listener, met=met, simulated=True)
