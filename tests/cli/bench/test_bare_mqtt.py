"""What stands beside our MQTT: that the broker is there, and that nothing is lost on the way."""

import threading

import pytest

from treadctl.cli.bench.bare_mqtt import client, mosquitto, published_per_s, reading
from treadctl.errors import BadInput


@pytest.mark.realtime
def test_what_a_bare_client_says_another_hears() -> None:
    heard: list[tuple[str, bytes]] = []
    all_there = threading.Event()

    def take(topic: str, payload: bytes, at_ns: int) -> None:
        assert at_ns > 0
        heard.append((topic, payload))
        if len(heard) == 3:
            all_there.set()

    with mosquitto() as port, reading(port, "bare/#", take), client(port) as publisher:
        for number in range(3):
            publisher.publish("bare/sample", b"%d" % number)
        assert all_there.wait(15.0)
    assert heard == [("bare/sample", b"%d" % number) for number in range(3)]


@pytest.mark.realtime
def test_the_rate_is_that_of_acknowledged_messages() -> None:
    with mosquitto() as port:
        assert published_per_s(port, b"x", 50) > 0


def test_without_mosquitto_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_args, **_kinds: None)
    with pytest.raises(BadInput, match="needs mosquitto"), mosquitto():
        pass
