"""A host at a serial line in memory that remembers what it heard, and when."""

import asyncio

from simulators.line import SerialMachine
from simulators.memory_line import MemoryLine, MemoryPort

ANSWERED_S = 0.2  # each machine has said all it has to say by then


class Host:
    """One host at one machine."""

    def __init__(self, machine: SerialMachine, host_baud: int | None = None) -> None:
        self.machine = machine
        self.line = MemoryLine(machine, host_baud)
        self.heard: list[tuple[float, bytes]] = []
        self.lost: list[str] = []
        self._port: MemoryPort | None = None

    async def open(self) -> "Host":
        self._port = await self.line.open_line(self._hear, self.lost.append)
        return self

    def send(self, request: str) -> None:
        assert self._port
        self._port.write(bytes.fromhex(request))

    async def ask(self, request: str) -> str:
        """Send `request` and return what is heard within ANSWERED_S."""
        before = len(self.heard)
        self.send(request)
        await asyncio.sleep(ANSWERED_S)
        return self.told(before)

    async def keep_asking(self, request: str, for_s: float) -> None:
        """Ask again and again."""
        for _ in range(round(for_s / ANSWERED_S)):
            await self.ask(request)

    @property
    def speed_kmh(self) -> float:
        """What the belt truly does now."""
        self.machine.belt.advance(now())
        return self.machine.belt.speed_kmh

    def told(self, since: int = 0) -> str:
        return b"".join(data for _, data in self.heard[since:]).hex()

    def _hear(self, data: bytes) -> None:
        self.heard.append((now(), data))


async def walking(host: Host) -> Host:
    """The belt of a TrackMaster or its relative at 2.0 mph; it stops if the host falls silent."""
    for order in ("a330303230", "a0"):
        await host.ask(order)
    await host.keep_asking("c0", for_s=10.0)
    return host


def now() -> float:
    return asyncio.get_running_loop().time()
