"""A loss that nobody asks for any more."""

import asyncio
import gc
import os

import pytest

from treadctl.safety.buttons import ButtonLost
from treadctl.safety.buttons.reading import reading


@pytest.mark.realtime
async def test_a_loss_that_nobody_looks_at_is_no_complaint() -> None:
    complaints: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: complaints.append(what))
    near, far = os.pipe()

    def read() -> None:
        raise ButtonLost("It broke.")

    with reading(near, read) as lost:
        os.write(far, b"1")
        await asyncio.wait({lost})
    del lost
    gc.collect()
    assert complaints == []
    os.close(near)
    os.close(far)
