"""Where the page is served, and to whom."""

import asyncio
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.edges.panel import shown
from tests.processes import free_port
from treadctl.cli.doctor import FAIL, OK
from treadctl.cli.doctor.page import page

pytestmark = pytest.mark.realtime


def at(folder: Path, port: int | None) -> Path:
    """A configuration with the page at this port."""
    file = folder / "gym.toml"
    file.write_text(f'treadmill = "sim://"\npain_button = "none"\n[page]\nport = {port}\n', "utf-8")
    return file


@contextmanager
def serving(text: bytes) -> Iterator[int]:
    """The port of a server that shows everybody this."""

    class Open(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_words: object) -> None:
            """Says nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Open) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_without_a_configuration_there_is_nothing_to_say() -> None:
    assert page(None) == []


def test_a_free_port_is_well(tmp_path: Path) -> None:
    (found,) = page(at(tmp_path, free_port()))
    assert (found.result, found.why.endswith("is free for it")) == (OK, True)


async def test_our_own_page_is_well_and_shut_to_foreign_pages(tmp_path: Path) -> None:
    async with shown() as panel:
        (found,) = await asyncio.to_thread(page, at(tmp_path, panel.server.port))
    assert (found.result, "shut to foreign pages" in found.why) == (OK, True)


def test_a_page_that_answers_foreign_pages_fails(tmp_path: Path) -> None:
    with serving(b'<script src="/page/pain.js"></script>') as port:
        (found,) = page(at(tmp_path, port))
    assert (found.result, "answers pages from elsewhere" in found.why) == (FAIL, True)


def test_another_program_at_the_port_fails(tmp_path: Path) -> None:
    with serving(b"hello") as port:
        (found,) = page(at(tmp_path, port))
    assert (found.result, found.next_step) == (FAIL, "End it, or set another page.port.")
