import asyncio
import gc
import logging
import os
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.edges.mqtt_rig import BASE, config
from tests.mosquitto import Mosquitto, reader
from treadctl.edges.mqtt_link import TIMEOUT_S, Birth, BrokerLost, Command, Link, connected
from treadctl.edges.mqtt_messages import Message

WORD = "rosebud"

pytestmark = pytest.mark.realtime

# MQTT 5: CONNACK "success", and what a SUBACK with one reason code consists of.
CONNACK = b"\x20\x03\x00\x00\x00"
SUBSCRIBE, SUBACK, NOT_AUTHORIZED = b"\x82", b"\x90\x04", 0x87


@asynccontextmanager
async def strict_broker() -> AsyncIterator[int]:
    """A port where everybody may connect and nobody may subscribe."""
    served: list[asyncio.StreamWriter] = []

    async def serve(heard: asyncio.StreamReader, told: asyncio.StreamWriter) -> None:
        served.append(told)
        await heard.read(4096)
        told.write(CONNACK)
        packet = await heard.read(4096)
        if packet[:1] == SUBSCRIBE:
            told.write(SUBACK + packet[2:4] + bytes([0, NOT_AUTHORIZED]))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in served:
            writer.close()
            await writer.wait_closed()


async def heard_command(link: Link) -> Command:
    """The next command."""
    command = await anext(link.heard())
    assert isinstance(command, Command)
    return command


async def test_a_broker_where_stops_are_not_heard_is_no_broker() -> None:
    async with strict_broker() as port:
        with pytest.raises(BrokerLost, match="refuses a subscription"):
            async with connected(config(port)):
                pass


async def test_online_means_that_commands_are_heard(mosquitto: Mosquitto) -> None:
    async with reader(mosquitto.port) as outside, connected(config(mosquitto.port)) as link:
        await outside.first(f"{BASE}/availability", lambda m: m.payload == b"online")
        await outside.client.publish(f"{BASE}/cmd/stop", b"x", qos=1)
        command = await anext(link.heard())
    assert command == Command("stop", None, retained=False)


@pytest.mark.parametrize("topic", ["cmd/Stop", "cmd/stop/now", "cmd/x/cmd/stop", "cmd"])
async def test_only_the_stop_is_a_stop(mosquitto: Mosquitto, topic: str) -> None:
    async with reader(mosquitto.port) as outside, connected(config(mosquitto.port)) as link:
        await outside.client.publish(f"{BASE}/{topic}", b"x", qos=1)
        assert (await heard_command(link)).refused is not None


async def test_stops_that_wait_are_one_stop_ahead_of_all_else(mosquitto: Mosquitto) -> None:
    async with reader(mosquitto.port) as outside, connected(config(mosquitto.port)) as link:
        for topic in ["cmd/a", "cmd/stop", "cmd/b", "cmd/stop", "cmd/c"]:
            await outside.client.publish(f"{BASE}/{topic}", b"x", qos=1)
        await outside.first(f"{BASE}/cmd/c")
        await asyncio.sleep(0.1)
        commands = link.heard()
        found = [await anext(commands) for _ in range(4)]
    names = [command.name for command in found if isinstance(command, Command)]
    assert names == ["stop", "a", "b", "c"]


async def test_a_retained_stop_is_told_from_one_that_takes_it_away(mosquitto: Mosquitto) -> None:
    async with reader(mosquitto.port) as outside, connected(config(mosquitto.port)) as link:
        commands = link.heard()
        await outside.client.publish(f"{BASE}/cmd/stop", b"x", qos=1, retain=True)
        assert await anext(commands) == Command("stop", None, retained=True)
        await outside.client.publish(f"{BASE}/cmd/stop", b"", qos=1, retain=True)
        assert await anext(commands) == Command("stop", None, retained=False)


async def test_the_birth_of_home_assistant_is_heard_and_its_end_is_not(
    mosquitto: Mosquitto,
) -> None:
    async with reader(mosquitto.port) as outside, connected(config(mosquitto.port)) as link:
        for state in (b"offline", b"online"):
            await outside.client.publish("homeassistant/status", state, qos=1)
        assert await anext(link.heard()) == Birth()


