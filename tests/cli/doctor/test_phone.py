"""`treadctl doctor --config FILE`: where phones are to be served."""

import http.server
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.processes import free_port
from treadctl.cli.doctor import FAIL, OK, WARN
from treadctl.cli.doctor.phone import CHECK, phone

HOST = "127.0.0.2"
Looked = Callable[[str], tuple[str, str, str]]


@pytest.fixture
def looked(tmp_path: Path) -> Looked:
    """What is found with this address: the result, why, and the next step."""

    def look(listen: str) -> tuple[str, str, str]:
        (found,) = phone(written(tmp_path, listen))
        assert found.check == CHECK
        return found.result, found.why, found.next_step or ""

    return look


def written(folder: Path, listen: str) -> Path:
    file = folder / "gym.toml"
    text = 'treadmill = "ftms://F0:F1:F2:F3:F4:F5"\npain_button = "none"\n'
    file.write_text(f'{text}[phone]\nlisten = "{listen}"\n', encoding="utf-8")
    return file


def test_an_address_of_this_computer_and_a_free_port_are_well(looked: Looked) -> None:
    port = free_port()
    assert looked(f"{HOST}:{port}") == (OK, f"they can be served at {HOST}:{port}", "")
    assert looked(f"[::1]:{port}")[0] in (OK, WARN)  # not every computer has one


def test_another_address_is_said_with_the_next_step(looked: Looked) -> None:
    result, why, step = looked("192.0.2.1:8081")
    assert (result, why) == (WARN, "192.0.2.1 is no address of this computer now")
    assert step.startswith("Set phone.listen to one that it has")


def test_a_port_of_another_program_is_said(looked: Looked) -> None:
    port = free_port()
    with socket.create_server((HOST, port)) as other:
        threading.Thread(target=hang_up, args=(other,), daemon=True).start()
        result, why, _ = looked(f"{HOST}:{port}")
    assert (result, why) == (FAIL, f"another program has port {port} at {HOST}")


def hang_up(server: socket.socket) -> None:
    server.accept()[0].close()


class Page(http.server.BaseHTTPRequestHandler):
    """Serves what looks like the phones' page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'<script src="page/phone.js">')

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_phones_that_are_served_already_are_well(looked: Looked) -> None:
    with http.server.HTTPServer((HOST, 0), Page) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        port = server.server_port
        assert looked(f"{HOST}:{port}") == (OK, f"they are served at {HOST}:{port}", "")


def test_without_the_section_nothing_is_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "gym.toml"
    file.write_text('treadmill = "sim://"\npain_button = "none"\n', encoding="utf-8")
    assert phone(file) == phone(None) == []


def test_doctor_tells_it(treadctl: Treadctl, tmp_path: Path) -> None:
    found = treadctl("doctor", "--json", "--config", written(tmp_path, "192.0.2.1:8081")).json
    assert [one["result"] for one in found if one["check"] == CHECK] == [WARN]
