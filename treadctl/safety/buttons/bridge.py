"""The pain button that is wired to the bridge: what STATUS says of its second pole.

The bridge samples it each 10 ms and tells of a change at once, so its own off-delay relay and its
ramp never wait for this program.
"""

import asyncio
from dataclasses import dataclass
from functools import partial

from treadctl.drivers.bridge_inputs import INPUTS, BridgeInputs, Watcher
from treadctl.drivers.bridge_link import BAUDRATE
from treadctl.drivers.bridge_look import look
from treadctl.drivers.serial_port import open_port
from treadctl.errors import ConnectFailed
from treadctl.protocols.bridge_status import Status
from treadctl.safety.buttons import ButtonLost, ButtonTaken, Panel
from treadctl.safety.buttons.contact import Change, Contact


@dataclass(frozen=True, slots=True)
class BridgeButton:
    """The button at the bridge that the service holds at `path`, as a motor or as a key loop."""

    path: str
    inputs: BridgeInputs = INPUTS

    @property
    def name(self) -> str:
        return f"bridge ({self.path})"

    async def run(self, panel: Panel) -> None:
        """Watch what the bridge tells. Raises ButtonLost when it is gone, or is not there yet."""
        contact = Contact()
        lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def heard(status: Status) -> None:
            for change in contact.level(is_open=status.pain_pressed, now=status.at):
                _tell(panel, change, status.at)

        def gone(why: str) -> None:
            if not lost.done():
                lost.set_result(why)

        if self.inputs.missing is not None:
            raise ButtonLost(self.inputs.missing)
        with self.inputs.watched(Watcher(heard, gone)):
            raise ButtonLost(await lost)

    def look(self) -> bool:
        """True if it reads pressed. Raises ButtonLost, also while the service has the bridge."""
        try:
            return asyncio.run(look(partial(open_port, self.path, BAUDRATE))).pain_pressed
        except ConnectFailed as error:
            taken = "in use" in str(error)
            raise (ButtonTaken if taken else ButtonLost)(str(error)) from error


def _tell(panel: Panel, change: Change, at: float) -> None:
    if change is Change.FOUND:
        panel.button_found()
    elif change is Change.PRESSED:
        panel.button_pressed(at)
    else:
        panel.button_released(at)
