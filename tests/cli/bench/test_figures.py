"""What the benches make of their samples."""

import json

import pytest

from treadctl.cli.bench.figures import percentile, show


@pytest.mark.parametrize(("percent", "found"), [(50, 3), (99, 5), (100, 5), (1, 1), (20, 1)])
def test_a_percentile_is_a_sample_that_was_taken(percent: float, found: int) -> None:
    assert percentile([5, 1, 4, 2, 3], percent) == found


def test_99_of_100_samples_leave_one_out() -> None:
    assert percentile(range(1, 101), 99) == 99


def test_json_is_one_document_without_the_floors(capsys: pytest.CaptureFixture[str]) -> None:
    show({"n": 3, "p50_us": 1.5}, {"p50_us": "floor 1.0"}, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"n": 3, "p50_us": 1.5}


def test_a_person_sees_the_floor_beside_the_figure(capsys: pytest.CaptureFixture[str]) -> None:
    show({"n": 3, "p50_us": 1.5}, {"p50_us": "floor 1.0"}, as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["n", "3"]
    assert lines[1].split() == ["p50_us", "1.5", "floor", "1.0"]
