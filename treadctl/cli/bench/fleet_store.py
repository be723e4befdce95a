"""The database at the end of the fleet's bench: VictoriaMetrics, or where there is none, a sink."""

import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from treadctl.cli.ports import HERE, free_port
from treadctl.errors import BadInput

BINARY = "victoria-metrics"
START_LIMIT_S = 20.0
_ROWS = re.compile(rb'^vm_rows_inserted_total\{type="influx"\} (\d+)$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Store:
    """Where lines go. `rows` is how many values it has taken; `pid` None: it is in this process."""

    name: str
    url: str
    pid: int | None
    rows: Callable[[], int]


@contextmanager
def store(folder: Path) -> Iterator[Store]:
    """A database of our own with its files in `folder`."""
    binary = shutil.which(BINARY, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    with _sink() if binary is None else _victoria(binary, folder) as found:
        yield found


@contextmanager
def _victoria(binary: str, folder: Path) -> Iterator[Store]:
    port = free_port()
    at = f"http://{HERE}:{port}"
    command = [binary, f"-storageDataPath={folder}", f"-httpListenAddr={HERE}:{port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - found above
        try:
            _wait_for(f"{at}/health")
            yield Store(BINARY, f"{at}/write", process.pid, lambda: _rows(f"{at}/metrics"))
        finally:
            process.kill()


def _wait_for(url: str) -> None:
    ends_at = time.perf_counter() + START_LIMIT_S
    while time.perf_counter() < ends_at:
        try:
            urlopen(url).close()  # noqa: S310 - our own
            return
        except URLError:
            time.sleep(0.05)
    raise BadInput(f"{BINARY} did not start. Try it by hand: {BINARY}")


def _rows(url: str) -> int:
    with urlopen(url) as answer:  # noqa: S310 - our own
        found = _ROWS.search(answer.read())
    return int(found[1]) if found else 0


@contextmanager
def _sink() -> Iterator[Store]:
    taken = [0]

    class Sink(BaseHTTPRequestHandler):
        """Counts values and throws them away."""

        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken[0] += values_in(body)
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((HERE, 0), Sink) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield Store("sink", f"http://{HERE}:{server.server_port}/write", None, lambda: taken[0])
        finally:
            server.shutdown()


def values_in(lines: bytes) -> int:
    """How many values are in lines of the line protocol."""
    return sum(line.split(b" ")[1].count(b"=") for line in lines.splitlines())
