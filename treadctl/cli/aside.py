"""Writing to a terminal without ever waiting for it: a thread does that.

A terminal takes nothing in while its window is halted by Ctrl-S or its connection stalls. Who
drives a belt cannot wait for that: the key that stops it is read in the same loop.
"""

import queue
import threading
from typing import TextIO

FRAMES = 8  # a screen that lags further behind shows nothing worth waiting for
LAST_FRAME_S = 1.0


class Aside:
    """A text file in front of `file`. What it has no room for is dropped."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._waiting: queue.Queue[str | None] = queue.Queue(FRAMES)
        self._error: OSError | None = None
        self._thread = threading.Thread(target=self._write_on, name="terminal", daemon=True)
        self._thread.start()

    @property
    def encoding(self) -> str:
        return self._file.encoding

    def isatty(self) -> bool:
        return self._file.isatty()

    def fileno(self) -> int:
        return self._file.fileno()

    def write(self, text: str) -> int:
        """Hand `text` over. Raises the OSError that an earlier write met."""
        if self._error is not None:
            raise self._error
        if not self._waiting.full():
            self._waiting.put_nowait(text)
        return len(text)

    def flush(self) -> None:
        """Nothing to do: each write is flushed."""

    def close(self) -> None:
        """Let what was handed over be written, if that takes no longer than LAST_FRAME_S."""
        if not self._waiting.full():
            self._waiting.put_nowait(None)
            self._thread.join(LAST_FRAME_S)

    def _write_on(self) -> None:
        while (text := self._waiting.get()) is not None:
            try:
                self._file.write(text)
                self._file.flush()
            except OSError as error:
                self._error = error
                return
