"""What a guest is asked before a walk in the terminal."""

from collections.abc import Callable
from datetime import date

import click
import pytest

from tests.cli.test_run import at_a_terminal
from tests.processes import running
from treadctl.cli.intake import intake
from treadctl.cli.run import nobody_walks_on
from treadctl.commissioned import PowerCut
from treadctl.errors import Refused
from treadctl.session.person.intake import Ready
from treadctl.session.person.screening import ITEMS
from treadctl.session.profile import find

TODAY = date(2026, 3, 2)
WELL = "".join("n" if item.flag else "y" for item in ITEMS)
NOWHERE = ("run", "gentle-start", "--treadmill", "ftms://00:00:5E:00:53:01")
Types = Callable[[str], None]


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Types:
    """Somebody at the keyboard, who is 70: their keys, one after the other. A fake of the keys."""

    def typed(keys: str) -> None:
        left = iter(keys)
        monkeypatch.setattr(click, "getchar", lambda: next(left))
        monkeypatch.setattr("sys.stdin.readline", lambda: "70\n")

    monkeypatch.setattr("sys.stdin", Line())
    return typed


class Line:
    """A fake of standard input."""

    def readline(self) -> str:
        return ""


def test_a_guest_who_is_well_walks_in_tier_a(types: Types) -> None:
    types(f"{WELL}2y")
    ready = intake(find("gentle-start"), TODAY)
    assert ready == Ready("gentle-start", "A", 2)


def test_where_there_is_no_safety_key_nobody_is_asked_to_clip_one(
    types: Types, capsys: pytest.CaptureFixture[str]
) -> None:
    types(f"{WELL}2y")
    assert intake(find("gentle-start"), TODAY, PowerCut.MAINS_PLUG)
    asked = capsys.readouterr().out
    assert "Look where the mains plug is." in asked and "safety key" not in asked


def test_a_key_that_is_no_answer_does_nothing(types: Types) -> None:
    types(f" x\r{WELL}2y")
    assert intake(find("gentle-start"), TODAY) == Ready("gentle-start", "A", 2)


@pytest.mark.parametrize("sign", range(3))
def test_a_warning_sign_ends_it_with_the_next_step(
    types: Types, sign: int, capsys: pytest.CaptureFixture[str]
) -> None:
    types(WELL[:sign] + "y")
    assert intake(find("gentle-start"), TODAY) is None
    assert "Do not walk. Get help now." in capsys.readouterr().out


def test_one_may_go_back_and_one_may_leave(
    types: Types, capsys: pytest.CaptureFixture[str]
) -> None:
    types(f"nb{WELL}2b3y")
    assert intake(find("gentle-start"), TODAY) == Ready("gentle-start", "A", 3)
    types("nq")
    assert intake(find("gentle-start"), TODAY) is None


def test_too_much_pain_is_a_rest_and_no_walk(
    types: Types, capsys: pytest.CaptureFixture[str]
) -> None:
    types(f"{WELL}tn")
    assert intake(find("gentle-start"), TODAY) is None
    assert "Rest today." in capsys.readouterr().out


def test_an_illness_is_followed_by_advice(types: Types, capsys: pytest.CaptureFixture[str]) -> None:
    heart = [item.key for item in ITEMS].index("heart")
    types(f"{WELL[:heart]}y{WELL[heart + 1 :]}y2y")
    assert intake(find("gentle-start"), TODAY) == Ready("gentle-start", "A", 2)
    assert "Ask your doctor or nurse before you do more." in capsys.readouterr().out


def test_who_is_used_to_so_much_pain_walks_a_gentle_start_in_the_terminal_too(
    types: Types,
) -> None:
    types(f"{WELL}tyy")
    assert intake(find("gentle-start"), TODAY) == Ready("gentle-start", "A", 10)


def test_a_walk_that_is_not_offered_names_those_that_are(types: Types) -> None:
    types(f"{WELL}2y")
    with pytest.raises(Refused, match=r"is not for today\. These walks are: .*gentle-start"):
        intake(find("power-intervals"), TODAY)


def test_an_impossible_age_is_asked_again(
    types: Types, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    types(f"{WELL}2y")
    ages = iter(["\N{SUPERSCRIPT TWO}\n", "700\n", "old\n", "70\n"])
    monkeypatch.setattr("sys.stdin.readline", lambda: next(ages))
    assert intake(find("gentle-start"), TODAY) == Ready("gentle-start", "A", 2)
    assert capsys.readouterr().out.count("Give your age in years, 12 to 110.") == 3


# -- the command ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uri", "nobody"),
    [
        ("sim://", True),
        ("sim://?hci=127.0.0.1:7000", True),
        ("ftms://AA:BB:CC:DD:EE:FF", False),
        ("csafe:///dev/ttyUSB0", False),
        ("csafe:///dev/pts/3", True),
    ],
)
def test_on_a_simulated_belt_walks_nobody(uri: str, nobody: bool) -> None:
    assert nobody_walks_on(uri) is nobody


@pytest.mark.realtime
async def test_at_a_keyboard_it_asks_first_and_looks_for_the_belt_after_that() -> None:
    async with at_a_terminal(*NOWHERE) as person:
        await person.sees("How old are you?")
        person.type("70\n")
        for item in ITEMS:
            await person.answers(item.words, "n" if item.flag else "y")
        await person.answers("How strong is the pain now?", "2")
        await person.sees("Clip the safety key")
        assert "Bluetooth" not in person.seen
        await person.answers("Clip the safety key", "y")
        assert await person.ended() == 1
        assert "Bluetooth" in person.seen


@pytest.mark.realtime
async def test_a_warning_sign_at_the_keyboard_is_help_and_exit_code_1() -> None:
    async with at_a_terminal(*NOWHERE) as person:
        await person.sees("How old are you?")
        person.type("70\n")
        await person.answers(ITEMS[0].words, "y")
        assert await person.ended() == 1
        assert "Do not walk. Get help now." in person.seen


@pytest.mark.realtime
async def test_a_script_is_asked_nothing() -> None:
    async with running(*NOWHERE) as program:
        assert await program.ended() == 1
    assert not any("How old are you?" in line for line in program.out)
    assert any("Bluetooth" in line for line in program.err)
