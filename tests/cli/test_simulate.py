"""`treadctl simulate` by the interface contract: every event, what comes of it, and how it ends."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from simulators.faults import EVENTS
from tests.cli.command import Ended, Treadctl
from treadctl.model import PULL_THE_KEY

# What happens, then: outcome, cause of the stop, latched, exit code, alarm
FINISHED = ("finished", "finished", False, 0, False)
STORIES = {
    "100=pain": ("stopped", "pain", True, 0, False),
    "100=user-stop": ("stopped", "user", False, 0, False),
    "100=safety-key": ("stopped", "safety_key", True, 0, False),
    "100=console-stop": ("stopped", "console", False, 0, False),
    "100=control-lost": ("stopped", "control_lost", True, 1, False),
    "100=runaway=0.5": ("stopped", "runaway", True, 1, False),
    "100=speed-jump=3": ("stopped", "speed_jump", True, 1, False),
    "100=stuck-belt": ("stopped", "stuck_belt", True, 1, False),
    "100=restart": ("stopped", "interrupted", True, 1, False),
    "131=no-answer": ("stopped", "no_answer", True, 1, False),
    "100=telemetry-silence": ("failed", "telemetry_lost", True, 3, True),
    "100=link-loss": ("failed", "link_lost", True, 3, True),
    "100=link-loss 103=link-back": FINISHED,
    "100=link-loss 110=link-back": ("stopped", "link_lost", True, 1, True),
    "99=ignore-stop 100=pain": ("failed", "pain", True, 3, True),
    "100=pain 100=ignore-stop": ("failed", "pain", True, 3, True),
    "99=reject-stop 100=user-stop": ("failed", "user", True, 3, True),
    "99=late-stop=2 100=pain": ("stopped", "pain", True, 0, True),
    "99=late-stop=0.3 100=pain": ("stopped", "pain", True, 0, False),
    "100=answer=8": FINISHED,
    "60=no-answer": FINISHED,  # the next question is about a rise
    "100=console-speed=1": ("failed", "console", False, 3, False),  # the console has the belt
    "100=console-speed=1 130=console-stop": ("stopped", "console", False, 0, False),
    "100=console-speed=1 130=pain": ("stopped", "pain", True, 0, False),
    "100=garbage": FINISHED,
    "100=truncate": FINISHED,
    "100=duplicate": FINISHED,
    "100=toggle-start": FINISHED,
    "100=hr=150": ("stopped", "heart_rate", True, 1, False),
    "100=hr-frozen": FINISHED,
    "100=hr-lost": FINISHED,
    "100=hr-off": FINISHED,
    "100=edges-dead": FINISHED,
    "100=screen-dead": FINISHED,
    "100=link-back": FINISHED,
    "100=button-press": ("stopped", "pain", True, 0, False),
    "100=button-lost": ("stopped", "button_lost", True, 1, False),
    "100=telemetry-frozen": ("failed", "telemetry_frozen", True, 3, True),
    "100=mph-shown": ("stopped", "unit_mismatch", True, 1, False),
    "100=shutdown": ("stopped", "shutdown", False, 1, False),
}


def story(treadctl: Treadctl, at: str = "", *more: object) -> Ended:
    """A gentle start that this befalls."""
    befalls = [word for event in at.split() for word in ("--at", event)]
    return treadctl("simulate", "--profile", "gentle-start", "--json", *befalls, *more)


def told(summary: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [event for event in summary["events"] if event["event"] == name]


@pytest.mark.parametrize(("at", "ends"), STORIES.items(), ids=STORIES)
def test_a_story_ends_as_it_must(
    treadctl: Treadctl, at: str, ends: tuple[str, str, bool, int, bool]
) -> None:
    ended = story(treadctl, at)
    summary = ended.json
    alarm = bool(told(summary, "alarm"))
    found = (summary["outcome"], summary["stopped_by"], summary["latched"], ended.code, alarm)
    assert found == ends
    assert len(told(summary, "finished")) == (ends[0] == "finished")
    assert (PULL_THE_KEY in ended.err) is (ended.code == 3)


def test_a_belt_that_takes_miles_for_kilometres_is_stopped_before_it_is_fast(
    treadctl: Treadctl,
) -> None:
    ended = story(treadctl, "0=mph")
    assert (ended.json["outcome"], ended.json["latched"], ended.code) == ("stopped", True, 1)
    assert ended.json["peak_speed_kmh"] < 1.5


def test_every_event_of_the_contract_is_in_a_story() -> None:
    in_stories = {word.split("=")[1] for at in STORIES for word in at.split()}
    assert in_stories | {"mph"} == set(EVENTS)


@pytest.mark.parametrize("cause", ["pain", "user-stop"])
def test_a_stop_is_written_in_the_instant_in_which_it_is_asked_for(
    treadctl: Treadctl, cause: str
) -> None:
    summary = story(treadctl, f"100={cause}").json
    asked, written = told(summary, "stop_requested")[0], told(summary, "stop_written")[0]
    assert asked["t"] == written["t"] == 100.0


def test_after_a_stop_that_is_ignored_the_key_is_called_for_in_time(treadctl: Treadctl) -> None:
    summary = story(treadctl, "99=ignore-stop 100=pain").json
    assert 101.0 < told(summary, "alarm")[0]["t"] <= 102.0
    assert told(summary, "standing") == []


def test_a_heart_above_its_limit_stops_the_belt_after_five_seconds(treadctl: Treadctl) -> None:
    ended = treadctl("simulate", "--profile", "back-ease-20", "--at", "300=hr=170", "--json")
    assert (ended.json["stopped_by"], ended.json["latched"]) == ("heart_rate", True)
    assert 305.0 <= told(ended.json, "stop_requested")[0]["t"] <= 307.0


@pytest.mark.parametrize(
    ("fault", "lost_after_s"), [("hr-lost", 0.0), ("hr-off", 3.0), ("hr-frozen", 61.0)]
)
def test_without_a_heart_rate_nothing_gets_faster(
    treadctl: Treadctl, fault: str, lost_after_s: float
) -> None:
    """back-ease-20 rises to 2.5 km/h at 2 minutes and to 3.2 km/h at 4."""
    ended = treadctl("simulate", "--profile", "back-ease-20", "--at", f"150={fault}", "--json")
    lost = told(ended.json, "heart_rate_lost")[0]["t"]
    assert lost == pytest.approx(150.0 + lost_after_s, abs=1.5)
    assert (ended.json["outcome"], ended.json["peak_speed_kmh"]) == ("finished", 2.5)


def test_after_a_crash_the_stop_comes_first(treadctl: Treadctl) -> None:
    summary = story(treadctl, "100=restart").json
    after = [event["event"] for event in summary["events"] if event["t"] > 100.0]
    assert after.index("stop_written") < after.index("connected")
    assert "target" not in after


def test_the_samples_of_a_walk_are_all_of_them_also_beyond_a_crash(treadctl: Treadctl) -> None:
    whole = story(treadctl, "100=restart").json
    assert whole["samples"] > 100 * 4


def test_a_summary_has_the_keys_of_the_contract_and_no_other(treadctl: Treadctl) -> None:
    ended = story(treadctl, "100=pain")
    assert list(ended.json) == [
        *("profile", "outcome", "stopped_by", "latched", "duration_s", "distance_m"),
        *("peak_speed_kmh", "peak_inclination_percent", "samples", "virtual_s", "events"),
        "wall_s",
    ]
    assert ended.json["profile"] == "gentle-start"
    assert all(set(event) >= {"t", "event"} for event in ended.json["events"])


def test_a_walk_is_finished_once_its_belt_stands(treadctl: Treadctl) -> None:
    *_, stands, end = story(treadctl).json["events"]
    assert (stands["event"], end) == ("standing", {"t": stands["t"], "event": "finished"})


@pytest.mark.realtime
def test_a_belt_that_may_move_is_exit_code_3_for_whoever_reads_nothing_of_it() -> None:
    call = ("simulate", "--profile", "gentle-start", "--at", "9=ignore-stop", "--at", "10=pain")
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "treadctl", *call, "--json"]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (ended.returncode, ended.stderr.count(b"\n")) == (3, 1)


def test_the_same_seed_tells_the_same_story(treadctl: Treadctl) -> None:
    def summary() -> dict[str, Any]:
        found: dict[str, Any] = story(treadctl, "100=garbage 200=pain", "--seed", 7).json
        del found["wall_s"]
        return found

    assert summary() == summary()


def test_without_json_a_person_reads_one_event_a_line(treadctl: Treadctl) -> None:
    ended = treadctl("simulate", "--profile", "gentle-start", "--at", "100=pain")
    assert "   100.00 s  stop_requested     cause=pain speed_kmh=1.5\n" in ended.out
    assert ended.out.splitlines()[-1].startswith("profile=gentle-start  outcome=stopped")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--profile", "gentle-strat"), "gentle-strat"),
        (("--profile", "gentle-start", "--at", "soon=pain"), "must begin with a time"),
        (("--profile", "gentle-start", "--at", "3=bogus"), "names no event"),
        (("--profile", "gentle-start", "--at", "3=pain=1"), "takes no value"),
        (("--profile", "gentle-start", "--at", "3=hr"), "needs a value"),
        (("--profile", "gentle-start", "--walker", "nobody.json"), "nobody.json cannot be read"),
        (("--live", "pty"), "no live machine of kind 'pty'"),
    ],
)
def test_a_wrong_story_is_one_sentence_and_exit_code_2(
    treadctl: Treadctl, arguments: tuple[str, ...], says: str
) -> None:
    ended = treadctl("simulate", *arguments, "--json")
    assert says in ended.complaint
    assert ended.code == 2


def test_a_walk_whose_page_is_gone_goes_on_by_its_wired_button_without_rises(
    treadctl: Treadctl,
) -> None:
    ended = story(treadctl, "50=edges-dead")
    assert (ended.json["outcome"], ended.code) == ("finished", 0)
    assert ended.json["peak_speed_kmh"] == 1.0  # 1.5 was to come
