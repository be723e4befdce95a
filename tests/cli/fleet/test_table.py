from dataclasses import replace

from rich.console import Console

from treadctl.cli.fleet.table import NOBODY, NOT_KNOWN, belt, cells, last_stop, table
from treadctl.edges.fleet.row import LastStop, Row

WALKING = Row(
    "gym-1",
    "tm-1",
    "moving",
    walker=True,
    linked=True,
    pain_button="wired",
    version="1.2.3",
    last_stop=LastStop("user"),
)


def drawn(rows: list[Row], why: str | None = None, width: int = 200) -> str:
    console = Console(width=width, record=True, file=None, quiet=False, force_terminal=False)
    with console.capture() as shown:
        console.print(table(rows, why))
    return shown.get()


def test_each_machine_has_a_line() -> None:
    shown = drawn([WALKING, Row("gym-1", "tm-2", "standing")])
    assert "gym-1/tm-1" in shown and "gym-1/tm-2" in shown


def test_its_name_is_whole_in_a_narrow_terminal_too() -> None:
    assert "home/treadmill-12" in drawn(
        [replace(WALKING, site="home", machine="treadmill-12")], width=80
    )


def test_what_nobody_can_say_is_a_dash() -> None:
    assert cells(Row("gym-1", "tm-1", "unknown")) == (
        *("gym-1/tm-1", "unknown", NOT_KNOWN, NOT_KNOWN),
        *(NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, "none"),
    )


def test_what_is_known_is_in_words() -> None:
    assert cells(WALKING)[1:] == ("moving", "yes", "user", "in reach", "wired", "1.2.3", "none")


def test_one_that_is_away_says_since_when_or_when_it_was_last_heard() -> None:
    gone = Row("gym-1", "tm-1", "away", away_since="2026-11-22T12:00:00Z")
    heard = Row("gym-1", "tm-1", "away", last_heard="2026-11-22T12:00:00.000Z")
    assert belt(gone).startswith("away since 2026-11-2")
    assert belt(heard).startswith("away, last heard 2026-11-2")
    assert belt(Row("gym-1", "tm-1", "away")) == "away"


def test_a_stop_says_how_soon_it_was_sent_and_obeyed() -> None:
    said = last_stop(LastStop("safety_key", "2026-11-22T12:00:00.000Z", 4.0, 2.5))
    assert said.startswith("safety key, 2026-11-2")
    assert said.endswith("sent in 4 ms, stood after 2.5 s")


def test_a_broker_that_is_away_is_the_title() -> None:
    assert "The broker is away: it hung up" in drawn([WALKING], "it hung up")


def test_where_nobody_was_heard_the_access_list_is_named() -> None:
    assert NOBODY[:30] in drawn([])
    assert NOBODY[:30] not in drawn([], "it was refused")
