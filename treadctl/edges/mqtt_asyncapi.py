"""The description of our MQTT interface: one AsyncAPI 3 document, made of the payload models.

Source: the AsyncAPI specification 3.0.0 and its MQTT bindings 0.2.0. Pure.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from treadctl.edges import mqtt_messages as messages
from treadctl.edges import mqtt_payloads as payloads

Json = dict[str, Any]

_BASE = "treadctl/v1/{site}/{machine}"
_BINDING = "0.2.0"


@dataclass(frozen=True, slots=True)
class Channel:
    """One topic of ours, or a family of topics. `said`: a model, or None for text."""

    topic: str
    said: type[payloads.Payload] | None
    what: str
    qos: int = 1
    retain: bool = False
    expiry_s: int | None = None


CHANNELS = {
    "availability": Channel(
        "availability",
        None,
        "online or offline: whether the controller can be reached. Never that a belt stands.",
        retain=True,
    ),
    "info": Channel("info", payloads.Info, "What this is.", retain=True),
    "state": Channel(
        "state",
        payloads.State,
        "How belt and walk are. It leaves the broker by itself if nobody says it again.",
        retain=True,
        expiry_s=messages.STATE_EXPIRY_S,
    ),
    "telemetry": Channel(
        "telemetry",
        payloads.Telemetry,
        "Each measured sample, once, as it comes.",
        qos=0,
        expiry_s=messages.TELEMETRY_EXPIRY_S,
    ),
    "backfill": Channel(
        "backfill",
        payloads.Telemetry,
        "Samples for which nobody can say that they arrived as telemetry. Drop ids you know.",
    ),
    "event": Channel("event/{event}", payloads.Event, "What happened, at least once, in order."),
    "session_started": Channel("session/started", payloads.SessionStarted, "A walk began."),
    "session_summary": Channel("session/summary", payloads.SessionSummary, "A walk is over."),
    "alarm": Channel(
        "alarm",
        payloads.Alarm,
        "A belt that did not stop in time; kept until a person confirmed it, then emptied.",
        retain=True,
    ),
    "health": Channel(
        "health",
        payloads.Health,
        "How the publishing goes, and what was refused.",
        retain=True,
        expiry_s=messages.HEALTH_EXPIRY_S,
    ),
    "ack": Channel(
        "ack/{command}",
        payloads.Ack,
        "What came of a command. Any but stop is refused.",
        expiry_s=messages.ACK_EXPIRY_S,
    ),
}
_PARAMETERS = {
    "site": "The site, as configured.",
    "machine": "The machine, as configured.",
    "event": "The name of the event.",
    "command": "The name of the command.",
}


def document() -> Json:
    """The whole document, of JSON types."""
    channels = {key: _channel(key, one) for key, one in CHANNELS.items()} | {"stop": _STOP}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "treadctl over MQTT",
            "version": str(payloads.SCHEMA_VERSION),
            "description": "What a treadmill's controller tells, and the stop that it takes. "
            "A value that is not known is absent. Additions do not change the version.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": {key: _operation(key, one) for key, one in CHANNELS.items()}
        | {"stop": _TAKE_STOP},
        "components": {"schemas": {model.__name__: schema(model) for model in MODELS}},
    }


def schema(model: type[BaseModel]) -> Json:
    """The JSON Schema of one payload, whole in itself. What is optional is absent, never null."""
    found = _without_null(_inlined(model.model_json_schema()))
    assert isinstance(found, dict)  # noqa: S101 - it was one before
    found["required"] = [key for key, one in model.model_fields.items() if one.default is not None]
    return found


def _channel(key: str, one: Channel) -> Json:
    address = f"{_BASE}/{one.topic}"
    name = one.said.__name__ if one.said else ""
    text = {"type": "string", "enum": ["online", "offline"]}
    said = {
        "name": name or key,
        "contentType": "application/json" if name else "text/plain",
        "payload": {"$ref": f"#/components/schemas/{name}"} if name else text,
    }
    return {
        "address": address,
        "description": one.what,
        "parameters": _parameters(address),
        "messages": {key: said},
    }


def _operation(key: str, one: Channel) -> Json:
    binding: Json = {"qos": one.qos, "retain": one.retain, "bindingVersion": _BINDING}
    if one.expiry_s is not None:
        binding["messageExpiryInterval"] = one.expiry_s
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{key}"},
        "bindings": {"mqtt": binding},
    }


def _parameters(address: str) -> Json:
    return {
        key: {"description": said} for key, said in _PARAMETERS.items() if f"{{{key}}}" in address
    }


_STOP: Json = {
    "address": f"{_BASE}/cmd/stop",
    "description": "Stops the belt, whatever is in the message.",
    "parameters": _parameters(_BASE),
    "messages": {"stop": {"name": "stop", "payload": {}}},
}
_TAKE_STOP: Json = {
    "action": "receive",
    "channel": {"$ref": "#/channels/stop"},
    "bindings": {"mqtt": {"qos": 1, "retain": False, "bindingVersion": _BINDING}},
}
MODELS = tuple(dict.fromkeys(one.said for one in CHANNELS.values() if one.said is not None))


def _inlined(found: Json) -> Json:
    """`found` with what it refers to in the places where it does."""
    parts = found.pop("$defs", {})

    def put_in(value: Any) -> Any:
        if isinstance(value, dict):
            if "$ref" in value:
                name = value["$ref"].rsplit("/", 1)[-1]
                rest = {key: one for key, one in value.items() if key != "$ref"}
                return put_in(parts[name] | rest)
            return {key: put_in(one) for key, one in value.items()}
        return [put_in(one) for one in value] if isinstance(value, list) else value

    whole: Json = put_in(found)
    return whole


def _without_null(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_null(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {key: _without_null(one) for key, one in value.items()}
    if "default" in kept and kept["default"] is None:
        del kept["default"]
    if "anyOf" in kept:
        (only,) = [one for one in kept.pop("anyOf") if one != {"type": "null"}]
        kept = {**only, **kept}
    return kept
