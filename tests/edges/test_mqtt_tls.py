"""TLS with certificates on both sides, and the access list that is shipped, on a real broker."""

import asyncio
import gc
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from tests.certificates import Authority
from tests.edges.mqtt_rig import BASE, Room, config, published, said, until
from tests.mosquitto import Mosquitto, reader
from treadctl.edges.mqtt_address import TlsFiles
from treadctl.edges.mqtt_link import BrokerLost, connected
from treadctl.edges.mqtt_messages import Message
from treadctl.edges.mqtt_tls import good_until, out_of_date, tls_context

pytestmark = pytest.mark.realtime

ACL = Path(str(files("treadctl.edges") / "mqtt_kit" / "mosquitto.acl"))


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def strict(tmp_path: Path, authority: Authority) -> Iterator[Mosquitto]:
    """A broker that wants a certificate and keeps to the access list."""
    broker = Mosquitto(tmp_path)
    broker.demand_tls(*authority.certificate("broker"))
    broker.demand_certificates(authority.ca, ACL)
    broker.start()
    yield broker
    broker.stop()
    gc.collect()


def of(authority: Authority, name: str) -> TlsFiles:
    return TlsFiles(authority.ca, *authority.certificate(name))


def shown_as(authority: Authority, name: str) -> ssl.SSLContext:
    return tls_context(of(authority, name))


async def test_the_desk_hears_a_machine_and_stops_it_and_starts_nothing(
    strict: Mosquitto, authority: Authority
) -> None:
    room = Room()
    own = config(strict.port, tls=True, files=of(authority, "tm-1"))
    async with (
        reader(strict.port, tls=shown_as(authority, "desk")) as desk,
        published(room, own),
    ):
        await desk.first(f"{BASE}/state")
        room.say("slowing")
        await desk.first(f"{BASE}/event/slowing")
        await desk.client.publish(f"{BASE}/cmd/start", b"{}", qos=1)
        await desk.client.publish(f"{BASE}/cmd/stop", b"", qos=1)
        await until(lambda: room.asked)
        await desk.first(f"{BASE}/ack/stop")
        assert desk.of(f"{BASE}/ack/start") == []


async def test_a_dashboard_hears_no_events_and_can_stop_nothing(
    strict: Mosquitto, authority: Authority
) -> None:
    room = Room()
    own = config(strict.port, tls=True, files=of(authority, "tm-1"))
    dashboard, desk = shown_as(authority, "dashboard"), shown_as(authority, "desk")
    async with (
        reader(strict.port, tls=dashboard) as board,
        reader(strict.port, tls=desk) as outside,
        published(room, own),
    ):
        await board.first(f"{BASE}/state")
        room.say("slowing")
        await outside.first(f"{BASE}/event/slowing")
        await board.client.publish(f"{BASE}/cmd/stop", b"", qos=1)
        await asyncio.sleep(0.3)
        assert board.of(f"{BASE}/event/#") == []
        assert room.asked == []


async def test_a_machine_cannot_speak_for_another(strict: Mosquitto, authority: Authority) -> None:
    own = config(strict.port, tls=True, files=of(authority, "tm-2"))
    async with reader(strict.port, tls=shown_as(authority, "desk")) as desk:
        with suppress(BrokerLost):  # a newer broker says no, an older one is silent
            async with connected(own) as link:
                await link.send(Message("state", b"{}"))
                topic = "treadctl/v1/main-st/tm-2/state"
                await link.send(Message(topic, b"{}", foreign=True))
        await desk.first("treadctl/v1/main-st/tm-2/state")
        assert desk.of(f"{BASE}/#") == []


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # paho leaves it to the collector
async def test_without_a_certificate_it_is_said_what_is_missing(
    strict: Mosquitto, authority: Authority
) -> None:
    with pytest.raises(BrokerLost, match="certificate_file"):
        async with connected(config(strict.port, tls=True, files=TlsFiles(authority.ca))):
            pass


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # paho leaves it to the collector
async def test_a_certificate_that_was_renewed_is_found_without_a_restart(
    tmp_path: Path, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    broker = Mosquitto(tmp_path)
    broker.demand_tls(*authority.certificate("broker", days=-1))
    broker.start()
    own = config(broker.port, tls=True, files=TlsFiles(authority.ca))
    try:
        async with published(Room(), own):
            await until(lambda: "certificate has expired" in caplog.text)
            broker.stop()
            authority.certificate("broker")
            broker.start()
            async with reader(broker.port, tls=tls_context(own.files)) as outside:
                await outside.first(f"{BASE}/state")
                assert said(outside.of(f"{BASE}/state")[0])["belt"] == "standing"
    finally:
        broker.stop()
        gc.collect()


def test_an_encrypted_key_is_refused_and_asks_nobody(authority: Authority, tmp_path: Path) -> None:
    certificate, key = authority.certificate("tm-1")
    locked = tmp_path / "locked.key"
    lock = [
        "openssl",
        "ec",
        "-in",
        str(key),
        "-out",
        str(locked),
        "-aes128",
        "-passout",
        "pass:rosebud",
    ]
    subprocess.run(lock, check=True, capture_output=True)
    with pytest.raises(OSError, match="the key is encrypted"):
        tls_context(TlsFiles(authority.ca, certificate, locked))


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # paho leaves it to the collector
async def test_a_certificate_of_ours_that_is_over_is_named(
    strict: Mosquitto, authority: Authority
) -> None:
    files = TlsFiles(authority.ca, *authority.certificate("tm-1", days=-1))
    with pytest.raises(BrokerLost, match="our certificate is over since"):
        async with connected(config(strict.port, tls=True, files=files)):
            pass


def test_how_long_our_certificate_is_good_is_read_from_it(
    authority: Authority, tmp_path: Path
) -> None:
    until_then = good_until(of(authority, "tm-1"))
    assert until_then is not None
    assert timedelta(days=1) < until_then - datetime.now(UTC) < timedelta(days=3)
    (tmp_path / "broken.pem").write_text("no certificate")
    broken = TlsFiles(certificate=tmp_path / "broken.pem", key=tmp_path / "broken.pem")
    assert good_until(broken) is good_until(TlsFiles()) is None
    assert out_of_date(broken) is None
