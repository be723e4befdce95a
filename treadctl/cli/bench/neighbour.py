"""An edges process that behaves badly: `python -m treadctl.cli.bench.neighbour HOW SOCKET TALLY`.

It follows the board at SOCKET and says once that it is there. Then it does as its row in `WAYS`
says. How many requests it has sent since then it keeps in the file TALLY, for whoever measures.
"""

import mmap
import os
import random
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

HERE = b'{"request":"alive","seq":0}\n'
SLOWER = b'{"request":"slower"}\n'
KILLED_AFTER_S = 1.0
BATCH = 16
FLOOD = (HERE + SLOWER) * BATCH
TALLY_BYTES = 8
_SPOILT = (b"{]", b"\xff\xfe\x00", b'{"request":"slower","by":1}', b"[" * 900, b"9" * 900)


class Neighbour:
    """One such process."""

    def __init__(self, path: str, tally: str) -> None:
        self._path = path
        with Path(tally).open("r+b") as file:
            self._tally = mmap.mmap(file.fileno(), TALLY_BYTES)

    def idle(self) -> None:
        """It reads what comes and asks for nothing."""
        _read(self._link())

    def hung(self) -> NoReturn:
        """It never reads again and keeps a processor busy."""
        _held = self._link()
        while True:
            pass

    def stopped(self) -> None:
        """It is stopped, as by SIGSTOP."""
        _held = self._link()
        os.kill(os.getpid(), signal.SIGSTOP)

    def killed(self) -> None:
        """It dies in a second, and its successor too."""
        link = self._link()
        threading.Timer(KILLED_AFTER_S, os.kill, (os.getpid(), signal.SIGKILL)).start()
        _read(link)

    def flooding(self) -> None:
        """It asks, validly, as fast as it is answered."""
        self._flood(lambda: FLOOD)

    def two_clients(self) -> None:
        """Two of its connections do that at once."""
        other = threading.Thread(target=self.flooding, daemon=True)
        other.start()
        self.flooding()

    def garbage(self) -> None:
        """What it sends is broken in every way, too long lines among it; it always comes back."""
        chance = random.Random(0)  # noqa: S311 - noise, not secrets
        while True:
            try:
                self._flood(lambda: _spoilt(chance))
            except ConnectionError:
                continue

    def _link(self) -> socket.socket:
        link = socket.socket(socket.AF_UNIX)
        link.connect(self._path)
        link.sendall(HERE)
        return link

    def _flood(self, batch: Callable[[], bytes]) -> None:
        """Send batches for as long as the other end is there; raises ConnectionError then."""
        link = self._link()
        threading.Thread(target=_read, args=(link,), daemon=True).start()
        while True:
            said = batch()
            link.sendall(said)
            self._count(said.count(b"\n"))

    def _count(self, requests: int) -> None:
        sent = int.from_bytes(self._tally[:TALLY_BYTES], "little") + requests
        self._tally[:TALLY_BYTES] = sent.to_bytes(TALLY_BYTES, "little")


WAYS: dict[str, Callable[[Neighbour], None]] = {
    "idle": Neighbour.idle,
    "hung": Neighbour.hung,
    "stopped": Neighbour.stopped,
    "killed": Neighbour.killed,
    "flooding": Neighbour.flooding,
    "two-clients": Neighbour.two_clients,
    "garbage": Neighbour.garbage,
}


def tally(path: Path) -> int:
    """How many requests a neighbour with the tally at `path` has sent so far."""
    return int.from_bytes(path.read_bytes(), "little")


def new_tally(path: Path) -> None:
    """Make an empty tally."""
    path.write_bytes(bytes(TALLY_BYTES))


def _read(link: socket.socket) -> None:
    try:
        while link.recv(1 << 16):
            pass
    except ConnectionError:
        return


def _spoilt(chance: random.Random) -> bytes:
    lines = [*chance.choices(_SPOILT, k=BATCH), chance.randbytes(60)]
    if chance.random() < 1 / 64:
        lines.append(b"x" * 5000)  # longer than any request: it costs the connection
    return b"\n".join(lines) + b"\n"


if __name__ == "__main__":
    _, how, where, file = sys.argv
    WAYS[how](Neighbour(where, file))
