"""Which phases move the belt."""

import pytest

from treadctl.safety.phase import Phase


@pytest.mark.parametrize("phase", list(Phase))
def test_a_walk_of_ours_moves_the_belt_from_its_start_to_its_stop(phase: Phase) -> None:
    assert phase.driving is (phase in {Phase.STARTING, Phase.WALKING})
