"""How long a start of ours may take to show."""

import pytest

from treadctl.safety.origin import Origin


@pytest.mark.parametrize(("after_s", "long"), [(15.0, False), (15.01, True)])
def test_a_belt_has_15_s_to_start(after_s: float, long: bool) -> None:
    origin = Origin()
    origin.started(10.0)
    assert origin.waited_long(10.0 + after_s) is long
