from pathlib import Path

import pytest

from tests.edges.touch_to_bytes import measured


@pytest.mark.realtime
async def test_each_touch_in_the_browser_arrives_as_a_stop_with_and_without_load(
    tmp_path: Path,
) -> None:
    found = await measured(2, tmp_path)
    for part in ("alone", "loaded"):
        figures = found[part]
        assert isinstance(figures, dict)
        assert all(ms > 0 for ms in figures.values())  # the touch came first, by both clocks
