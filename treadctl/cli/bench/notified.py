"""A service manager's end of the notify socket: what was said, and which process said it.

Source: sd_notify(3), unix(7).
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

CREDENTIALS = struct.Struct("3i")  # pid, uid, gid
ROOM_BYTES = 4096


class Notified:
    """Calls `hear(pid, line)` for each line that arrives at `path`, until it is closed."""

    def __init__(self, path: Path, hear: Callable[[int, str], None]) -> None:
        self.path = path
        self._hear = hear
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(str(path))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        asyncio.get_running_loop().add_reader(self._socket, self._read)

    def close(self) -> None:
        """Hear what is left, and no more."""
        self._read()
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        self.path.unlink()

    def _read(self) -> None:
        with suppress(BlockingIOError):
            while True:
                room = socket.CMSG_SPACE(CREDENTIALS.size)
                said, passed, _, _ = self._socket.recvmsg(ROOM_BYTES, room)
                for level, kind, data in passed:
                    if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                        self._tell(CREDENTIALS.unpack(data)[0], said)

    def _tell(self, pid: int, said: bytes) -> None:
        for line in said.decode("utf-8", "replace").splitlines():
            self._hear(pid, line)
