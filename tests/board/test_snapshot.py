"""One look at the belt as JSON types: what is None is left out, and 0 stays 0."""

import json
from dataclasses import replace

from treadctl.board.snapshot import Snapshot, WalkView, as_json
from treadctl.model import BeltState, StopCause

BARE = Snapshot(1, 2.5, BeltState.UNKNOWN, False, None, False, "none")


def test_what_nobody_can_vouch_for_is_left_out() -> None:
    assert as_json(BARE) == {
        "seq": 1,
        "at": 2.5,
        "belt": "unknown",
        "linked": False,
        "simulated": False,
        "pain_button": "none",
        "latched": False,
        "alarmed": False,
        "console": False,
        "power_cut": "key",
        "levelling": False,
        "deck_stuck": False,
        "uncommissioned": False,
    }


def test_a_measured_zero_is_kept() -> None:
    seen = as_json(replace(BARE, speed_kmh=0.0, distance_m=0, age_s=0.0))
    assert (seen["speed_kmh"], seen["distance_m"], seen["age_s"]) == (0.0, 0, 0.0)


def test_what_is_unknown_of_a_walk_is_left_out_too() -> None:
    walk = WalkView("p", "T", "walking", "warm", 0.0, 60.0)
    assert as_json(replace(BARE, walk=walk))["walk"] == {
        "profile": "p",
        "title": "T",
        "stage": "walking",
        "segment": "warm",
        "elapsed_s": 0.0,
        "remaining_s": 60.0,
    }


def test_a_snapshot_can_be_written_as_json() -> None:
    seen = replace(BARE, stop_cause=StopCause.PAIN, latched=True)
    assert json.loads(json.dumps(as_json(seen)))["stop_cause"] == "pain"
