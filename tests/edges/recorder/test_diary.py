from typing import Any

from tests.edges.recorder.news import NOON_MS, happened, look, new_diary, walk, written
from treadctl.edges.outbox import Kind
from treadctl.edges.recorder.diary import IDLE_EVERY_MS, Diary, Past, Session
from treadctl.edges.recorder.kept import Kept, ms
from treadctl.edges.recorder.tally import Tally


def names(kept: list[Kept]) -> list[str]:
    return [one.entry.data.get("event", "sample") for one in kept]


def summary(kept: list[Kept]) -> dict[str, Any]:
    (found,) = [one.entry.data for one in kept if one.entry.data.get("event") == "session_summary"]
    return found


def left(**changes: Any) -> Past:
    known: dict[str, Any] = {
        "session_id": "OLD",
        "profile": "gentle-start",
        "started_at_ms": 10_000,
        "last_at_ms": 70_000,
        "elapsed_s": 50.0,
        "tally": Tally(samples=200),
    }
    return Past(5, Session(**known | changes), sampled_at_ms=69_950)


def going_on_from(past: Past) -> Diary:
    diary = new_diary()
    diary.recall(past)
    return diary


def test_a_walk_is_a_session_from_its_start_to_the_look_without_it() -> None:
    kept = written(walk())
    (session_id,) = {one.entry.session_id for one in kept[:-1]}
    assert names(kept) == [
        *("session_started", "started"),
        *(["sample"] * 5),
        *("stop_requested", "stop_written", "latched", "standing"),
        *("sample", "session_summary"),
    ]
    assert session_id == kept[0].entry.entry_id


def test_the_summary_tells_what_the_walk_came_to() -> None:
    assert summary(written(walk())) == {
        "event": "session_summary",
        "profile": "gentle-start",
        "outcome": "stopped",
        "stopped_by": "pain",
        "latched": True,
        "duration_s": 6.1,
        "distance_m": 4,
        "peak_speed_kmh": 1.4,
        "samples": 6,
    }


def test_a_sample_is_dated_when_it_was_measured() -> None:
    (sample,) = new_diary().hear(look(10.0, age_s=0.25))
    assert (sample.at_ms, ms(sample.entry.when)) == (9750, NOON_MS + 9750)


def test_a_look_without_a_new_measurement_says_nothing() -> None:
    diary = new_diary()
    diary.hear(look(10.0, age_s=0.1))
    assert diary.hear(look(10.25, age_s=0.35)) == []


def test_of_a_belt_that_stands_idle_one_sample_in_ten_seconds_is_stored_and_all_are_told() -> None:
    kept = written([look(10.0 + n) for n in range(25)])
    assert len(kept) == 25
    stored_ms = [one.at_ms for one in kept if one.stored]
    assert stored_ms == [stored_ms[0] + n * IDLE_EVERY_MS for n in range(3)]


def test_of_a_belt_that_moves_without_a_walk_every_sample_is_stored() -> None:
    kept = written([look(10.0 + n, speed_kmh=1.0) for n in range(5)])
    assert all(one.stored for one in kept)


def test_a_countdown_is_not_kept() -> None:
    assert new_diary().hear(happened(1.0, "countdown", words="3")) == []


def test_what_happens_outside_a_walk_belongs_to_none() -> None:
    (kept,) = new_diary().hear(happened(1.0, "link_lost", reason="Gone."))
    assert kept.entry.session_id is None
    assert kept.entry.data == {"event": "link_lost", "reason": "Gone."}


def test_numbers_grow_by_the_clock_and_also_where_it_was_set_back() -> None:
    clock_ms = [NOON_MS]
    diary = Diary(lambda _at_ms: clock_ms[0])
    first = diary.hear(happened(1.0, "linked"))[0].entry.number
    clock_ms[0] -= 3_600_000
    second = diary.hear(happened(2.0, "linked"))[0].entry.number
    assert second == first + 1


def test_numbers_go_on_behind_those_of_earlier_recorders() -> None:
    far = (NOON_MS + 10**9) * 1000
    diary = going_on_from(Past(far))
    assert diary.hear(happened(1.0, "linked"))[0].entry.number == far + 1


def test_a_recorder_that_comes_back_within_the_walk_goes_on_with_its_session() -> None:
    diary = going_on_from(left())
    (kept,) = diary.hear(look(72.0, 51.5))
    assert (kept.entry.kind, kept.entry.session_id) == (Kind.SAMPLE, "OLD")
    over = diary.hear(happened(80.0, "standing")) + diary.hear(look(80.1))
    assert summary(over)["samples"] == 202
    assert summary(over)["duration_s"] == 70.1


def test_samples_that_were_kept_before_are_not_kept_twice() -> None:
    assert going_on_from(left()).hear(look(70.05, 50.0)) == []


def test_a_sample_of_the_same_moment_as_the_last_event_is_kept() -> None:
    assert names(going_on_from(left()).hear(look(70.1, 50.0))) == ["sample"]


def test_a_session_whose_end_nobody_saw_ends_where_it_was_last_seen() -> None:
    kept = going_on_from(left()).hear(look(900.0))
    found = summary(kept)
    assert (found["outcome"], found["stopped_by"]) == ("failed", "interrupted")
    assert found["duration_s"] == 60.0
    assert kept[0].entry.session_id == "OLD"
    assert kept[-1].entry.session_id is None


def test_another_walk_is_not_taken_for_the_one_that_was_left() -> None:
    for shown in (look(72.0, 3.0), look(300.0, 51.0), look(72.0, 58.0)):
        kept = going_on_from(left()).hear(shown)
        assert names(kept) == ["session_summary", "session_started", "sample"]
        assert kept[1].entry.session_id not in (None, "OLD")


def test_a_walk_that_begins_ends_the_one_that_was_left() -> None:
    kept = going_on_from(left()).hear(happened(900.0, "started", profile="gentle-start"))
    assert names(kept) == ["session_summary", "session_started", "started"]


def test_a_past_that_is_known_late_ends_its_session_and_not_the_one_under_way() -> None:
    diary = new_diary()
    first = diary.hear(look(72.0, 51.5))
    diary.recall(left())
    kept = diary.hear(look(72.25, 51.75))
    assert names(kept) == ["session_summary", "sample"]
    assert kept[0].entry.session_id == "OLD"
    assert kept[1].entry.session_id == first[0].entry.session_id


def test_whether_a_simulator_said_it_is_known_with_the_machine() -> None:
    diary = new_diary()
    (before,) = diary.hear(happened(1.0, "link_lost"))
    diary.hear(look(2.0, simulated=True))
    (after,) = diary.hear(happened(3.0, "link_lost"))
    assert (before.entry.simulated, after.entry.simulated) == (None, True)


def test_a_past_that_is_the_present_changes_nothing() -> None:
    diary = new_diary()
    (began, _) = diary.hear(look(72.0, 51.5))
    diary.recall(left(session_id=began.entry.session_id))
    assert names(diary.hear(look(72.25, 51.75))) == ["sample"]
