"""A listener that hands on all it hears."""

from tests.drivers.connection import Heard
from treadctl.drivers.passing import Passing
from treadctl.model import Answer, Machine, Notice, NoticeKind, Telemetry


def test_all_that_is_told_is_told_on_once() -> None:
    heard = Heard()
    passing = Passing(heard)
    machine, notice = Machine("SIM-1", "here"), Notice(NoticeKind.RESET)
    passing.ready(machine)
    passing.heard(Telemetry(at=1.0))
    passing.noticed(notice)
    passing.stop_written(2.0)
    passing.stop_answered(Answer.ACCEPTED)
    assert (heard.machine, heard.records, heard.notices) == (machine, [Telemetry(at=1.0)], [notice])
    assert (heard.stops_at, heard.answers) == ([2.0], [Answer.ACCEPTED])
