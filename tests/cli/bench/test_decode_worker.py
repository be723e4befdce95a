"""The measuring of two decoders side by side."""

import time

import pytest

from treadctl.cli.bench.decode_worker import measure


@pytest.mark.realtime
def test_the_slower_decoder_has_the_smaller_figure() -> None:
    def slow(_frame: bytes) -> None:
        time.sleep(0.002)

    quick_per_s, slow_per_s = measure((len, slow), [b"x"], rounds=1)
    assert quick_per_s > slow_per_s > 0
    assert slow_per_s <= 500
