"""Which treadmill is at the other end of the link, and what its machine file says of it."""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from treadctl.commissioned import UNCOMMISSIONED, Commissioned
from treadctl.drivers import Driver, Listener
from treadctl.drivers.address import serial_path
from treadctl.drivers.machine_file import FOLDER, MachineFile, find, read_all
from treadctl.drivers.passing import Passing
from treadctl.errors import BadInput, ConnectFailed
from treadctl.model import Machine

log = logging.getLogger(__name__)

NEVER_COMMISSIONED = (
    "This treadmill was never commissioned: walks keep to tier A. Run `treadctl doctor"
    " --treadmill URI --commission`."
)


class Identity:
    """One treadmill, before and after it was met.

    `known` is None until a machine was met; then True for one that was commissioned, that a row
    is for, or that is simulated. `model` is what that machine told, empty before. Nothing may be
    written to it before `met` has returned.
    """

    def __init__(
        self,
        expected: MachineFile | None = None,
        others: Iterable[MachineFile] = (),
        *,
        known: bool | None = None,
        measured: bool = False,
    ) -> None:
        """`others`: all that were commissioned. `measured`: this one was, in a way of its own."""
        self.expected = expected
        self.known = known
        self.model = ""
        self._measured = measured
        self._others = tuple(others)
        self._right = False

    @property
    def commissioned(self) -> Commissioned:
        """What was measured of it."""
        return UNCOMMISSIONED if self.expected is None else self.expected.commissioned

    @property
    def rails(self) -> bool:
        """False for a treadmill that is known to have none."""
        return self.expected is None or self.expected.rails

    @property
    def flat(self) -> bool:
        """True for a treadmill whose deck did not rise when it was asked to."""
        return self.expected is not None and self.expected.inclines is False

    def met(self, machine: Machine, model: str, has_row: bool) -> None:
        """A machine has described itself. Raises BadInput if it is not the one that is meant.

        Once the right one was met, it raises ConnectFailed instead: the right one is then lost.
        """
        wrong = self._why_wrong(machine, model)
        if wrong is not None:
            raise ConnectFailed(wrong) if self._right else BadInput(wrong)
        self._right, self.model = True, model
        known = self.expected is not None or has_row or machine.simulated or self._measured
        if not known and self.known is None:
            log.warning("%s", NEVER_COMMISSIONED)
        self.known = known

    def _why_wrong(self, machine: Machine, model: str) -> str | None:
        meant = self.expected
        if meant is not None and not meant.is_for(machine, model):
            return (
                f"This is {machine.name} at {machine.identity}, not {meant.name} at"
                f" {meant.identity}, which was commissioned. If it was replaced, commission it."
            )
        own = next((one for one in self._others if one.is_for(machine, model)), None)
        if meant is None and own is not None:
            return f"This treadmill was commissioned; name it by its address: {own.treadmill}."
        return None


def known_well() -> Identity:
    """A treadmill of which nothing is in doubt, such as a simulated one."""
    return Identity(known=True)


def kept_identity(uri: str, state_folder: Path) -> Identity:
    """Who is meant by this address, by the machine files in the state folder.

    Raises BadInput for what is no address, and for a file that is wrong. A bridge keeps by itself
    what was measured of its belt.
    """
    listed = read_all(state_folder / FOLDER)
    return Identity(find(uri, listed), listed, measured=serial_path(uri, "bridge") is not None)


class Introduced(Passing):
    """A listener that a machine reaches once `identity` has met it. For machines without rows."""

    def __init__(self, listener: Listener, identity: Identity) -> None:
        super().__init__(listener)
        self._identity = identity

    def ready(self, machine: Machine) -> None:
        self._identity.met(machine, machine.name, False)
        super().ready(machine)


def introduced(
    open_driver: Callable[[Listener], Driver], identity: Identity
) -> Callable[[Listener], Driver]:
    """How to open that driver so that nobody hears of a machine before `identity` does."""
    return lambda listener: open_driver(Introduced(listener, identity))
