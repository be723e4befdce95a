"""Bytes to what `treadctl decode` prints, by the name of their kind."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from treadctl.errors import BadInput
from treadctl.model import Range
from treadctl.protocols import ftms, ftms_control, heart_rate
from treadctl.protocols.inspect_bridge import decode_bridge
from treadctl.protocols.inspect_csafe import decode_csafe
from treadctl.protocols.inspect_lifespan import decode_lifespan
from treadctl.protocols.inspect_unframed import decode_trackmaster, decode_woodway

Decoded = dict[str, object]

_RESPONSE = 0x80


def decode(kind: str, frames: Sequence[bytes]) -> Decoded:
    """Return what `frames` of `kind` say, ready for JSON; a value not reported has no key.

    Several frames of 2acd are consecutive notifications of one record and are merged; the other
    kinds take one frame. Raises BadInput for a kind or a number of frames there is not, and
    DecodeError for a frame that is too short, or fails its check where it has one.
    """
    name = kind.lower()
    if name not in KINDS:
        raise BadInput(f"There is no kind {kind!r}. Kinds: {', '.join(KINDS)}.")
    if not frames:
        raise BadInput(f"Give a frame of {name} as hex.")
    if name == "2acd":
        return _record(frames)
    if len(frames) > 1:
        raise BadInput(f"{name} takes one frame; {len(frames)} were given.")
    return _DECODERS[name](frames[0])


def _record(frames: Sequence[bytes]) -> Decoded:
    fragments = [ftms.decode_record(frame) for frame in frames]
    record: Decoded = {}
    for fragment in fragments:
        record |= fragment.values
    record["more_data"] = fragments[-1].more_data
    record["truncated"] = any(fragment.truncated for fragment in fragments)
    return record


def _features(frame: bytes) -> Decoded:
    found = ftms.decode_features(frame)
    return {"features": list(found.features), "targets": list(found.targets)}


def _speed_range(frame: bytes) -> Decoded:
    return _range(ftms.decode_speed_range(frame), "kmh")


def _inclination_range(frame: bytes) -> Decoded:
    return _range(ftms.decode_inclination_range(frame), "percent")


def _heart_rate_range(frame: bytes) -> Decoded:
    return _range(ftms.decode_heart_rate_range(frame), "bpm")


def _range(found: Range, unit: str) -> Decoded:
    return {f"min_{unit}": found.low, f"max_{unit}": found.high, f"step_{unit}": found.step}


def _control_point(frame: bytes) -> Decoded:
    if frame[:1] == bytes([_RESPONSE]):
        return _response(frame)
    request = ftms_control.decode_control_point(frame)
    return {"op": request.op, "name": request.name, **request.values}


def _response(frame: bytes) -> Decoded:
    response = ftms_control.decode_response(frame)
    decoded: Decoded = {
        "response_to": response.response_to,
        "result": response.result_name,
        "result_code": response.result,
    }
    if response.parameters:
        decoded["parameters"] = response.parameters.hex()
    return decoded


def _status(frame: bytes) -> Decoded:
    status = ftms_control.decode_status(frame)
    return {"event": status.event, "event_code": status.code, **status.values}


def _training_status(frame: bytes) -> Decoded:
    training = ftms_control.decode_training_status(frame)
    decoded: Decoded = {"status": training.status, "status_code": training.code}
    if training.text is not None:
        decoded["text"] = training.text
    return decoded


def _heart_rate(frame: bytes) -> Decoded:
    measured = heart_rate.decode_heart_rate(frame)
    decoded: Decoded = {"heart_rate_bpm": measured.heart_rate_bpm}
    if measured.contact is not None:
        decoded["contact"] = measured.contact
    if measured.rr_ms:
        decoded["rr_ms"] = list(measured.rr_ms)
    if measured.energy_kj is not None:
        decoded["energy_kj"] = measured.energy_kj
    return decoded


_DECODERS: Final[Mapping[str, Callable[[bytes], Decoded]]] = MappingProxyType(
    {
        "2acc": _features,
        "2ad3": _training_status,
        "2ad4": _speed_range,
        "2ad5": _inclination_range,
        "2ad7": _heart_rate_range,
        "2ad9": _control_point,
        "2ada": _status,
        "2a37": _heart_rate,
        "bridge": decode_bridge,
        "csafe": decode_csafe,
        "lifespan": decode_lifespan,
        "trackmaster": decode_trackmaster,
        "woodway": decode_woodway,
    }
)

KINDS: Final = tuple(sorted(("2acd", *_DECODERS)))
