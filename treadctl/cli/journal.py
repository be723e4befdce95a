"""What a service writes down for whoever looks after the machine: one line for each thing.

A thread does the writing. A journal or a terminal that takes nothing in holds up that thread and
nobody else; what does not fit in the queue meanwhile is dropped, and how much that was is told.
"""

import atexit
import logging
import os
import queue
from logging.handlers import QueueHandler, QueueListener

ROOM_LINES = 1000
LAST_WORDS_S = 1.0
STDERR = 2


def log_to_stderr() -> None:
    """Write our own log from INFO and everybody else's from WARNING; the journal adds the time.

    Does nothing but set the levels where a log is kept already.
    """
    logging.getLogger("treadctl").setLevel(logging.INFO)
    if not logging.getLogger().handlers:
        lines = _Lines()
        logging.basicConfig(level=logging.WARNING, handlers=[lines])
        QueueListener(lines.queue, _Stderr(lines)).start()
        atexit.register(lines.let_out)


class _Lines(QueueHandler):
    """Queues records without ever waiting. `dropped` counts those for which there was no room."""

    queue: "queue.Queue[logging.LogRecord]"

    def __init__(self) -> None:
        super().__init__(queue.Queue(ROOM_LINES))
        self.dropped = 0

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """As it is: the thread makes the words, because for a traceback it reads files."""
        return record

    def enqueue(self, record: logging.LogRecord) -> None:
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            self.dropped += 1

    def let_out(self) -> None:
        """Let the thread write what is queued, but not for long: nobody may be reading."""
        with self.queue.all_tasks_done:
            self.queue.all_tasks_done.wait_for(lambda: self._is_out, LAST_WORDS_S)

    @property
    def _is_out(self) -> bool:
        return self.queue.unfinished_tasks == 0


class _Stderr(logging.Handler):
    """Writes records in the listener's thread, and how many were dropped before them.

    To the descriptor itself: a thread stuck in `sys.stderr` would break the program's end.
    """

    def __init__(self, lines: _Lines) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
        self._lines = lines
        self._told = 0

    def createLock(self) -> None:
        """None: one thread writes, and while it is stuck the program's end must not wait for it."""
        self.lock = None

    def emit(self, record: logging.LogRecord) -> None:
        words = self.format(record)
        dropped = self._lines.dropped - self._told
        if dropped:
            self._told += dropped
            words = f"WARNING {dropped} lines were dropped: nobody took them in\n{words}"
        _write(f"{words}\n".encode(errors="backslashreplace"))


def _write(data: bytes) -> None:
    try:
        while data:
            data = data[os.write(STDERR, data) :]
    except OSError:  # nobody is left to read it
        return
