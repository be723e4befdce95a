"""A real mosquitto on a free port of this computer, and somebody who reads along."""

import asyncio
import base64
import getpass
import hashlib
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiomqtt
from paho.mqtt.subscribeoptions import SubscribeOptions

V5, V311 = aiomqtt.ProtocolVersion.V5, aiomqtt.ProtocolVersion.V311
PATIENCE_S = 15.0


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


class Mosquitto:
    """One broker process; started again it has the same port and has forgotten everything."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.folder = folder
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"listener {self.port} 127.0.0.1\nset_tcp_nodelay true\nallow_anonymous true\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def demand_password(self, user: str, password: str) -> None:
        """Let nobody in but `user`. To be called before `start`."""
        path = self._config.with_name("passwords")
        salt = secrets.token_bytes(12)
        hashed = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 101, 64)
        parts = ["7", "101", *(base64.b64encode(part).decode() for part in (salt, hashed))]
        path.write_text(f"{user}:${'$'.join(parts)}\n")
        settings = self._config.read_text().replace("anonymous true", "anonymous false")
        owner = f"user {getpass.getuser()}\n"
        self._config.write_text(f"{owner}{settings}password_file {path}\n")

    def refuse(self, topic: str) -> None:
        """Take no message on `topic`, from nobody. To be called before `start`."""
        path = self._config.with_name("acl")
        path.write_text(f"topic readwrite #\ntopic deny {topic}\n")
        owner = f"user {getpass.getuser()}\n"
        self._config.write_text(f"{owner}{self._config.read_text()}acl_file {path}\n")

    def join(self, settings: str) -> None:
        """Add to its configuration, such as a bridge to another broker. Before `start`."""
        self._config.write_text(f"{self._config.read_text()}{settings}\n")

    def hold_small_packets_back(self) -> None:
        """Leave Nagle's algorithm on, as Mosquitto does unless it is told. Before `start`."""
        settings = self._config.read_text().replace("nodelay true", "nodelay false")
        self._config.write_text(settings)

    def demand_tls(self, certificate: Path, key: Path) -> None:
        """Speak TLS only. To be called before `start`."""
        owner = f"user {getpass.getuser()}\n"
        settings = self._config.read_text()
        self._config.write_text(f"{owner}{settings}certfile {certificate}\nkeyfile {key}\n")

    def demand_certificates(self, ca: Path, acl: Path) -> None:
        """Take everybody for whom their certificate says they are. To be called after TLS is."""
        settings = self._config.read_text().replace("anonymous true", "anonymous false")
        more = f"cafile {ca}\nrequire_certificate true\nuse_identity_as_username true\n"
        self._config.write_text(f"{settings}{more}acl_file {acl}\n")

    def start(self) -> None:
        """Return once clients can connect."""
        binary = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        self._process = subprocess.Popen(
            [binary, "-c", str(self._config)], stderr=subprocess.DEVNULL
        )
        while self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1.0).close()
            except ConnectionRefusedError:
                continue
            return
        raise AssertionError("mosquitto did not start")

    def stop(self) -> None:
        """End the process at once, even while it is frozen."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def freeze(self) -> None:
        """Leave connections open and do nothing any more."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on where it froze."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def at_work(folder: Path) -> Iterator[Mosquitto]:
    """A broker that runs."""
    broker = Mosquitto(folder)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


class Reader:
    """A client that reads a whole tree: `seen` is everything that came, in order."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self.client = client
        self.seen: list[aiomqtt.Message] = []
        self.lost = False
        self._more = asyncio.Event()

    async def listen(self) -> None:
        """Collect until the connection is `lost`."""
        try:
            async for message in self.client.messages:
                self.seen.append(message)
                self._more.set()
        finally:
            self.lost = True

    def of(self, topic: str) -> list[aiomqtt.Message]:
        """What came on a topic, which may end in `#`."""
        return [message for message in self.seen if message.topic.matches(topic)]

    async def first(
        self, topic: str, where: Callable[[aiomqtt.Message], bool] = lambda _: True
    ) -> aiomqtt.Message:
        """The first message on `topic` that fits, waited for if it has not come yet."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for message in filter(where, self.of(topic)):
                    return message
                self._more.clear()
                await self._more.wait()


@asynccontextmanager
async def reader(
    port: int,
    topic: str = "treadctl/#",
    version: aiomqtt.ProtocolVersion = V5,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Reader]:
    """Somebody who reads along, and may publish with `client`."""
    nodelay = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]
    async with aiomqtt.Client(
        "127.0.0.1",
        port,
        identifier=f"reader-{secrets.token_hex(4)}",
        protocol=version,
        tls_context=tls,
        socket_options=nodelay,
    ) as client:
        how: dict[str, Any] = {"qos": 1}
        if version is V5:
            how = {"options": SubscribeOptions(qos=1, retainAsPublished=True)}
        await client.subscribe(topic, **how)
        found = Reader(client)
        listening = asyncio.create_task(found.listen())
        try:
            yield found
        finally:
            listening.cancel()
            await asyncio.wait([listening])
