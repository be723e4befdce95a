"""`treadctl fleet` as a technician calls it, on a real broker with simulated machines."""

import gc
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.cli.command import Treadctl
from tests.cli.fleet.gym import machines
from tests.mosquitto import Mosquitto, at_work, free_port

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning"
    ),  # paho leaves it to the collector
]

PATIENCE_S = 20.0


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    with at_work(tmp_path) as found:
        yield found
    gc.collect()


def url(broker: Mosquitto) -> str:
    return f"mqtt://127.0.0.1:{broker.port}"


def test_all_machines_are_one_json_document(treadctl: Treadctl, broker: Mosquitto) -> None:
    with machines(broker.port, ("tm-1", "tm-2")):
        ended = treadctl("fleet", "--broker", url(broker), "--json", "--seconds", 2)
    found = ended.json
    assert (ended.code, found["broker"]) == (0, {"linked": True})
    assert [one["machine"] for one in found["machines"]] == ["tm-1", "tm-2"]
    assert {one["pain_button"] for one in found["machines"]} == {"wired"}
    assert all(one["simulated"] for one in found["machines"])


def test_machines_that_left_are_away(treadctl: Treadctl, broker: Mosquitto) -> None:
    with machines(broker.port, ("tm-1",)):
        treadctl("fleet", "--broker", url(broker), "--json", "--seconds", 1)
    (one,) = treadctl("fleet", "--broker", url(broker), "--json", "--seconds", 0.5).json["machines"]
    assert one["state"] == "away"
    assert one["last_heard"].startswith("20")


def test_where_nobody_looks_on_it_prints_a_table_once(
    treadctl: Treadctl, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    with machines(broker.port, ("tm-1",)):
        ended = treadctl("fleet", "--broker", url(broker), "--seconds", 1.5)
    assert "sim/tm-1" in ended.out


def test_without_a_broker_it_fails_and_says_so(treadctl: Treadctl, broker: Mosquitto) -> None:
    broker.stop()
    ended = treadctl("fleet", "--broker", url(broker), "--json", "--seconds", 0.5)
    assert ended.code == 1
    assert (ended.json["broker"]["linked"], ended.json["machines"]) == (False, [])


def test_without_an_address_it_is_a_wrong_call(treadctl: Treadctl) -> None:
    ended = treadctl("fleet", "--json")
    assert (ended.code, "--config FILE or --broker URL" in ended.complaint) == (2, True)


def test_a_port_that_is_taken_is_said_with_the_next_step(
    treadctl: Treadctl, broker: Mosquitto
) -> None:
    ended = treadctl("fleet", "--broker", url(broker), "--page", broker.port)
    assert (ended.code, "another one with --page" in ended.complaint) == (2, True)


def test_a_terminal_shows_it_live_and_a_page_too_until_ctrl_c(broker: Mosquitto) -> None:
    port, (ours, theirs) = free_port(), pty.openpty()
    command = [sys.executable, "-m", "treadctl", "fleet", "--broker", url(broker)]
    environment = os.environ | {"COLUMNS": "160", "TERM": "xterm"}
    with machines(broker.port, ("tm-1",)):
        shown = subprocess.Popen(
            [*command, "--page", str(port)], stdout=theirs, stderr=theirs, env=environment
        )
        os.close(theirs)
        try:
            assert b"sim/tm-1" in _until(ours, b"sim/tm-1")
            with urlopen(f"http://127.0.0.1:{port}/api/v1/fleet") as answer:
                assert b'"machine": "tm-1"' in answer.read()
        finally:
            shown.send_signal(signal.SIGINT)
            assert shown.wait(PATIENCE_S) == 0
            os.close(ours)


def _until(screen: int, wanted: bytes) -> bytes:
    """What is drawn, until `wanted` is there."""
    drawn, ends_at = b"", time.monotonic() + PATIENCE_S
    while wanted not in drawn and time.monotonic() < ends_at:
        if select.select([screen], [], [], 0.1)[0]:
            drawn += os.read(screen, 65536)
    return drawn
