"""The latch on disk: made before it is needed, so that a crash or a power cut is a latch too.

A small file of one fixed size says `running` from before a belt starts until a stop that does not
latch was measured standing. Whatever else is found at start-up than `clear` is a latch.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from treadctl.errors import BadInput
from treadctl.model import StopCause

SIZE_BYTES = 64
_CLEAR, _RUNNING = "clear", "running"


@dataclass(frozen=True, slots=True)
class Latch:
    """The file at `path`. Every method blocks on the disk: call it off the event loop."""

    path: Path

    def read(self) -> StopCause | None:
        """The cause that still waits for a person, or None. A new machine has none.

        Raises BadInput if the file is there and cannot be read.
        """
        try:
            found = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadInput(
                f"{self.path}: the latch cannot be read ({error.strerror})."
                " See that the belt stands, then mend or remove that file."
            ) from error
        if found == _padded(_CLEAR):  # all of it: a write that was cut can leave a whole first line
            return None
        text = found.split(b"\n")[0].decode("ascii", "replace")
        return StopCause(text) if text in set(StopCause) else StopCause.INTERRUPTED

    def running(self) -> None:
        """A belt is about to start. Raises OSError, and then it must not."""
        self._write(_RUNNING)

    def latched(self, cause: StopCause) -> None:
        """A person must look before the next walk."""
        self._write(cause.value)

    def clear(self) -> None:
        """The belt was measured standing, or a person confirmed the latched stop."""
        self._write(_CLEAR)

    def _write(self, word: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self.path.exists()
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(descriptor, _padded(word), 0)
            os.ftruncate(descriptor, SIZE_BYTES)  # a longer file could never be cleared
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            self._sync_folder()

    def _sync_folder(self) -> None:
        """A new name is on the disk only once its folder is."""
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _padded(word: str) -> bytes:
    return f"{word}\n".encode().ljust(SIZE_BYTES, b"\n")
