"""Why a treadmill is not commissioned."""

import pytest

from treadctl.cli.commission.failures import (
    COUNTS_IN_MILES,
    MAYBE_THERE,
    NOT_OURS,
    STOPPED_THERE,
    NotCommissioned,
    Stranger,
)
from treadctl.errors import TreadctlError


@pytest.mark.parametrize(
    ("failure", "next_step"),
    [
        (COUNTS_IN_MILES, "then commission it with --config."),
        (MAYBE_THERE, "Begin again, and leave the console alone."),
        (NOT_OURS, "Begin again, and leave the console alone."),
        (STOPPED_THERE, "Begin again: start it at its console, and let it run."),
    ],
)
def test_each_failure_ends_with_what_to_do(failure: str, next_step: str) -> None:
    assert failure.endswith(next_step)


def test_a_stranger_s_treadmill_is_one_more_that_is_not_commissioned() -> None:
    assert isinstance(Stranger("Then it is another's."), NotCommissioned)
    assert str(Stranger("Then it is another's.")) == "Then it is another's."
    assert issubclass(NotCommissioned, TreadctlError)
