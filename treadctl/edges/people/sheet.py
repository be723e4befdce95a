"""A walker's own diary as a page to print or to hand to a professional. Pure.

Plain numbers in the walker's words; nothing is judged, and nothing is claimed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape

from treadctl.edges.people.person import Person
from treadctl.edges.words import catalogue
from treadctl.session.person.diary import PastWalk
from treadctl.session.person.wants import NOTHING, SHEET, WANT, Measure

MOST_WALKS = 60
COLUMNS = ("day", "walk", "minutes", "speed", "pain", "effort", "note")


def sheet(
    person: Person,
    walks: Sequence[PastWalk],
    measures: Sequence[Measure],
    day: date,
    language: str,
) -> str:
    """The whole page, in HTML; the newest walks first."""
    words = catalogue(language)["report"]
    title = escape(words["title"].format(name=person.name))
    body = "".join(
        (
            f"<h1>{title}</h1><p>{escape(words['printed'].format(day=day.isoformat()))}</p>",
            _walks(walks, language) if walks else f"<p>{escape(words['none'])}</p>",
            _measures(words["wants"], _wants(measures, language)),
            _measures(words["sheet"], _totals(measures)),
            f"<p>{escape(words['show'])}</p>",
        )
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<link rel="stylesheet" href="/page/report.css"></head>'
        f"<body><main>{body}</main></body></html>"
    )


def _walks(walks: Sequence[PastWalk], language: str) -> str:
    words = catalogue(language)["report"]
    head = "".join(f'<th scope="col">{escape(words[column])}</th>' for column in COLUMNS)
    newest = reversed(walks[-MOST_WALKS:])
    rows = "".join(_row(_cells(one, language)) for one in newest)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(walk: PastWalk, language: str) -> tuple[str, ...]:
    pains = (walk.start_pain, walk.end_pain, walk.next_pain)
    speed = "" if walk.peak_speed_kmh is None else f"{walk.peak_speed_kmh:.1f} km/h"
    return (
        walk.day.isoformat(),
        walk.profile,
        f"{walk.minutes:.0f}",
        speed,
        ", ".join("-" if pain is None else f"{pain}" for pain in pains),
        "-" if walk.effort is None else f"{walk.effort}",
        "; ".join(_notes(walk, language)),
    )


def _notes(walk: PastWalk, language: str) -> Iterator[str]:
    words, answers = catalogue(language)["report"], catalogue(language)["answers"]
    if walk.quality is not None:
        yield words["pressed"].format(why=answers[walk.quality.value])
    elif walk.pressed_wrongly:
        yield words["pressed"].format(why=answers["mistake"])
    elif walk.stopped_for_pain:
        yield words["unsaid"]
    elif not walk.completed:
        yield words["early"]
    if walk.talked_easily is False:
        yield words["talk"]
    if walk.since_last is not None:
        yield words["since"].format(how=answers[walk.since_last])


def _wants(measures: Iterable[Measure], language: str) -> Iterator[tuple[date, str]]:
    answers: Mapping[str, str] = catalogue(language)["answers"]
    for day, what, value in measures:
        activity = what.removeprefix(WANT)
        if what.startswith(WANT) and activity != NOTHING:
            yield day, f"{answers[activity]}: {value}"


def _totals(measures: Iterable[Measure]) -> Iterator[tuple[date, str]]:
    return ((day, f"{value}") for day, what, value in measures if what == SHEET)


def _measures(title: str, found: Iterable[tuple[date, str]]) -> str:
    rows = "".join(_row((day.isoformat(), text)) for day, text in found)
    return f"<h2>{escape(title)}</h2><table><tbody>{rows}</tbody></table>" if rows else ""


def _row(cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
