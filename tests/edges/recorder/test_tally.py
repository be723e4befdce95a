import pytest

from treadctl.edges.recorder.tally import Tally


def after_events(*events: tuple[str, str | None]) -> Tally:
    tally = Tally()
    for name, cause in events:
        tally = tally.with_event({"event": name} | ({"cause": cause} if cause else {}))
    return tally


def test_a_walk_without_a_measurement_has_no_speed_rather_than_zero() -> None:
    summary = Tally().with_sample({}).summary(5.0, "standing")
    assert summary["samples"] == 1
    assert not {"peak_speed_kmh", "distance_m", "peak_inclination_percent"} & set(summary)


def test_the_peaks_are_those_of_the_samples() -> None:
    tally = Tally()
    for speed_kmh, percent in ((1.0, 0.5), (3.0, -1.0), (2.0, 0.0)):
        tally = tally.with_sample({"speed_kmh": speed_kmh, "inclination_percent": percent})
    summary = tally.summary(1.0, None)
    assert (summary["peak_speed_kmh"], summary["peak_inclination_percent"]) == (3.0, 0.5)


def test_the_distance_is_what_the_machine_counted_further_also_across_a_reset() -> None:
    tally = Tally()
    for odometer_m in (5000, 5010, 0, 7, 20):
        tally = tally.with_sample({"distance_m": odometer_m})
    assert tally.summary(1.0, None)["distance_m"] == 30


@pytest.mark.parametrize(
    ("events", "belt", "outcome", "cause"),
    [
        ([("stop_requested", "finished"), ("standing", None)], None, "finished", "finished"),
        ([("stop_requested", "pain"), ("standing", None)], None, "stopped", "pain"),
        ([("stop_requested", "pain")], "standing", "stopped", "pain"),
        ([("stop_requested", "pain")], "unknown", "failed", "pain"),
        ([("stop_requested", "not_started"), ("standing", None)], None, "failed", "not_started"),
        ([("handed_over", None), ("standing", None)], None, "stopped", "console"),
        ([], "standing", "failed", None),
        (
            [("stop_requested", "user"), ("stop_requested", "link_lost"), ("standing", None)],
            None,
            "stopped",
            "user",
        ),
    ],
)
def test_the_outcome_is_by_the_first_cause_and_whether_the_belt_stood(
    events: list[tuple[str, str | None]], belt: str | None, outcome: str, cause: str | None
) -> None:
    summary = after_events(*events).summary(10.0, belt)
    assert (summary["outcome"], summary.get("stopped_by")) == (outcome, cause)


def test_a_belt_that_stood_before_it_was_stopped_again_has_to_stand_again() -> None:
    told = after_events(("standing", None), ("stop_requested", "pain"))
    assert told.summary(1.0, "moving")["outcome"] == "failed"


def test_a_latched_stop_is_told() -> None:
    assert after_events(("latched", "pain")).summary(1.0, None)["latched"]
