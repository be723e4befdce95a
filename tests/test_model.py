"""The words: every cause has its row, and the rows keep their promises."""

import dataclasses

import pytest

from treadctl.model import STOP_TABLE, StopCause, Telemetry


@pytest.mark.parametrize("cause", StopCause)
def test_every_cause_has_a_row_with_short_plain_words(cause: StopCause) -> None:
    sentences = [one for one in STOP_TABLE[cause].words.split(".") if one.strip()]
    assert sentences
    assert all(len(sentence.split()) <= 12 for sentence in sentences)


@pytest.mark.parametrize(
    "cause", [StopCause.USER, StopCause.FINISHED, StopCause.CONSOLE, StopCause.SHUTDOWN]
)
def test_an_ordinary_end_needs_no_confirmation(cause: StopCause) -> None:
    assert not STOP_TABLE[cause].latched


def test_pain_is_latched_and_a_person_s_act() -> None:
    assert STOP_TABLE[StopCause.PAIN].latched and STOP_TABLE[StopCause.PAIN].by_person


@pytest.mark.parametrize("cause", StopCause)
def test_what_no_person_asked_for_is_a_fault_that_waits_for_one(cause: StopCause) -> None:
    quiet = {StopCause.FINISHED, StopCause.SHUTDOWN, StopCause.NOT_STARTED}
    row = STOP_TABLE[cause]
    assert row.by_person or cause in quiet or row.latched


def test_no_words_claim_more_than_a_stop() -> None:
    words = " ".join(row.words.lower() for row in STOP_TABLE.values())
    assert "emergency" not in words and "e-stop" not in words


def test_what_was_not_reported_is_none_and_nothing_can_be_changed() -> None:
    record = Telemetry(1.0)
    assert all(
        getattr(record, field.name) is None
        for field in dataclasses.fields(record)
        if field.name != "at"
    )
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.speed_kmh = 0.0  # type: ignore[misc]  # that it cannot be done is the point
