"""A slice of `treadctl bench faults`: what holds in every walk, seen from the belt's own physics.

A failing seed replays alone: `treadctl bench faults --sessions 1 --seed S`.
"""

import pytest

from treadctl.cli.bench.faults import one_session


@pytest.mark.parametrize("seed", range(40))
def test_every_promise_is_kept_in_a_walk_with_faults(seed: int) -> None:
    assert one_session(seed) == []
