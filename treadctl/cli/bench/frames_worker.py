"""Judges golden records with both decoders; runs where pyftms is, without click.

First argument: the folder that holds treadctl. Input: one record a line, as JSON. Output: JSON, for
each record the counts that are 1.
"""

import json
import math
import sys
from typing import Any

TREADMILL_DATA = "2acd"
PEER_NAMES = {
    "speed_kmh": "speed_instant",
    "average_speed_kmh": "speed_average",
    "distance_m": "distance_total",
    "inclination_percent": "inclination",
    "ramp_angle_deg": "ramp_angle",
    "elevation_gain_m": "elevation_gain_positive",
    "elevation_loss_m": "elevation_gain_negative",
    "energy_kcal": "energy_total",
    "energy_kcal_h": "energy_per_hour",
    "energy_kcal_min": "energy_per_minute",
    "heart_rate_bpm": "heart_rate",
    "met": "metabolic_equivalent",
    "elapsed_s": "time_elapsed",
    "remaining_s": "time_remaining",
    "force_n": "force_on_belt",
    "power_w": "power_output",
    "steps": "step_count",
}
"""What pyftms calls what we call otherwise."""

Values = dict[str, Any]


def main() -> None:
    """Print the verdict of each record on standard input."""
    sys.path.append(sys.argv[1])  # last, so that everything but treadctl comes from this venv
    peer = _peer()
    records = [json.loads(line) for line in sys.stdin.read().splitlines()]
    verdicts = [ours(record) | theirs(record, peer) for record in records]
    told = {"verdicts": verdicts, "python": sys.version.split()[0]}
    sys.stdout.write(json.dumps(told))


def ours(record: Values) -> Values:
    """Our verdict: right or wrong if we read it, failed if we did not."""
    from treadctl.errors import BadInput, DecodeError
    from treadctl.protocols.inspect import decode

    try:
        said = decode(record["kind"], [bytes.fromhex(one) for one in record["frames"]])
    except (BadInput, DecodeError):
        return {"frames": 1, "failed": 1}
    return {"frames": 1, ("right" if agrees(said, record["stated"]) else "wrong"): 1}


def theirs(record: Values, peer: Any) -> Values:
    """The verdict of `peer`, which reads treadmill data only."""
    if record["kind"] != TREADMILL_DATA:
        return {}
    said: Values = {}
    try:
        for one in record["frames"]:
            said |= peer.deserialize(bytes.fromhex(one))._asdict()
    except (ValueError, EOFError, IndexError, ArithmeticError, TypeError, AssertionError):
        return {"peer_frames": 1, "peer_failed": 1}
    stated = {
        PEER_NAMES[key]: value for key, value in record["stated"].items() if key in PEER_NAMES
    }
    return {"peer_frames": 1, "peer_right": int(agrees(said, stated))}


def agrees(said: Values, stated: Values) -> bool:
    """True if all that is stated was said, numbers to one part in a million."""
    return all(key in said and _same(said[key], value) for key, value in stated.items())


def _same(said: Any, stated: Any) -> bool:
    if isinstance(stated, float) and isinstance(said, (int, float)):
        return math.isclose(said, stated, rel_tol=1e-6, abs_tol=1e-6)
    return bool(said == stated)


def _peer() -> Any:
    from pyftms.models import TreadmillData  # type: ignore[import-not-found]  # in its own venv
    from pyftms.serializer import get_serializer  # type: ignore[import-not-found]

    return get_serializer(TreadmillData)


if __name__ == "__main__":
    main()
