"""A driver at work on a simulated machine, and everything it told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from simulators.ftms_machine import FtmsMachine
from simulators.machines import DEFAULT, MachineModel
from simulators.memory_gatt import MemoryRig
from tests.belt import rig_with
from treadctl.drivers.ftms import FtmsDriver
from treadctl.drivers.gatt import OpenClient
from treadctl.drivers.quirks import Quirk
from treadctl.model import (
    Answer,
    Machine,
    Notice,
    Telemetry,
)

DATA, STATUS, POINT = 0x2ACD, 0x2ADA, 0x2AD9


class Heard:
    """Everything a driver told."""

    def __init__(self) -> None:
        self.machine: Machine | None = None
        self.records: list[Telemetry] = []
        self.notices: list[Notice] = []
        self.stops_at: list[float] = []
        self.answers: list[Answer] = []

    def ready(self, machine: Machine) -> None:
        self.machine = machine

    def heard(self, telemetry: Telemetry) -> None:
        self.records.append(telemetry)

    def noticed(self, notice: Notice) -> None:
        self.notices.append(notice)

    def stop_written(self, at: float) -> None:
        self.stops_at.append(at)

    def stop_answered(self, answer: Answer) -> None:
        self.answers.append(answer)


class Connection:
    """A driver at work on a rig."""

    def __init__(
        self,
        rig: MemoryRig,
        open_client: OpenClient | None = None,
        quirks: tuple[Quirk, ...] = (),
    ) -> None:
        self.rig, self.machine, self.heard = rig, rig.machine, Heard()
        self.driver = FtmsDriver(open_client or rig.open_client, self.heard, quirks=quirks)
        self.running = asyncio.create_task(self.driver.run())

    async def until(self, reached: Callable[[], object], within_s: float = 20.0) -> None:
        deadline = now() + within_s
        while not reached():
            assert now() < deadline and not self.running.done()
            await asyncio.sleep(0.001)

    async def ready(self) -> "Connection":
        await self.until(lambda: self.heard.machine)
        return self

    @property
    def written(self) -> list[bytes]:
        return [data for _, data in self.machine.writes]


def now() -> float:
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def connection(
    model: MachineModel = DEFAULT,
    *,
    machine: FtmsMachine | None = None,
    open_client: OpenClient | None = None,
    quirks: tuple[Quirk, ...] = (),
) -> AsyncIterator[Connection]:
    rig = MemoryRig(model) if machine is None else rig_with(machine)
    made = Connection(rig, open_client, quirks)
    try:
        yield made
    finally:
        made.running.cancel()
        await asyncio.gather(made.running, return_exceptions=True)


class Recording(FtmsMachine):
    """Tells what was subscribed and written, in order and with the time."""

    def __init__(self, model: MachineModel = DEFAULT) -> None:
        super().__init__(model)
        self.told: list[tuple[float, int | bytes]] = []

    def subscribe(self, characteristic: int) -> None:
        self.told.append((now(), characteristic))
        super().subscribe(characteristic)

    def write(self, data: bytes) -> None:
        self.told.append((now(), data))
        super().write(data)

    @property
    def order(self) -> list[int | bytes]:
        return [what for _, what in self.told]
