import pytest
from pydantic import ValidationError

from treadctl.edges.mqtt_payloads import Event, SessionSummary, Telemetry

TS, ID = "2026-03-01T12:00:00.250Z", "01ARYZ6S41TSV4RRFFQ69G5FAV"


def test_what_is_not_known_is_absent() -> None:
    said = Telemetry.model_validate({"ts": TS, "id": ID, "age_s": 0.2}).model_dump(
        exclude_none=True
    )
    assert said == {"v": 1, "ts": TS, "id": ID, "age_s": 0.2}


def test_what_has_no_name_here_stays_inside() -> None:
    said = SessionSummary.model_validate(
        {"ts": TS, "id": ID, "session_id": "s", "walker": "Ann", "start_token": "secret"}
    )
    assert set(said.model_dump(exclude_none=True)) == {"v", "ts", "id", "session_id"}


@pytest.mark.parametrize(
    "wrong",
    [{"ts": "yesterday"}, {"ts": "2026-03-01T12:00:00.250+01:00"}, {"id": "7"}, {"pain": 11}],
)
def test_a_payload_that_is_not_as_described_is_never_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Event.model_validate({"ts": TS, "id": ID} | wrong)
