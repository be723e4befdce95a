"""What may be a reason for a stop."""

from simulators.faults import EVENTS
from treadctl.cli.bench.faults.reasons import REASONS
from treadctl.model import StopCause


def test_every_cause_has_its_reasons_and_each_is_an_event() -> None:
    assert set(REASONS) == {cause.value for cause in StopCause}
    assert {name for names in REASONS.values() for name in names} <= set(EVENTS)


def test_a_cause_that_is_an_event_is_that_event() -> None:
    assert "pain" in REASONS["pain"]
    assert REASONS["user"] == ("user-stop",)
    assert REASONS["safety_key"] == ("safety-key",)
