"""What a service writes down for whoever looks after the machine: one line for each thing.

The journal learns how grave a line is, so that `journalctl --priority=warning` and
`journalctl --output=json` tell; with TREADCTL_LOG=json each line is a JSON object itself, with
its traceback in it.

A thread does the writing. A journal or a terminal that takes nothing in holds up that thread and
nobody else; what does not fit in the queue meanwhile is dropped, and how much that was is told.
"""

import atexit
import json
import logging
import os
import queue
from collections.abc import Mapping
from logging.handlers import QueueHandler, QueueListener

ROOM_LINES = 1000
LAST_WORDS_S = 1.0
STDERR = 2
FORM, JSON = "TREADCTL_LOG", "json"
JOURNAL = "JOURNAL_STREAM"  # device:inode of the stream to it. Source: systemd.exec(5)
GRAVITIES = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))
DEBUG = 7  # Source: sd-daemon(3)


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


class Words(logging.Formatter):
    """A record as people read it. `graded`: for the journal, each of its lines with its gravity."""

    def __init__(self, *, graded: bool) -> None:
        super().__init__("%(levelname)s %(message)s")
        self._graded = graded

    def format(self, record: logging.LogRecord) -> str:
        return _graded(super().format(record), record) if self._graded else super().format(record)


class JsonLines(logging.Formatter):
    """A record as one JSON object on one line: level, logger, message, and trace of an error."""

    def __init__(self, *, graded: bool) -> None:
        super().__init__()
        self._graded = graded

    def format(self, record: logging.LogRecord) -> str:
        told = {"level": record.levelname.lower(), "logger": record.name}
        told["message"] = record.getMessage()
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        line = json.dumps(told)
        return _graded(line, record) if self._graded else line


def form(environ: Mapping[str, str], stderr: os.stat_result) -> logging.Formatter:
    """How lines are written where `environ` and `stderr` are these."""
    graded = environ.get(JOURNAL) == f"{stderr.st_dev}:{stderr.st_ino}"
    return JsonLines(graded=graded) if environ.get(FORM) == JSON else Words(graded=graded)


def _graded(words: str, record: logging.LogRecord) -> str:
    gravity = next((one for level, one in GRAVITIES if record.levelno >= level), DEBUG)
    return "\n".join(f"<{gravity}>{line}" for line in words.splitlines())


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
        self.setFormatter(form(os.environ, os.fstat(STDERR)))
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
            words = f"{self.format(_missed(dropped))}\n{words}"
        _write(f"{words}\n".encode(errors="backslashreplace"))


def _missed(lines: int) -> logging.LogRecord:
    words = f"{lines} lines were dropped: nobody took them in"
    return logging.LogRecord(__name__, logging.WARNING, __file__, 0, words, None, None)


def _write(data: bytes) -> None:
    try:
        while data:
            data = data[os.write(STDERR, data) :]
    except OSError:  # nobody is left to read it
        return
