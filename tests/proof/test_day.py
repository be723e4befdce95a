"""A slice of `python -m tests.proof.day`: three hours of walks."""

from tests.proof.day import GROWTH_KIB, measure


def test_walk_after_walk_holds_on_to_nothing() -> None:
    found = measure(hours=3, seed=7)
    growth_kib = found["growth_kib"]
    assert isinstance(growth_kib, float) and abs(growth_kib) <= GROWTH_KIB