async def test_of_many_messages_each_arrives_in_order(mosquitto: Mosquitto) -> None:
    many = [Message("backfill", str(number).encode()) for number in range(100)]
    async with reader(mosquitto.port) as outside, connected(config(mosquitto.port)) as link:
        arrived: list[int] = []
        refused: list[int] = []
        await link.send_all(many, arrived.append, refused.append)
        assert (arrived, refused) == (list(range(100)), [])
        await outside.first(f"{BASE}/backfill", lambda message: message.payload == b"99")
    assert [message.payload for message in outside.of(f"{BASE}/backfill")] == [
        message.payload for message in many
    ]


async def test_of_many_messages_to_a_broker_that_hangs_none_is_said_to_arrive(
    mosquitto: Mosquitto,
) -> None:
    arrived: list[int] = []
    refused: list[int] = []
    with suppress(BrokerLost):
        async with connected(config(mosquitto.port)) as link:
            mosquitto.freeze()
            with suppress(TimeoutError):
                async with asyncio.timeout(0.3):
                    many = [Message("backfill", b"{}")] * 100
                    await link.send_all(many, arrived.append, refused.append)
    assert arrived == refused == []


async def test_sending_to_a_broker_that_hangs_gives_up(mosquitto: Mosquitto) -> None:
    loop = asyncio.get_running_loop()
    with pytest.raises(BrokerLost):
        async with connected(config(mosquitto.port)) as link:
            mosquitto.freeze()
            began = loop.time()
            await link.send(Message("state", b"{}"))
    assert loop.time() - began < TIMEOUT_S + 3.0


async def test_a_newer_connection_of_the_same_machine_ends_the_older(
    mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    """So that a will that is still to come cannot follow the newer one's `online`."""
    async with reader(mosquitto.port) as outside:
        with pytest.raises(BrokerLost):
            async with connected(config(mosquitto.port)) as older:
                async with connected(config(mosquitto.port)), asyncio.timeout(5.0):
                    await anext(older.heard())
        shown = [message.payload for message in outside.of(f"{BASE}/availability")]
    assert shown == [b"online", b"offline", b"online", b"offline"]
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


async def test_a_user_needs_the_right_password(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path)
    broker.demand_password("desk", WORD)
    broker.start()
    try:
        async with connected(config(broker.port, username="desk", password=WORD)):
            pass
        with pytest.raises(BrokerLost, match="Not authorized"):
            async with connected(config(broker.port, username="desk", password=WORD[1:])):
                pass
    finally:
        broker.stop()


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-subj", "/CN=broker", "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-out", str(certificate), "-keyout", str(key)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


async def test_with_tls_a_broker_that_is_vouched_for_is_spoken_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = _certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    broker = Mosquitto(tmp_path)
    broker.demand_tls(certificate, key)
    broker.start()
    try:
        async with connected(config(broker.port, tls=True)) as link:
            await link.send(Message("state", b"{}"))
    finally:
        broker.stop()


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # paho leaves it to the collector
async def test_with_tls_a_broker_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path)
    broker.demand_tls(*_certificate(tmp_path))
    broker.start()
    try:
        with pytest.raises(BrokerLost, match="certificate verify failed"):
            async with connected(config(broker.port, tls=True)):
                pass
    finally:
        broker.stop()
        gc.collect()


async def test_small_packets_are_not_held_back(mosquitto: Mosquitto) -> None:
    async with connected(config(mosquitto.port)):
        assert _options_of_sockets_to(mosquitto.port) == [True]


def _options_of_sockets_to(port: int) -> list[bool]:
    """TCP_NODELAY of every socket of this process that is connected to `port`."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            copy = socket.socket(fileno=os.dup(int(entry.name)))
        except OSError:
            continue
        with copy:
            try:
                if copy.getpeername()[1] == port:
                    found.append(bool(copy.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
            except (OSError, IndexError):
                continue
    return found
