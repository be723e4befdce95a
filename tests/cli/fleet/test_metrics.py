import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.cli.fleet.gym import machines
from tests.mosquitto import Mosquitto

PATIENCE_S = 20.0


class Database(BaseHTTPRequestHandler):
    """Takes the first lines, and says so."""

    taken = threading.Event()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if b"speed_kmh=" in body:
            self.taken.set()
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said."""


@pytest.fixture
def database() -> Iterator[str]:
    Database.taken.clear()
    with HTTPServer(("127.0.0.1", 0), Database) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/write"
        server.shutdown()
        serving.join()


@pytest.mark.realtime
def test_it_stores_until_a_signal_and_then_says_what_it_did(tmp_path: Path, database: str) -> None:
    broker = Mosquitto(tmp_path)
    broker.start()
    url = f"mqtt://127.0.0.1:{broker.port}"
    command = [sys.executable, "-m", "treadctl", "fleet", "metrics", "--broker", url]
    with machines(broker.port, ("tm-1",)):
        storing = subprocess.Popen(
            [*command, "--to", database, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        try:
            assert Database.taken.wait(PATIENCE_S)
        finally:
            storing.send_signal(signal.SIGTERM)
            out, err = storing.communicate(timeout=PATIENCE_S)
            broker.stop()
    counts = json.loads(out)
    assert (storing.returncode, err) == (0, b"")
    assert counts["stored"] > 0
    assert (counts["unread"], counts["dropped"]) == (0, 0)


@pytest.mark.parametrize(
    "to",
    ["127.0.0.1:8428", "ftp://h/write", "http:///write", "http://h:99999/write", "http://[/write"],
)
def test_an_address_that_is_none_is_a_wrong_call(treadctl: Treadctl, to: str) -> None:
    ended = treadctl("fleet", "metrics", "--broker", "mqtt://127.0.0.1:1", "--to", to)
    assert (ended.code, "http://127.0.0.1:8428/write" in ended.complaint) == (2, True)
