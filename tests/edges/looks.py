"""Looks at a belt, and what becomes news of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from treadctl.board.snapshot import Snapshot, as_json
from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.mqtt_news import News
from treadctl.model import BeltState

DISCOVERY = "homeassistant/device/treadctl-tm-1/config"
OF_US = {"info", "health", DISCOVERY}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def wall_time(at: float) -> datetime:
    return NOON + timedelta(seconds=at)


def look(at: float, **changes: Any) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "seq": 1,
        "at": at,
        "belt": BeltState.MOVING,
        "linked": True,
        "machine": "Model 3",
        "simulated": False,
        "pain_button": "wired",
    }
    return {"snapshot": as_json(Snapshot(**shown | changes))}


def new_news(site: str = "main-st") -> News:
    return News(wall_time, BrokerConfig("h", 1883, site, "tm-1"))


def delivered(news: News, now: float) -> list[str]:
    """Send all there is; return the topics, but for those that say what we are and how it goes."""
    return [topic for topic in all_delivered(news, now) if topic not in OF_US]


def all_delivered(news: News, now: float) -> list[str]:
    """Send all there is; return the topics."""
    return [message.topic for message in iter(lambda: news.next(now), None)]
