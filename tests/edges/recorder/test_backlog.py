from tests.edges.recorder.news import happened, look, new_diary, walk, written
from treadctl.edges.outbox import Kind
from treadctl.edges.recorder.backlog import MOST_EVENTS, MOST_SAMPLES, Backlog


def filled() -> Backlog:
    backlog = Backlog()
    backlog.add(written(walk()))
    return backlog


def test_nothing_is_told_before_the_disk_has_it() -> None:
    backlog = filled()
    assert backlog.untold(stored_only=True) == []
    batch = backlog.batch()
    backlog.saved(batch)
    assert backlog.untold(stored_only=True) == [one.entry for one in batch]
    assert backlog.untold(stored_only=True) == []
    assert not backlog


def test_what_came_while_the_disk_was_busy_waits_for_the_next_time() -> None:
    backlog, diary = Backlog(), new_diary()
    backlog.add(diary.hear(happened(1.0, "linked")))
    batch = backlog.batch()
    backlog.add(diary.hear(happened(2.0, "link_lost")))
    backlog.saved(batch)
    assert [one.data["event"] for one in backlog.untold(stored_only=True)] == ["linked"]
    assert len(backlog) == 1


def test_without_a_disk_it_is_told_once_and_still_to_be_stored() -> None:
    backlog = filled()
    assert len(backlog.untold(stored_only=False)) == 13
    assert backlog.untold(stored_only=False) == []
    assert len(backlog) == 13


def test_what_is_to_be_sent_is_of_a_kind_and_older() -> None:
    backlog = filled()
    samples = backlog.pending(Kind.SAMPLE, None)
    assert len(samples) == 6
    assert backlog.pending(Kind.SAMPLE, samples[2].number) == samples[:2]


def test_where_there_is_no_room_the_older_samples_are_thinned_and_no_event_is() -> None:
    backlog, diary = Backlog(), new_diary()
    backlog.add(diary.hear(happened(0.5, "linked")))
    for n in range(MOST_SAMPLES + 1):
        backlog.add(diary.hear(look(1.0 + n, speed_kmh=1.0)))
    samples = backlog.pending(Kind.SAMPLE, None)
    assert len(samples) + backlog.lost[Kind.SAMPLE] == MOST_SAMPLES + 1
    assert len(samples) == MOST_SAMPLES - MOST_SAMPLES // 4 + 1
    assert len(backlog.pending(Kind.EVENT, None)) == 1
    assert backlog.lost[Kind.EVENT] == 0


def test_the_very_oldest_event_goes_last_of_all_and_is_counted() -> None:
    backlog, diary = Backlog(), new_diary()
    for n in range(MOST_EVENTS + 1):
        backlog.add(diary.hear(happened(float(n), "target", speed_kmh=n)))
    assert backlog.lost[Kind.EVENT] == 1
    assert backlog.pending(Kind.EVENT, None)[0].data["speed_kmh"] == 1
