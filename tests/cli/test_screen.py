"""The terminal view of a walk."""

from dataclasses import replace
from typing import get_args

import pytest
from rich.console import Console

from tests.snapshots import STANDING
from treadctl.board.requests import Reply
from treadctl.board.snapshot import Snapshot, WalkView
from treadctl.cli.screen import ASKS, FASTER, HELP, LEVEL, NOT_KNOWN, UNCOMMISSIONED, lines, view
from treadctl.model import HANDED_OVER, PULL_THE_KEY, BeltState

TOKEN = "0" * 16
WALK = WalkView("easy", "Easy", "walking", "warm", elapsed_s=60.0, remaining_s=125.0)


def shown(snapshot: Snapshot, refusal: str = "") -> list[str]:
    """The lines inside the frame, then its title."""
    console = Console(width=80, force_terminal=False)
    with console.capture() as captured:
        console.print(view(snapshot, refusal))
    title, *lines, _ = captured.get().splitlines()
    return [*(line.strip("│ ") for line in lines), title.strip("╭─╮ ")]


def test_a_treadmill_that_nobody_commissioned_is_said_before_the_walk() -> None:
    before = replace(STANDING, uncommissioned=True)
    assert UNCOMMISSIONED in shown(before) and UNCOMMISSIONED in lines(before)
    assert UNCOMMISSIONED not in shown(replace(before, walk=WALK))
    assert UNCOMMISSIONED not in shown(STANDING) + lines(STANDING)
    assert "walks stay gentle" in UNCOMMISSIONED and "tier" not in UNCOMMISSIONED


def test_there_are_keys_for_every_question_that_can_be_asked() -> None:
    assert set(ASKS) == set(get_args(Reply.model_fields["question"].annotation))


@pytest.mark.parametrize("faster_id", [None, 7])
def test_faster_has_a_line_only_where_it_may_be_asked_for(faster_id: int | None) -> None:
    walking = replace(STANDING, walk=replace(WALK, faster_id=faster_id))
    assert (FASTER in shown(walking)) is (faster_id is not None)


def test_a_simulated_machine_says_that_it_is_one() -> None:
    assert shown(STANDING)[-1] == "SIM-1 (simulated)"
    assert shown(replace(STANDING, simulated=False))[-1] == "SIM-1"
    assert shown(replace(STANDING, machine=None, simulated=False))[-1].startswith("looking for")


def test_an_unknown_speed_is_a_dash_and_never_0() -> None:
    lost = replace(STANDING, speed_kmh=None, belt=BeltState.UNKNOWN)
    assert shown(lost)[0] == f"{NOT_KNOWN} km/h   belt unknown"


def test_a_walk_is_shown_by_its_stretch_and_the_time_left() -> None:
    lines = shown(replace(STANDING, walk=WALK, target_speed_kmh=1.5))
    assert lines[0] == "0.0 km/h  (target 1.5)   belt standing"
    assert lines[1] == "Easy: warm, 2:05 left"


def test_each_thing_has_a_line_of_its_own() -> None:
    lines = shown(replace(STANDING, walk=replace(WALK, prompt="Look ahead.")))
    assert lines[3] == "Look ahead."
    assert set(lines[2]) <= set("━╸╺ ")


def test_the_countdown_is_words() -> None:
    counting = replace(WALK, countdown_s=4.0, prompt="4")
    assert "The belt starts in 4." in shown(replace(STANDING, walk=counting))


@pytest.mark.parametrize("question", ASKS)
def test_each_question_names_its_keys(question: str) -> None:
    assert ASKS[question] in shown(replace(STANDING, walk=replace(WALK, question=question)))


def test_a_latched_stop_can_be_confirmed_once_the_walk_is_over() -> None:
    latched = replace(STANDING, latched=True, acknowledge_token=TOKEN)
    assert "a: I am OK, the belt stands." in shown(latched)
    assert "a: I am OK, the belt stands." not in shown(replace(latched, walk=WALK))


def test_a_deck_that_a_stop_left_tilted_can_be_levelled_before_a_walk() -> None:
    tilted = replace(STANDING, level_token=TOKEN)
    assert LEVEL in shown(tilted) and LEVEL in lines(tilted)
    assert LEVEL not in shown(replace(tilted, walk=WALK))
    coming = replace(STANDING, levelling=True)
    assert "The deck is on its way to level. Wait." in shown(coming)
    latched = replace(tilted, latched=True, acknowledge_token=TOKEN)
    assert LEVEL not in shown(latched)  # one thing after the other


def test_why_a_key_did_nothing_is_shown() -> None:
    assert "No walk is under way." in shown(STANDING, "No walk is under way.")


def test_the_alarm_is_shown_with_the_cause() -> None:
    lines = shown(replace(STANDING, words="You pressed PAIN.", alarm=PULL_THE_KEY))
    assert lines[1:3] == ["You pressed PAIN.", PULL_THE_KEY]


def test_the_alarm_is_in_reverse_video() -> None:
    console = Console(width=80, force_terminal=True, color_system="standard")
    with console.capture() as captured:
        console.print(view(replace(STANDING, alarm=PULL_THE_KEY)))
    assert f"\x1b[1;7m{PULL_THE_KEY}" in captured.get()


def test_a_belt_that_the_console_took_over_is_shown_with_its_words() -> None:
    taken = replace(STANDING, belt=BeltState.MOVING, console=True, words=HANDED_OVER)
    assert shown(taken)[1] == HANDED_OVER
    assert HANDED_OVER in lines(taken)


def test_the_keys_are_always_shown() -> None:
    assert "space/Enter PAIN - STOP" in shown(STANDING)[1]


def test_without_drawing_there_are_only_the_lines_that_say_something() -> None:
    assert lines(STANDING) == [HELP, "belt standing"]
    counting = replace(STANDING, walk=replace(WALK, countdown_s=3, prompt="3"))
    assert lines(counting)[2:] == ["The belt starts in 3."]
    asked = replace(STANDING, walk=replace(WALK, prompt="Step on.", question="on"))
    assert lines(asked)[2:] == ["Step on.", ASKS["on"]]
    alarmed = replace(STANDING, words="Stopped.", alarm=PULL_THE_KEY, acknowledge_token=TOKEN)
    assert lines(alarmed, "Wait.")[2:] == [
        "a: I am OK, the belt stands.",
        *("Wait.", "Stopped.", PULL_THE_KEY),
    ]
