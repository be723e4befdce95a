"""`treadctl stop`: exit 0 only once the belt was measured standing."""

import asyncio
import json
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.cli.command import Treadctl, gym
from tests.commissioned import FILE, changed
from tests.drivers.connection import Heard
from tests.processes import live_machine, running, until
from treadctl.cli import stop
from treadctl.cli.where import where
from treadctl.commissioned import ALARM_WORDS, PowerCut
from treadctl.drivers.ftms import FtmsDriver
from treadctl.drivers.machine_file import FOLDER, save
from treadctl.model import PULL_THE_KEY

REPLY = {"reply": {"ok": True}}


class Service(threading.Thread):
    """Serves one caller at `path`: waits for a request, then says these lines, or bytes as they
    are, and hangs up.
    """

    def __init__(self, path: Path, *news: object) -> None:
        super().__init__(daemon=True)
        self.asked = b""
        self._news = b"".join(
            one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in news
        )
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


def test_a_configuration_names_the_socket(treadctl: Treadctl, tmp_path: Path) -> None:
    Service(tmp_path / "x.sock", REPLY, snapshot("standing"))
    file = gym(tmp_path, "sim://", f'socket = "{tmp_path / "x.sock"}"')
    assert treadctl("stop", "--config", file).code == 0


def test_a_wrong_row_of_the_configuration_is_named_and_holds_up_no_stop(
    treadctl: Treadctl, tmp_path: Path
) -> None:
    ended = treadctl("stop", "--config", gym(tmp_path, "sim://", '[[quirk]]\nmachine = "x"'))
    assert (ended.code, ended.out) == (0, "The belt stands.\n")
    assert "quirk.0.source is not used: " in ended.err


async def test_the_rows_of_the_configuration_are_used(tmp_path: Path) -> None:
    row = '[[quirk]]\nmachine = "Ours"\nsource = "here"\nnames = ["GYM-"]'
    found = where(gym(tmp_path, "ftms://F0:F1:F2:F3:F4:F5", row))
    driver = stop._opened(found.treadmill, found.quirks)(Heard())
    assert isinstance(driver, FtmsDriver) and driver._own[0].machine == "Ours"


def test_with_nobody_to_ask_and_nothing_named_nothing_is_known(treadctl: Treadctl) -> None:
    ended = treadctl("stop")
    assert ended.code == 3
    assert "Name the treadmill: --treadmill URI." in ended.err
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
def test_why_a_treadmill_cannot_be_reached_is_told(
    treadctl: Treadctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stop, "STAND_LIMIT_S", 1.0)
    ended = treadctl("stop", "--treadmill", "trackmaster:///dev/no-such-port")
    assert ended.code == 3 and PULL_THE_KEY in ended.err
    assert ended.err.count("treadctl: There is no /dev/no-such-port. Plug") == 1


@pytest.mark.realtime
async def test_whoever_breaks_off_is_told_that_it_may_be_moving() -> None:
    async with running("stop", "--treadmill", "trackmaster:///dev/no-such-port") as ended:
        await until(lambda: ended.err != [], ended)
        ended.signal(signal.SIGINT)
        assert await ended.ended() == 3
        await until(lambda: PULL_THE_KEY in ended.err[-1], ended)


@pytest.mark.realtime
def test_what_may_be_moving_is_cut_off_by_what_this_treadmill_has(
    treadctl: Treadctl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stop, "STAND_LIMIT_S", 0.5)
    save(changed(cuts_power="mains_plug"), tmp_path / "state" / FOLDER)
    ended = treadctl("stop", "--treadmill", FILE.treadmill)
    assert ALARM_WORDS[PowerCut.MAINS_PLUG] in ended.err
    assert ended.code == 3


@pytest.mark.realtime
async def test_whoever_connects_writes_the_stop_before_all_else(tmp_path: Path) -> None:
    async with live_machine() as machine:
        address = ("--treadmill", machine.out[0], "--socket", tmp_path / "nobody")
        async with running("stop", *address) as stopping:
            assert await stopping.ended() == 0
            await until(lambda: stopping.out == ["The belt stands."], stopping)
        assert machine.writes[0] == "0801"
        assert set(machine.writes) <= {"00", "0801"}


@pytest.mark.realtime
def test_a_service_that_hangs_does_not_keep_us_from_connecting_ourselves(
    treadctl: Treadctl, path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as hanging:
        hanging.bind(str(path))
        hanging.listen()
        assert treadctl("stop", "--treadmill", "sim://").code == 0


@pytest.mark.realtime
def test_a_service_that_hangs_and_lets_nobody_in_does_not_either(
    treadctl: Treadctl, path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as hung, ExitStack() as callers:
        hung.bind(str(path))
        hung.listen(0)
        with suppress(BlockingIOError):
            while True:
                caller = callers.enter_context(socket.socket(socket.AF_UNIX))
                caller.setblocking(False)
                caller.connect(str(path))
        ended = treadctl("stop", "--treadmill", "sim://")
        alone = treadctl("stop")
    assert (ended.code, ended.out) == (0, "The belt stands.\n")
    assert alone.code == 3 and "Name the treadmill" in alone.err


@pytest.mark.realtime
@pytest.mark.parametrize("said", [b'{"reply":{"ok":tr', b"220 mail\n", b"\0" * 300_000])
def test_a_word_that_was_cut_or_is_none_of_a_service_does_not_either(
    treadctl: Treadctl, path: Path, said: bytes
) -> None:
    Service(path, said)
    ended = treadctl("stop", "--treadmill", "sim://")
    assert (ended.code, ended.out) == (0, "The belt stands.\n")


@pytest.mark.realtime
def test_a_service_that_dies_over_the_stop_is_replaced_by_ourselves(
    treadctl: Treadctl, path: Path
) -> None:
    Service(path, REPLY, snapshot("stopping"))
    assert treadctl("stop", "--treadmill", "sim://").code == 0


@pytest.mark.realtime
async def test_a_service_that_comes_back_meanwhile_is_asked_too(
    monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    nobody = "sim://?hci=127.0.0.1:1"
    stopping = asyncio.create_task(stop._by_service_or_ourselves(nobody, (path,)))
    await asyncio.sleep(2 * stop.SERVICE_LIMIT_S)
    Service(path, REPLY, snapshot("standing"))
    assert await stopping
