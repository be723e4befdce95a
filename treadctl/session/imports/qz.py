"""Training programs of QDomyos-Zwift. Pure.

Source: the format's description in cagnulein/qdomyos-zwift (rows, repeats, speeds in km/h).
"""

from collections.abc import Iterator

from treadctl.session.imports.markup import Element
from treadctl.session.imports.stretch import LONGEST_S, Stretch, Workout, number, ramp

_OTHER_TARGETS = ("power", "powerzone", "zonehr", "hrmin", "hrmax", "mets", "resistance")


def read(root: Element) -> Workout:
    """The program in <rows>; such a file has no name of its own."""
    notes: list[str] = []
    stretches = tuple(found for one in root.children for found in _read(one, notes))
    return Workout("", stretches, tuple(dict.fromkeys(notes)))


def _read(element: Element, notes: list[str]) -> Iterator[Stretch]:
    match element.name.lower():
        case "row":
            yield from _row(element, notes)
        case "repeat":
            times = int(number(element, "times") or 1)
            for _ in range(max(1, min(100, times))):
                for child in element.children:
                    if child.name.lower() == "row":
                        yield from _row(child, notes)
        case _:
            notes.append(f"line {element.line}: <{element.name[:30]}> was left out.")


def _row(row: Element, notes: list[str]) -> list[Stretch]:
    first_kmh = number(row, "speedfrom", "speed", "minspeed")
    last_kmh = number(row, "speedto", "speed", "minspeed")
    for name in _OTHER_TARGETS:
        if number(row, name) and last_kmh is None:
            notes.append(f"line {row.line}: {name} says nothing about a belt; it was left out.")
    seconds = _seconds(row, first_kmh, last_kmh)
    if seconds is None:
        notes.append(f"line {row.line}: the row has no length of time; it was left out.")
        return []
    slope = number(row, "inclination") or 0.0
    return ramp(Stretch(row.line, "row", seconds, last_kmh, slope), first_kmh)


def _seconds(row: Element, first_kmh: float | None, last_kmh: float | None) -> float | None:
    """By the distance where there is one, as its own program does it; else by the duration."""
    distance_km = number(row, "distance")
    mean_kmh = ((first_kmh or 0.0) + (last_kmh or 0.0)) / 2
    if distance_km is not None and distance_km > 0:
        seconds = distance_km / mean_kmh * 3600.0 if mean_kmh > 0 else None
    else:
        seconds = _clock_s(row.attributes.get("duration", ""))
    return seconds if seconds is not None and 0 < seconds <= LONGEST_S else None


def _clock_s(text: str) -> float | None:
    """hh:mm:ss in seconds."""
    parts = text.split(":")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    hours, minutes, seconds = (int(part[:6]) for part in parts)
    return hours * 3600.0 + minutes * 60.0 + seconds
