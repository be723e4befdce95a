"""Walks that are asked for shorter, slower or flatter than their profile and tier allow."""

from pathlib import Path

from tests.rooms import Story, story
from treadctl.session.caps import Caps
from treadctl.session.plan import plan
from treadctl.session.profile import find


async def capped(told: Story, profile: str, **caps: float) -> None:
    """A walk with these caps was asked for."""
    await told.ready()
    request = told.start_request(profile).model_copy(update=caps)
    told.desk.ask(request)


async def test_a_start_may_ask_for_a_shorter_slower_walk(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        await capped(told, "back-ease-20", minutes=14.0, max_speed_kmh=2.0)
        assert told.walk.session.plan.duration_s == 14 * 60
        assert told.walk.session.plan.limits.max_speed_kmh == 2.0
        assert told.walk.title == "Easy 14"
        await told.until(lambda: told.walk.session.segment(told.now) == "walk", 600)
        await told.until(lambda: told.walk.session.segment(told.now) == "ease", 600)
        assert told.target_kmh <= 2.0


async def test_no_cap_loosens_the_tier(tmp_path: Path) -> None:
    async with story(tmp_path, "A") as told:
        await capped(told, "back-ease-20", minutes=60.0, max_speed_kmh=6.0)
        assert told.walk.session.plan == plan(find("back-ease-20"), "A", Caps(minutes=60.0))
        assert told.walk.session.plan.limits == plan(find("back-ease-20"), "A").limits
        assert told.walk.session.plan.duration_s == 30 * 60
