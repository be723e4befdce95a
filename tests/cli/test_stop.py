"""`treadctl stop`: exit 0 only once the belt was measured standing."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.processes import live_machine, running, until
from treadctl.cli import stop
from treadctl.model import PULL_THE_KEY

REPLY = {"reply": {"ok": True}}


class Service(threading.Thread):
    """Serves one caller at `path`: waits for a request, then says these lines and hangs up."""

    def __init__(self, path: Path, *news: object) -> None:
        super().__init__(daemon=True)
        self.asked = b""
        self._news = b"".join(json.dumps(one).encode() + b"\n" for one in news)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen()
        self.start()

    def run(self) -> None:
        with self._socket, self._socket.accept()[0] as caller:
            self.asked = caller.recv(4096)
            caller.sendall(self._news)


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """Where the service serves unless somebody says otherwise."""
    (tmp_path / "run").mkdir()
    yield tmp_path / "run" / "belt.sock"


def snapshot(belt: str, age_s: float = 0.1) -> dict[str, object]:
    return {"snapshot": {"belt": belt, "age_s": age_s}}


def test_the_running_service_is_asked_and_standing_is_waited_for(
    treadctl: Treadctl, path: Path
) -> None:
    service = Service(path, snapshot("moving"), REPLY, snapshot("stopping"), snapshot("standing"))
    ended = treadctl("stop")
    assert json.loads(service.asked) == {"request": "stop"}
    assert (ended.code, ended.out, ended.err) == (0, "The belt stands.\n", "")


@pytest.mark.parametrize(
    "news",
    [
        (REPLY, snapshot("stopping")),
        (snapshot("standing"), REPLY),
        (REPLY, snapshot("standing", age_s=3.0)),
        (REPLY, snapshot("unknown")),
        (),
    ],
)
def test_what_was_not_seen_standing_since_then_may_still_move(
    treadctl: Treadctl, path: Path, news: tuple[object, ...]
) -> None:
    Service(path, *news)
    ended = treadctl("stop")
    assert (ended.code, ended.out) == (3, "")
    assert PULL_THE_KEY in ended.err


def test_another_socket_can_be_named(treadctl: Treadctl, tmp_path: Path) -> None:
    Service(tmp_path / "x.sock", REPLY, snapshot("standing"))
    assert treadctl("stop", "--socket", tmp_path / "x.sock").code == 0


def test_with_nobody_to_ask_and_nothing_named_nothing_is_known(treadctl: Treadctl) -> None:
    ended = treadctl("stop")
    assert ended.code == 3
    assert "Name the treadmill with --treadmill URI." in ended.err
    assert PULL_THE_KEY in ended.err


def test_a_wrong_address_is_a_wrong_call(treadctl: Treadctl) -> None:
    ended = treadctl("stop", "--treadmill", "treadmill")
    assert "is no treadmill address" in ended.complaint
    assert ended.code == 2


@pytest.mark.realtime
def test_a_treadmill_that_cannot_be_reached_may_be_moving(
    treadctl: Treadctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stop, "STAND_LIMIT_S", 0.5)
    assert treadctl("stop", "--treadmill", "ftms://AA:BB:CC:DD:EE:FF").code == 3


@pytest.mark.realtime
async def test_whoever_connects_writes_the_stop_before_all_else(tmp_path: Path) -> None:
    async with live_machine() as machine:
        address = ("--treadmill", machine.out[0], "--socket", tmp_path / "nobody")
        async with running("stop", *address) as stopping:
            assert await stopping.ended() == 0
            await until(lambda: stopping.out == ["The belt stands."], stopping)
        assert machine.writes[0] == "0801"
        assert set(machine.writes) <= {"00", "0801"}
