import aiomqtt

from treadctl.edges.mqtt_commands import MOST_BYTES
from treadctl.edges.mqtt_inbox import MOST_COMMANDS, Inbox, payload_of


def message(command: str, payload: bytes = b"x", *, retain: bool = False) -> aiomqtt.Message:
    topic = f"treadctl/v1/site/tm-1/cmd/{command}"
    return aiomqtt.Message(topic, payload, 1, retain, 1, None)


def new_inbox() -> tuple[Inbox, list[None]]:
    """An inbox, and what it turned away."""
    flood: list[None] = []
    return Inbox(lambda: flood.append(None)), flood


def names(inbox: Inbox) -> list[str]:
    return [inbox.get_nowait().topic.value.rsplit("/", 1)[1] for _ in range(inbox.qsize())]


def test_stops_that_wait_are_one_and_ahead_of_all_else() -> None:
    inbox, _ = new_inbox()
    for command in ("a", "stop", "b", "stop"):
        inbox.put_nowait(message(command))
    assert names(inbox) == ["stop", "a", "b"]


def test_a_retained_stop_among_others_is_the_one_that_is_kept() -> None:
    inbox, _ = new_inbox()
    for retain in (False, True, False):
        inbox.put_nowait(message("stop", retain=retain))
    assert inbox.get_nowait().retain
    assert inbox.empty()


def test_a_flood_is_counted_and_leaves_room_for_a_stop() -> None:
    inbox, flood = new_inbox()
    for _ in range(MOST_COMMANDS + 7):
        inbox.put_nowait(message("start"))
    inbox.put_nowait(message("stop"))
    assert len(flood) == 7
    assert names(inbox)[0] == "stop"


def test_little_is_kept_of_a_long_message() -> None:
    inbox, _ = new_inbox()
    inbox.put_nowait(message("start", b"x" * 10_000_000))
    assert len(payload_of(inbox.get_nowait())) == MOST_BYTES + 1
