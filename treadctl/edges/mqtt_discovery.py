"""What Home Assistant is told, so that a treadmill appears there by itself. Pure.

One message for the whole device. Nothing in it can start a belt or make it faster.
Source: Home Assistant, documentation of the MQTT integration, "Device discovery payload".
"""

import json
from typing import Any

from treadctl import __version__
from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.mqtt_messages import Message
from treadctl.model import BeltState, StopCause

BIRTH_TOPIC, BIRTH = "homeassistant/status", b"online"
EXPIRE_AFTER_S = 5  # then a speed is no longer shown as if it were one

Component = dict[str, Any]
Row = tuple[str, str, str | None, str | None]

# key, name, unit, device class
_MEASURED: tuple[Row, ...] = (
    ("speed_kmh", "Speed", "km/h", "speed"),
    ("target_speed_kmh", "Target speed", "km/h", "speed"),
    ("inclination_percent", "Inclination", "%", None),
    ("target_inclination_percent", "Target inclination", "%", None),
    ("distance_m", "Distance", "m", "distance"),
    ("heart_rate_bpm", "Heart rate", "bpm", None),
    ("elapsed_s", "Walked", "s", "duration"),
    ("remaining_s", "Left", "s", "duration"),
)
# key in the state, name, device class, category
_YES_OR_NO: tuple[Row, ...] = (
    ("alarmed", "Pull the safety key", "problem", None),
    ("latched", "Stop to be confirmed", "problem", None),
    ("console", "Console has the belt", None, None),
    ("linked", "Treadmill in reach", "connectivity", "diagnostic"),
)
# key in the health, name
_COUNTED = (
    ("events_waiting", "Events waiting"),
    ("samples_waiting", "Samples waiting"),
    ("connections", "Connections to the broker"),
)


def discovery(config: BrokerConfig, machine: str | None) -> Message:
    """The device and all its entities; `machine` is what the treadmill calls itself."""
    device = {
        "identifiers": [f"treadctl-{config.machine}"],
        "name": config.machine.replace("-", " ").capitalize(),
        "sw_version": __version__,
    }
    said = {
        "device": device if machine is None else {**device, "model": machine},
        "origin": {"name": "treadctl", "sw_version": __version__},
        "availability": [{"topic": f"{config.base}/availability"}],
        "qos": 1,
        "components": _components(config),
    }
    payload = json.dumps(said, separators=(",", ":")).encode()
    topic = f"homeassistant/device/treadctl-{config.machine}/config"
    return Message(topic, payload, retain=True, foreign=True)


def _components(config: BrokerConfig) -> dict[str, Component]:
    found = {key: _measured(row) for row in _MEASURED for key in row[:1]}
    found |= {row[0]: _yes_or_no(row) for row in _YES_OR_NO}
    found |= {key: _counted(key, name) for key, name in _COUNTED}
    found |= _words() | _acts()
    for key, component in found.items():
        component["unique_id"] = f"{config.machine}-{key}"
        for topic in ("state_topic", "command_topic"):
            if topic in component:
                component[topic] = f"{config.base}/{component[topic]}"
    return found


def _measured(row: Row) -> Component:
    key, name, unit, kind = row
    found = {
        "platform": "sensor",
        "name": name,
        "state_topic": "telemetry",
        "value_template": f"{{{{ value_json.{key} | default('None') }}}}",
        "unit_of_measurement": unit,
        "state_class": "measurement",
        "expire_after": EXPIRE_AFTER_S,
    }
    return found if kind is None else {**found, "device_class": kind}


def _yes_or_no(row: Row) -> Component:
    key, name, kind, category = row
    found = {
        "platform": "binary_sensor",
        "name": name,
        "state_topic": "state",
        "value_template": f"{{{{ 'ON' if value_json.{key} else 'OFF' }}}}",
    }
    more = {"device_class": kind, "entity_category": category}
    return found | {key: value for key, value in more.items() if value is not None}


def _counted(key: str, name: str) -> Component:
    return {
        "platform": "sensor",
        "name": name,
        "state_topic": "health",
        "value_template": f"{{{{ value_json.{key} }}}}",
        "state_class": "measurement",
        "entity_category": "diagnostic",
    }


def _words() -> dict[str, Component]:
    def of_walk(key: str) -> str:
        return f"{{{{ (value_json.walk | default({{}})).{key} | default('None') }}}}"

    text = {"platform": "sensor", "state_topic": "state"}
    chosen = {**text, "device_class": "enum"}
    return {
        "belt": {
            **chosen,
            "name": "Belt",
            "options": list(BeltState),
            "value_template": "{{ value_json.belt }}",
        },
        "stop_cause": {
            **chosen,
            "name": "Stopped by",
            "options": list(StopCause),
            "value_template": "{{ value_json.stop_cause | default('None') }}",
        },
        "profile": {**text, "name": "Walk", "value_template": of_walk("title")},
        "stage": {**text, "name": "Stage of the walk", "value_template": of_walk("stage")},
    }


def _acts() -> dict[str, Component]:
    return {
        "stop": {
            "platform": "button",
            "name": "Stop belt",
            "icon": "mdi:hand-back-right",
            "command_topic": "cmd/stop",
            "retain": False,  # and never expires: a late stop is still a stop
        },
        "stop_requested": {
            "platform": "event",
            "name": "Stop",
            "event_types": list(StopCause),
            "state_topic": "event/stop_requested",
            "value_template": "{{ {'event_type': value_json.cause} | tojson }}",
        },
    }
