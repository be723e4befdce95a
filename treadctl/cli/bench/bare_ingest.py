"""What stands beside `treadctl fleet metrics`: paho, json and a POST, and nothing else.

Started as a program with the broker's port and the database's URL; ends by a signal.
"""

import json
import sys
import threading
import time
from collections import deque
from datetime import datetime
from urllib.request import Request, urlopen

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

HOST = "127.0.0.1"
TOPIC = "treadctl/v1/+/+/telemetry"
EVERY_S = 0.25
AT_ONCE = 10_000
FIELDS = (
    *("speed_kmh", "target_speed_kmh", "inclination_percent", "target_inclination_percent"),
    *("distance_m", "age_s"),
)


def line(topic: str, payload: bytes) -> str:
    """The same line that ours is."""
    _, _, site, machine, _ = topic.split("/")
    said = json.loads(payload)
    values = ",".join([f"{key}={said[key]}" for key in FIELDS if key in said])
    at_ms = round(datetime.fromisoformat(said["ts"]).timestamp() * 1000)
    return f"treadctl,site={site},machine={machine} {values} {at_ms * 1_000_000}"


def post(url: str, waiting: deque[str]) -> None:
    """Store what waits, for ever."""
    while True:
        if len(waiting) < AT_ONCE:
            time.sleep(EVERY_S)
        some = [waiting.popleft() for _ in range(min(AT_ONCE, len(waiting)))]
        if some:
            asked = Request(url, data="\n".join(some).encode())  # noqa: S310 - the bench's own
            urlopen(asked).close()  # noqa: S310 - as above


def main(port: int, url: str) -> None:
    """Take in all telemetry of the broker on `port`."""
    waiting: deque[str] = deque()

    def take(_client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        waiting.append(line(message.topic, bytes(message.payload)))

    threading.Thread(target=post, args=(url, waiting), daemon=True).start()
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    client.on_message = take
    client.connect(HOST, port)
    client.subscribe(TOPIC, qos=0)
    client.loop_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
