"""What stands beside our MQTT: paho alone, in threads of its own; and the broker for both."""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from treadctl.cli.ports import free_port
from treadctl.errors import BadInput

HOST = "127.0.0.1"
START_LIMIT_S = 10.0
ARRIVAL_LIMIT_S = 120.0
AT_ONCE = 5000


@contextmanager
def mosquitto() -> Iterator[int]:
    """A broker of our own on 127.0.0.1; gives its port. Raises BadInput where there is none."""
    with mosquitto_process() as (port, _):
        yield port


@contextmanager
def mosquitto_process() -> Iterator[tuple[int, int]]:
    """As `mosquitto`; gives its port and the id of its process."""
    binary = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if binary is None:
        raise BadInput("This bench needs mosquitto; install the Debian package of that name.")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="treadctl-bench-") as folder:
        file = Path(folder) / "mosquitto.conf"
        settings = "set_tcp_nodelay true\nallow_anonymous true\nmax_queued_messages 0\n"
        file.write_text(f"listener {port} {HOST}\n{settings}")
        with subprocess.Popen([binary, "-c", file], stderr=subprocess.DEVNULL) as process:  # noqa: S603 - found above
            try:
                _wait_for(port)
                yield port, process.pid
            finally:
                process.kill()


def _wait_for(port: int) -> None:
    ends_at = time.perf_counter() + START_LIMIT_S
    while time.perf_counter() < ends_at:
        try:
            with client(port):
                return
        except OSError:
            time.sleep(0.01)
    raise BadInput("mosquitto did not start. Try it by hand: mosquitto -v")


@contextmanager
def client(port: int) -> Iterator[paho.Client]:
    """A connected client with a thread of its own, and nothing else."""
    made = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    made.connect(HOST, port)
    made.loop_start()
    try:
        yield made
    finally:
        made.disconnect()
        made.loop_stop()


@contextmanager
def reading(port: int, topic: str, heard: Callable[[str, bytes, int], None]) -> Iterator[None]:
    """Let `heard` have topic, payload and nanoseconds of all that comes, in a thread of its own."""
    subscribed = threading.Event()

    def take(_client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        heard(message.topic, bytes(message.payload), time.perf_counter_ns())

    with client(port) as found:
        found.on_message = take
        found.on_subscribe = lambda *_: subscribed.set()
        found.subscribe(topic, qos=1)
        if not subscribed.wait(START_LIMIT_S):
            raise BadInput("mosquitto does not answer. Try it by hand: mosquitto -v")
        yield


def published_per_s(port: int, payload: bytes, n: int) -> float:
    """How many messages of QoS 1 a bare client gets acknowledged in a second.

    It is given AT_ONCE at a time: with more it loses count (a message id has 16 bits), and with
    less, or a steady stream, its two threads get into each other's way.
    """
    left, done = [0], threading.Event()

    def acknowledged(*_: object) -> None:
        left[0] -= 1
        if not left[0]:
            done.set()

    with client(port) as found:
        found.on_publish = acknowledged
        began = time.perf_counter()
        for start in range(0, n, AT_ONCE):
            left[0] = some = min(AT_ONCE, n - start)
            done.clear()
            for _ in range(some):
                found.publish("bare/backfill", payload, 1)
            if not done.wait(ARRIVAL_LIMIT_S):
                raise BadInput("mosquitto does not answer. Try it by hand: mosquitto -v")
        return n / (time.perf_counter() - began)
