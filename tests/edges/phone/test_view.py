"""What a phone may see."""

from tests.edges import screens
from treadctl.board.window import message
from treadctl.edges.phone.view import seen

SECRET = {"start_token", "acknowledge_token", "level_token", "seq", "pain_button"}


def test_a_phone_sees_the_belt_and_the_walk() -> None:
    news = seen(message(screens.WALKING))
    assert news is not None
    told = news["snapshot"]
    assert told["belt"] == "moving" and told["speed_kmh"] == screens.WALKING.speed_kmh
    assert screens.WALKING.walk is not None
    assert told["walk"]["title"] == screens.WALKING.walk.title


def test_a_phone_never_gets_what_could_start_or_confirm_or_what_is_asked() -> None:
    for snapshot in (screens.IDLE, screens.LATCHED, *screens.ASKING.values()):
        news = seen(message(snapshot))
        assert news is not None
        told = news["snapshot"]
        assert not SECRET & set(told)
        assert not {"question", "question_id", "prompt"} & set(told.get("walk", {}))


def test_events_with_what_walkers_answer_and_visits_are_not_for_phones() -> None:
    assert seen({"event": {"at": 1.0, "event": "check_in_answered", "pain": 7}}) is None
    assert seen({"before": {"shows": "who", "people": [{"name": "Anna"}]}}) is None
