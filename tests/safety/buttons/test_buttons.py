"""A lost button is looked for once a second."""

import asyncio

from tests.safety.buttons.panel import NotedPanel
from treadctl.safety.buttons import ButtonLost, Panel, keep


class MissingButton:
    """Was never there; notes when it was looked for."""

    name = "gpio://test/1"

    def __init__(self) -> None:
        self.opened_at: list[float] = []

    async def run(self, _panel: Panel) -> None:
        self.opened_at.append(asyncio.get_running_loop().time())
        raise ButtonLost("Not there.")

    def look(self) -> bool:
        raise ButtonLost("Not there.")


async def test_a_button_that_is_missing_is_opened_again_each_second() -> None:
    button = MissingButton()
    keeping = asyncio.create_task(keep(button, NotedPanel()))
    await asyncio.sleep(3.5)
    keeping.cancel()
    assert button.opened_at == [0.0, 1.0, 2.0, 3.0]
