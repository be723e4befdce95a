from typing import Any

import pytest

from treadctl.edges.people.past import Row, past_walks
from treadctl.session.person.diary import PainQuality, PastWalk, Zone

NOON_MS = 1_772_366_400_000  # 2026-03-01, 12:00 UTC
DAY_MS = 24 * 3600 * 1000
FINISHED = {"stopped_by": "finished", "duration_s": 720.0, "peak_speed_kmh": 2.4}
STARTED = {"event": "started", "profile": "first-steps", "pain": 2}


def answered(**said: int | bool) -> dict[str, Any]:
    return {"event": "check_in_answered", **said}


def walked(
    *events: dict[str, Any], told: dict[str, object] | None = None, **summary: object
) -> PastWalk:
    """One walk of which this is known."""
    row = ("first-steps", NOON_MS, {**FINISHED, **summary}, [STARTED, *events], told or {})
    return past_walks([row])[0]


def test_a_walk_to_its_end_is_completed_and_fine() -> None:
    walk = walked(answered(more=False))
    assert (walk.profile, walk.minutes, walk.peak_speed_kmh) == ("first-steps", 12.0, 2.4)
    assert walk.completed and walk.clean and walk.zone is Zone.FINE
    assert (walk.start_pain, walk.peak_pain) == (2, 2)


@pytest.mark.parametrize("cause", ["user", "pain", "link_lost"])
def test_a_walk_that_was_stopped_is_not_completed(cause: str) -> None:
    assert not walked(stopped_by=cause).completed


def test_a_walk_that_was_finished_early_is_not_completed() -> None:
    assert not walked({"event": "cool_down"}).completed


@pytest.mark.parametrize(
    ("minutes", "answers", "credit"),
    [
        (3.0, [], True),
        (1.0, [answered(more=True)], True),
        (0.9, [], False),
        (3.0, [answered(more=True), answered(more=True)], False),
    ],
)
def test_a_gentle_start_may_end_any_time_with_full_credit_unless_it_hurt(
    minutes: float, answers: list[dict[str, Any]], credit: bool
) -> None:
    """Sheet, row 8.3.2."""
    events = [STARTED, *answers, {"event": "cool_down"}]
    summary = {**FINISHED, "duration_s": minutes * 60.0}
    (walk,) = past_walks([("gentle-start", NOON_MS, summary, events, {})])
    assert walk.completed is credit


@pytest.mark.parametrize(
    ("events", "summary", "zone"),
    [
        ([answered(more=False)], {}, Zone.FINE),
        ([answered(more=True), answered(more=False)], {}, Zone.EASY),
        ([answered(more=True), answered(more=True)], {}, Zone.RED),
        ([answered(pain=3)], {}, Zone.EASY),
        ([answered(pain=6)], {}, Zone.RED),
        ([answered(pain=6), answered(pain=2)], {}, Zone.RED),
        ([], {"stopped_by": "pain"}, Zone.RED),
        ([], {"stopped_by": "user"}, Zone.FINE),
    ],
)
def test_the_zone_of_a_walk_is_that_of_its_worst_answer(
    events: list[dict[str, Any]], summary: dict[str, Any], zone: Zone
) -> None:
    assert walked(*events, **summary).zone is zone


def test_the_strongest_pain_is_unknown_where_it_has_no_number() -> None:
    assert walked(answered(pain=3)).peak_pain == 3
    assert walked(answered(more=True)).peak_pain is None
    assert walked({"event": "stop_requested", "cause": "pain"}).peak_pain is None


@pytest.mark.parametrize(
    ("events", "end_pain", "peak"),
    [
        ([answered(more=True)], 4, 4),
        ([answered(more=True)], 1, 2),
        ([answered(pain=5)], 3, 5),
        ([{"event": "stop_requested", "cause": "pain"}], 6, 6),
    ],
)
def test_the_number_at_the_end_stands_for_one_that_was_not_given_while_walking(
    events: list[dict[str, Any]], end_pain: int, peak: int
) -> None:
    assert walked(*events, told={"end_pain": end_pain}).peak_pain == peak


@pytest.mark.parametrize("why", ["mistake", "practice"])
def test_a_press_by_mistake_leaves_the_pain_of_the_walk_as_it_was_told(why: str) -> None:
    events = [answered(pain=3), {"event": "stop_requested", "cause": "pain"}]
    assert walked(*events, stopped_by="pain", told={"quality": why}).peak_pain == 3


@pytest.mark.parametrize(
    ("end_pain", "zone"), [(2, Zone.FINE), (3, Zone.EASY), (5, Zone.RED), (6, Zone.RED)]
)
def test_the_pain_at_the_end_is_an_answer_like_the_others(end_pain: int, zone: Zone) -> None:
    assert walked(told={"end_pain": end_pain}).zone is zone


def test_a_pain_stop_is_unexplained_until_the_walker_said_what_it_was() -> None:
    assert walked(stopped_by="pain").unexplained
    sharp = walked(stopped_by="pain", told={"quality": "sharp"})
    assert (sharp.quality, sharp.zone, sharp.unexplained) == (PainQuality.SHARP, Zone.RED, False)
    assert walked(stopped_by="pain", told={"quality": "mistake"}).zone is Zone.FINE


@pytest.mark.parametrize(
    ("answers", "easily"), [([], None), ([True], True), ([True, False], False)]
)
def test_talking_was_easy_if_it_was_each_time_that_it_was_asked(
    answers: list[bool], easily: bool | None
) -> None:
    told = [{"event": "talk_answered", "yes": yes} for yes in answers]
    assert walked(*told).talked_easily is easily


def test_a_walk_of_a_guest_or_an_older_version_has_no_pain() -> None:
    rows: list[Row] = [("first-steps", NOON_MS, FINISHED, [{"event": "started"}], {})]
    assert (past_walks(rows)[0].start_pain, past_walks(rows)[0].peak_pain) == (None, None)


def test_the_pain_at_the_next_start_on_a_later_day_is_how_a_walk_was_felt_afterwards() -> None:
    rows: list[Row] = [
        ("first-steps", NOON_MS + at, FINISHED, [{**STARTED, "pain": pain}], {})
        for at, pain in ((0, 2), (3_600_000, 3), (DAY_MS, 5))
    ]
    assert [one.next_pain for one in past_walks(rows)] == [None, 5, None]


def test_the_first_pain_told_on_a_later_day_stands_though_no_walk_came_of_it() -> None:
    rows: list[Row] = [
        ("first-steps", NOON_MS + at, FINISHED, [{**STARTED, "pain": 2}], told)
        for at, told in ((0, {"next_pain": 8}), (2 * DAY_MS, {}))
    ]
    assert [one.next_pain for one in past_walks(rows)] == [8, None]
