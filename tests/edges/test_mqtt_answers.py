import threading

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from tests.mosquitto import Mosquitto
from treadctl.edges.mqtt_answers import Refusals, take_answers_unread

PATIENCE_S = 15.0


def _client() -> tuple[Client, list[int]]:
    """A client without a connection, and the numbers of the messages that arrived."""
    client, arrived = Client(CallbackAPIVersion.VERSION2), list[int]()
    client.on_publish = lambda _client, _data, mid, *_: arrived.append(mid)
    take_answers_unread(client, Refusals({}))
    return client, arrived


def test_an_answer_to_nothing_is_no_arrival() -> None:
    client, arrived = _client()
    client._in_packet["packet"] = bytearray(b"\x00\x07")
    assert client._handle_pubackcomp("PUBACK") is MQTTErrorCode.MQTT_ERR_SUCCESS
    assert arrived == []


def test_an_answer_that_is_cut_off_is_wrong_as_ever() -> None:
    client, _ = _client()
    client._in_packet["packet"] = bytearray(b"\x00")
    with pytest.raises(Exception, match="wrong size of packet"):
        client._handle_pubackcomp("PUBACK")


@pytest.mark.realtime
@pytest.mark.parametrize("qos", [1, 2])
def test_of_many_messages_each_is_answered_once(mosquitto: Mosquitto, qos: int) -> None:
    client, arrived = _client()
    done = threading.Event()

    def count(_client: Client, _data: object, mid: int, *_: object) -> None:
        arrived.append(mid)
        if len(arrived) == 100:
            done.set()

    client.on_publish = count
    client.connect("127.0.0.1", mosquitto.port)
    client.loop_start()
    try:
        sent = [client.publish("a", b"x", qos).mid for _ in range(100)]
        assert done.wait(PATIENCE_S)
    finally:
        client.disconnect()
        client.loop_stop()
    assert arrived == sent
