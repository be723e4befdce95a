"""What Home Assistant is told, against the rules by which it takes a device.

The rules are those of Home Assistant's MQTT integration (components/mqtt/schemas.py and the
documentation of its sensor, binary_sensor, button and event), written down here as JSON Schema.
"""

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.mqtt_asyncapi import CHANNELS, schema
from treadctl.edges.mqtt_discovery import discovery

CONFIG = BrokerConfig("h", 1883, "main-st", "tm-1")
BASE = "treadctl/v1/main-st/tm-1"

TEXT, YES = {"type": "string", "minLength": 1}, {"type": "boolean"}
TOPIC = {"type": "string", "pattern": "^[^+#\\u0000]+$"}
SHARED = {"platform": TEXT, "unique_id": TEXT, "name": TEXT, "icon": TEXT, "qos": {"enum": [0, 1]}}
CATEGORY = {"entity_category": {"enum": ["diagnostic"]}}
READ = {"state_topic": TOPIC, "value_template": TEXT}


def entity(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": SHARED | properties,
        "required": ["platform", "unique_id", *required],
    }


ENTITIES = {
    "sensor": entity(
        READ
        | CATEGORY
        | {
            "device_class": {"enum": ["speed", "distance", "duration", "enum"]},
            "state_class": {"enum": ["measurement"]},
            "unit_of_measurement": {"enum": ["km/h", "%", "m", "bpm", "s"]},
            "expire_after": {"type": "integer", "minimum": 1},
            "options": {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True},
        },
        "state_topic",
    ),
    "binary_sensor": entity(
        READ | CATEGORY | {"device_class": {"enum": ["problem", "connectivity"]}}, "state_topic"
    ),
    "button": entity({"command_topic": TOPIC, "retain": YES}, "command_topic"),
    "event": entity(
        READ | {"event_types": {"type": "array", "items": TEXT, "minItems": 1}},
        "state_topic",
        "event_types",
    ),
}
DEVICE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["device", "origin", "components"],
    "properties": {
        "device": {
            "type": "object",
            "additionalProperties": False,
            "required": ["identifiers"],
            "properties": {
                "identifiers": {"type": "array", "items": TEXT, "minItems": 1},
                "name": TEXT,
                "model": TEXT,
                "sw_version": TEXT,
            },
        },
        "origin": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name"],
            "properties": {"name": TEXT, "sw_version": TEXT, "support_url": TEXT},
        },
        "availability": {
            "type": "array",
            "items": {"type": "object", "required": ["topic"], "properties": {"topic": TOPIC}},
        },
        "qos": {"enum": [0, 1]},
        "components": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": "^[a-zA-Z0-9_-]+$"},
        },
    },
}


def told(machine: str | None = "Model 3") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(discovery(CONFIG, machine).payload)
    return found


COMPONENTS: dict[str, dict[str, Any]] = told()["components"]


def test_one_message_kept_by_the_broker_tells_it_all() -> None:
    message = discovery(CONFIG, None)
    assert message.topic == "homeassistant/device/treadctl-tm-1/config"
    assert (message.foreign, message.retain, message.qos) == (True, True, 1)


@pytest.mark.parametrize("machine", [None, "Model 3"])
def test_it_keeps_the_rules_for_a_device(machine: str | None) -> None:
    Draft202012Validator(DEVICE).validate(told(machine))


@pytest.mark.parametrize("key", COMPONENTS)
def test_each_entity_keeps_the_rules_of_its_platform(key: str) -> None:
    component = COMPONENTS[key]
    Draft202012Validator(ENTITIES[component["platform"]]).validate(component)
    if component.get("device_class") == "enum":
        assert component["options"] and "state_class" not in component


def test_no_two_entities_have_the_same_id() -> None:
    ids = [component["unique_id"] for component in COMPONENTS.values()]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("key", [key for key, one in COMPONENTS.items() if "state_topic" in one])
def test_each_entity_reads_what_is_really_there(key: str) -> None:
    component = COMPONENTS[key]
    topic = component["state_topic"].removeprefix(f"{BASE}/")
    name = "event" if topic.startswith("event/") else topic
    said = CHANNELS[name].said
    assert said is not None
    (read,) = re.findall(r"value_json\.(\w+)", component["value_template"])
    assert read in schema(said)["properties"]


def test_the_only_thing_it_can_do_is_to_stop_the_belt() -> None:
    acts = {key: one for key, one in COMPONENTS.items() if "command_topic" in one}
    assert [(key, one["command_topic"]) for key, one in acts.items()] == [
        ("stop", f"{BASE}/cmd/stop")
    ]
    assert acts["stop"]["retain"] is False
    assert "message_expiry_interval" not in told() | acts["stop"]


def test_a_speed_that_nobody_says_any_more_is_not_shown() -> None:
    speed = COMPONENTS["speed_kmh"]
    assert speed["expire_after"] <= 5
    assert "default('None')" in speed["value_template"]


def test_the_howto_names_every_entity_that_appears() -> None:
    howto = (files("treadctl.edges") / "mqtt_kit" / "howto.md").read_text("utf-8")
    table = howto.partition("## Home Assistant")[2].partition("## Mosquitto")[0]
    named = set(re.split(r'[,;|"\n]\s*|\s+\|', table))
    made = json.loads(discovery(CONFIG, "Model 3").payload)["components"].values()
    assert {one["name"] for one in made} - {name.strip() for name in named} == set()
