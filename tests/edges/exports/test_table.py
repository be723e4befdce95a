import csv
import io

from tests.edges.exports.walked import measured, samples
from treadctl.edges.exports.table import table


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_each_measurement_is_a_line_with_units_in_the_head() -> None:
    found = rows(table(samples()))
    assert len(found) == 60
    assert list(found[0]) == [
        *("utc", "t_s", "speed_kmh", "target_speed_kmh", "inclination_percent"),
        *("target_inclination_percent", "distance_m", "heart_rate_bpm", "elapsed_s", "remaining_s"),
    ]
    assert found[30]["utc"] == "2026-03-01T12:00:30.000Z"
    assert (found[30]["t_s"], found[30]["speed_kmh"], found[30]["heart_rate_bpm"]) == (
        "30.000",
        "3.6",
        "93",
    )


def test_a_cell_is_empty_where_nothing_was_reported() -> None:
    (found,) = rows(table([measured(1.0, {"speed_kmh": 0.0})]))
    assert (found["speed_kmh"], found["heart_rate_bpm"]) == ("0.0", "")
