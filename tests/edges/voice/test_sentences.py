"""Whatever can be said is on the list: found in the rooms' own source, and by walking."""

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

import treadctl
from treadctl.edges.voice.sentences import sentences, split, urgent
from treadctl.model import HANDED_OVER, STOP_TABLE
from treadctl.safety.targets import HIGHEST_FIRST_SPEED_KMH
from treadctl.session import profile
from treadctl.session.acts import Ask, End, Say
from treadctl.session.plan import plan
from treadctl.session.session import Session

ROOT = Path(treadctl.__file__).parent
SAYS = {"Say", "Ask", "Refused", "Rejected", "Unknown"}
TICK_S = 0.5
# With a number or a name in them. The first two are said, a sentence for each value.
MADE = {
    "{left}",
    "This treadmill starts at {lowest_kmh:.1f} km/h. Hold the rails.",
    "This treadmill starts at {lowest_kmh:.1f} km/h. That is too fast for a guided walk.",
    "Give your age in years, {YOUNGEST} to {OLDEST}.",
    "The pain button does not work: {self.missing}",
    "The stop latch cannot be saved ({error.strerror}). Free some disk space.",
}


def unknown(text: str) -> list[str]:
    """The sentences of `text` that nobody can say."""
    return [sentence for sentence in split(text) if sentence not in sentences()]


def _words(room: str) -> Iterator[ast.expr]:
    """Every text that a room says or refuses with, or keeps as the walker's prompt."""
    for file in sorted((ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(func=ast.Name(id=name), args=args) if name in SAYS:
                    yield from args
                case ast.Assign(targets=[ast.Attribute(attr="prompt")], value=value):
                    yield value


@pytest.mark.parametrize("room", ["session", "safety"])
def test_what_a_room_says_is_on_the_list(room: str) -> None:
    texts = [node.value for node in _words(room) if isinstance(node, ast.Constant)]
    said = [text for text in texts if isinstance(text, str) and text.endswith((".", "?"))]
    assert said
    assert [sentence for text in said for sentence in unknown(text)] == []


def test_what_has_a_number_in_it_is_known_to_this_test() -> None:
    made = {
        ast.unparse(node)[2:-1]
        for room in ("session", "safety")
        for node in _words(room)
        if isinstance(node, ast.JoinedStr)
    }
    assert made == MADE


def test_every_speed_that_a_belt_may_start_at_can_be_said() -> None:
    for speed_kmh in (0.801, 0.805, 0.9, 1.0, 1.1, HIGHEST_FIRST_SPEED_KMH):
        assert unknown(f"This treadmill starts at {speed_kmh:.1f} km/h. Hold the rails.") == []


def test_every_cause_of_a_stop_can_be_said() -> None:
    for text in (*(row.words for row in STOP_TABLE.values()), HANDED_OVER):
        assert unknown(text) == []


def _walk(name: str, tier: str, *, yes: bool, more: bool | None, act_at_s: float) -> set[str]:
    """All that one walk says: rises agreed to or not, pain answered or not, an act on the way."""
    chosen = profile.find(name)
    session = Session(
        plan(chosen, tier),  # type: ignore[arg-type] # from the table below
        0.0,
        tap_for_each_rise=tier == "A",
        posture_prompts=chosen.posture_prompts,
    )
    said: set[str] = set()
    now = 0.0
    while now < 3600.0:
        acts = session.tick(now)
        if session.stage == "starting":
            acts += session.belt_moves(now)
        if session.question is not None and not (session.question == "pain" and more is None):
            agreed = yes or session.question == "on"
            acts += session.reply(session.question, now, yes=agreed, more=more)
        if now == act_at_s:
            acts += session.slower() if yes else session.finish(now)
        said |= {act.words for act in acts if isinstance(act, Say | Ask)}
        if any(isinstance(act, End) for act in acts):
            return said
        now += TICK_S
    raise AssertionError("the walk has no end")


def test_all_walks_together_say_nothing_that_is_not_on_the_list() -> None:
    said: set[str] = set()
    enabled = [name for name in profile.names() if profile.find(name).enabled]
    for name, tier in itertools.product(enabled, "AB"):
        for yes, more in ((True, False), (True, None), (False, True)):
            said |= _walk(name, tier, yes=yes, more=more, act_at_s=400.0)
    assert {"A little faster in five.", "A little steeper in five.", "5", "1"} <= said
    assert {"Slower. It stays like this.", "Slowing down, because there is no answer."} <= said
    assert [sentence for text in said for sentence in unknown(text)] == []


def test_what_cannot_wait_comes_first_and_nothing_comes_twice() -> None:
    assert sentences()[: len(urgent())] == urgent()
    assert len(set(sentences())) == len(sentences())


def test_a_point_in_a_number_ends_no_sentence() -> None:
    text = "It starts at 1.2 km/h. Hold on! Is that all right?"
    assert split(text) == ["It starts at 1.2 km/h.", "Hold on!", "Is that all right?"]
    assert split(" ") == []


def test_the_page_s_own_sentences_are_on_the_list() -> None:
    assert unknown("The treadmill cannot be reached. The belt may be moving.") == []
    assert unknown("Clip the safety key to your clothes.") == []
