from datetime import UTC, datetime, timedelta

from treadctl.edges.ids import ulid

NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
NOISE = bytes(range(8))


def test_an_id_is_a_ulid() -> None:
    found = ulid(datetime.fromtimestamp(1469918176.385, UTC), 0, NOISE)
    assert found[:10] == "01ARYZ6S41"  # the time part of the specification's example
    assert len(found) == 26


def test_ids_sort_by_time_and_then_by_number() -> None:
    later = NOON + timedelta(milliseconds=1)
    made = [
        ulid(NOON, 1, b"\xff" * 8),
        ulid(NOON, 2, b"\x00" * 8),
        ulid(later, 1, b"\x00" * 8),
    ]
    assert made == sorted(made)
    assert ulid(NOON, 1, NOISE) != ulid(NOON, 1, NOISE[::-1])
