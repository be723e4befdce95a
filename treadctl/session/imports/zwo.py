"""Zwift workouts. Pure.

They count in parts of a threshold. For runs a file may say what that is, in seconds a kilometre;
where it does not, and for bikes, a target says nothing about a belt and is left out, not guessed.
Source of the elements: published .zwo files, and the reader of cagnulein/qdomyos-zwift.
"""

from collections.abc import Iterator

from treadctl.session.imports.markup import Element
from treadctl.session.imports.stretch import LONGEST_S, Stretch, Workout, number, ramp

_NOT_STRETCHES = frozenset({"textevent", "textnotification"})


def read(root: Element) -> Workout:
    """The workout in a <workout_file>."""
    reader = _Reader(root)
    plans = [one for one in root.children if one.name.lower() == "workout"]
    stretches = [found for plan in plans for one in plan.children for found in reader.read(one)]
    return Workout(root.text_of("name"), tuple(stretches), tuple(reader.notes))


class _Reader:
    def __init__(self, root: Element) -> None:
        self.notes: list[str] = []
        runs = "run" in root.text_of("sportType").lower()
        self._by_distance = runs and root.text_of("durationType").lower() == "distance"
        self._threshold_kmh = _threshold_kmh(root) if runs else None

    def read(self, element: Element) -> Iterator[Stretch]:
        """The stretches of one element of the workout."""
        match element.name.lower():
            case "steadystate":
                power = number(element, "Power", "PowerHigh", "PowerLow")
                yield from self._stretch(element, "steady", "Duration", power, power)
            case "warmup" | "cooldown" | "ramp" as kind:
                low, high = number(element, "PowerLow"), number(element, "PowerHigh")
                known = sorted(one for one in (low, high) if one is not None)
                if kind != "ramp" and known:
                    low, high = known[0], known[-1]
                if kind == "cooldown":
                    low, high = high, low
                yield from self._stretch(element, kind, "Duration", low, high)
            case "intervalst":
                for _ in range(max(1, min(100, int(number(element, "Repeat") or 1)))):
                    on, off = number(element, "OnPower"), number(element, "OffPower")
                    yield from self._stretch(element, "on", "OnDuration", on, on)
                    yield from self._stretch(element, "off", "OffDuration", off, off)
            case "freeride" | "freerun" | "maxeffort":
                yield from self._stretch(element, "free", "Duration", None, None)
            case other if other not in _NOT_STRETCHES:
                self._note(element, f"<{element.name[:30]}> is not known here and was left out.")

    def _stretch(
        self,
        element: Element,
        name: str,
        length_key: str,
        first_power: float | None,
        last_power: float | None,
    ) -> list[Stretch]:
        first_kmh, last_kmh = self._speed_kmh(first_power), self._speed_kmh(last_power)
        if last_power is not None and last_kmh is None:
            power = f"{last_power * 100:.0f} %"
            self._note(element, f"a target of {power} says nothing about a belt; it was left out.")
        seconds = self._seconds(number(element, length_key), first_kmh, last_kmh)
        if seconds is None:
            self._note(element, f"{length_key} gives no length of time; it was left out.")
            return []
        slope = number(element, "Incline", "incline") or 0.0
        return ramp(Stretch(element.line, name, seconds, last_kmh, slope), first_kmh)

    def _speed_kmh(self, power: float | None) -> float | None:
        if power is None or self._threshold_kmh is None:
            return None
        return power * self._threshold_kmh

    def _seconds(
        self, length: float | None, first_kmh: float | None, last_kmh: float | None
    ) -> float | None:
        if length is None or not 0 < length <= LONGEST_S:
            return None
        if not self._by_distance:
            return length
        mean_kmh = ((first_kmh or 0.0) + (last_kmh or 0.0)) / 2
        return length / mean_kmh * 3.6 if mean_kmh > 0 else None

    def _note(self, element: Element, words: str) -> None:
        note = f"line {element.line}: {words}"
        if note not in self.notes:
            self.notes.append(note)


def _threshold_kmh(root: Element) -> float | None:
    """The speed that 1.0 stands for, where a run says it."""
    try:
        seconds_a_km = float(root.text_of("thresholdSecPerKm"))
    except ValueError:
        return None
    return 3600.0 / seconds_a_km if 60.0 <= seconds_a_km <= 3600.0 else None
