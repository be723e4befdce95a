"""An edges process that behaves badly: `python -m treadctl.cli.bench.neighbour HOW SOCKET`.

It follows the board at SOCKET and says once that it is there. Then it reads (idle), never reads
again and keeps a processor busy (hung), asks without end (flooding), or dies in a second (killed).
"""

import os
import signal
import socket
import sys
import threading
from typing import NoReturn

HERE = b'{"request":"alive"}\n'
NONSENSE = b'{"request":"reply","question":"rise"}\n{"request":"start","profile":"x"}\n{]\n'
KILLED_AFTER_S = 1.0
FLOOD = (HERE + NONSENSE) * 16


def main() -> None:
    """Be the neighbour that the arguments name."""
    how, path = sys.argv[1:]
    link = socket.socket(socket.AF_UNIX)
    link.connect(path)
    link.sendall(HERE)
    match how:
        case "hung":
            _spin()
        case "flooding":
            threading.Thread(target=_flood, args=(link,), daemon=True).start()
        case "killed":
            threading.Timer(KILLED_AFTER_S, os.kill, (os.getpid(), signal.SIGKILL)).start()
    while link.recv(1 << 16):
        pass


def _spin() -> NoReturn:
    while True:
        pass


def _flood(link: socket.socket) -> None:
    while True:
        link.sendall(FLOOD)


if __name__ == "__main__":
    main()
