"""What the tests of the desk ask for again and again."""

import pytest

from tests.rooms import Story
from treadctl.board.requests import Request
from treadctl.errors import BadInput, Refused
from treadctl.session.session import Stage


def refused(told: Story, request: Request) -> str:
    """The reason for which `request` is refused."""
    with pytest.raises((Refused, BadInput)) as caught:
        told.desk.ask(request)
    return str(caught.value)


async def latched(told: Story) -> None:
    """A walk, and a pain stop that is over."""
    await told.walk_to(Stage.WALKING)
    told.stop(pain=True)
    await told.stands()
    await told.until(lambda: told.snapshot.acknowledge_token)
