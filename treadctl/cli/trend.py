"""One walker's walks, day by day: minutes and pain. Plain numbers; nothing is judged. Pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from treadctl.session.person.diary import PastWalk
from treadctl.session.person.wants import SHEET, WANT, Measure

HEAD = ("day", "walk", "min", "", "pain before", "after", "next time")
WIDTHS = (10, 18, 4, 20, 11, 5, 0)
BAR_MINUTES = 2.0  # of each part of a bar; what is longer than its column is cut
NOT_TOLD = "-"


def trend(walks: Sequence[PastWalk], measures: Sequence[Measure]) -> Iterator[str]:
    """The lines to print, the oldest walk first, then the other numbers by what they are of."""
    yield _line(HEAD)
    for walk in walks:
        yield _line(_cells(walk))
    by_kind = sorted(measures, key=lambda one: one[1])  # and by day, as they were
    for what, some in groupby(by_kind, key=lambda one: one[1]):
        told = ", ".join(f"{day.isoformat()} {value}" for day, _, value in some)
        yield f"{_named(what)}: {told}"


def _cells(walk: PastWalk) -> tuple[str, ...]:
    return (
        walk.day.isoformat(),
        walk.profile,
        f"{walk.minutes:.0f}",
        "\N{FULL BLOCK}" * min(WIDTHS[3], round(walk.minutes / BAR_MINUTES)),
        *(_number(pain) for pain in (walk.start_pain, walk.end_pain, walk.next_pain)),
    )


def _number(pain: int | None) -> str:
    return NOT_TOLD if pain is None else f"{pain}"


def _line(cells: Sequence[str]) -> str:
    padded = (cell.ljust(wide) for cell, wide in zip(cells, WIDTHS, strict=True))
    return "  ".join(padded).rstrip()


def _named(what: str) -> str:
    return "sheet on paper" if what == SHEET else what.removeprefix(WANT)
