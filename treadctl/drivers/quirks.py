"""How machines bend FTMS, as data: whom a row is for, and what is done about it.

A row can make us wait, ask again, or count in another unit. No row can take a stop away: a stop
is written at once and as the standard says, whatever else this machine then needs.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import pairwise, product
from typing import Any, ClassVar

LONGEST_SPACING_S = 1.0
HIGHEST_MINIMUM_KMH = 1.2  # no walk starts faster
HIGHEST_KMH = 25.0
COARSEST_STEP_KMH = 1.0
LARGEST_SCALE = 10.0
LARGEST_RAW = 0x7FFF
STEEPEST_PERCENT = 45.0
SHORTEST_NAME = 3  # "a" would be every machine's row
_STANDARD_UUID = re.compile(r"0000[0-9a-f]{4}-0000-1000-8000-00805f9b34fb")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HEX = re.compile(r"([0-9a-f]{2}){1,20}")


@dataclass(frozen=True, slots=True)
class Unlock:
    """A vendor's own write, without which a machine takes no command."""

    characteristic: str
    """Its UUID in full and in small letters. None of the Bluetooth SIG's own."""
    data: str
    """The bytes in hex, 20 at most."""
    each_write: bool = False
    """It is needed before each command, not once for each connection."""

    def __post_init__(self) -> None:
        if not _UUID.fullmatch(self.characteristic) or _STANDARD_UUID.match(self.characteristic):
            raise ValueError("characteristic must be a vendor's UUID, in full and small letters")
        if not _HEX.fullmatch(self.data):
            raise ValueError("data must be 1 to 20 bytes in hex, in small letters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirk:
    """One row: a kind of machine, and what is done about it. Without effects: it needs nothing."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "use_attribute_docstrings": True,
    }

    machine: str
    """What people call it."""
    source: str
    """Where this was seen: a public address, or who measured it."""
    model: str | None = None
    """Its model number (2A24), in full."""
    firmware: str | None = None
    """How its firmware revision (2A26) begins; for a row with a model."""
    names: tuple[str, ...] = ()
    """How the names begin that it advertises; looked at after all models."""
    control_not_needed: bool = False
    """It never grants control, or refuses it, and obeys all the same."""
    control_twice: bool = False
    """Control is asked for twice, half a second apart."""
    control_before_targets: bool = False
    """While the belt moves, control is asked for before each target. Start is never repeated."""
    targets_in_mph: bool = False
    """Target speeds are miles per hour; what its range is in, `ranges_in_mph` says."""
    ranges_in_mph: bool = False
    """The range of speeds (2AD4) is in miles per hour."""
    reports_in_mph: bool = False
    """The speeds it reports (2ACD) are miles per hour."""
    min_speed_kmh: float | None = None
    """It cannot go slower, whatever its range says."""
    max_speed_kmh: float | None = None
    """It cannot go faster, whatever its range says; for one whose range is empty, too."""
    speed_step_kmh: float | None = None
    """It goes in steps of this, whatever its range says."""
    inclination_scale: float = 1.0
    """An inclination is written as this many times its percent."""
    inclinations: tuple[tuple[float, int], ...] = ()
    """All it can be set to: percent, and the number that is written for it, both rising."""
    start_not_needed: bool = False
    """It has no Start: `min_speed_kmh` as a target sets the belt in motion."""
    start_toggles: bool = False
    """A Start stops a belt that moves; none is written then."""
    targets_once_moving: bool = False
    """It hangs up at a target before the belt moves; targets wait for that."""
    second_stop_clears: bool = False
    """Another stop clears its counters; none follows one that the belt is seen to obey."""
    frozen_when_stopped: bool = False
    """It goes on telling its last speed once it stands, with its elapsed time at a halt."""
    answers_as_status: bool = False
    """It tells what it did as a status (2ADA) instead of answering."""
    lone_zeros: bool = False
    """A speed of 0 right after a moving belt is believed at the second in a row."""
    subscribe_spacing_s: float = 0.1
    """Subscriptions that come closer than this are lost."""
    write_spacing_s: float = 0.0
    """Commands that come closer than this are lost, and so is a stop that repeats a stop."""
    unlock: Unlock | None = None
    """What opens it. A stop comes first without it, then with it."""

    def __post_init__(self) -> None:
        if not self.model and not any(self.names):
            raise ValueError("it needs a model, or names")
        if self.firmware is not None and not self.model:
            raise ValueError("firmware goes with a model")
        if not all(self.names) or not self.machine or not self.source:
            raise ValueError("machine, source and each of names need a text")
        if min(map(len, self.names), default=SHORTEST_NAME) < SHORTEST_NAME:
            raise ValueError(f"names have at least {SHORTEST_NAME} letters")
        if not 0.1 <= self.subscribe_spacing_s <= LONGEST_SPACING_S:
            raise ValueError(f"subscribe_spacing_s is 0.1 to {LONGEST_SPACING_S:g}")
        if not 0.0 <= self.write_spacing_s <= LONGEST_SPACING_S:
            raise ValueError(f"write_spacing_s is 0 to {LONGEST_SPACING_S:g}")
        self._check_speeds()
        self._check_inclinations()

    def _check_speeds(self) -> None:
        for name, most in (
            ("min_speed_kmh", HIGHEST_MINIMUM_KMH),
            ("max_speed_kmh", HIGHEST_KMH),
            ("speed_step_kmh", COARSEST_STEP_KMH),
        ):
            given = getattr(self, name)
            if given is not None and not 0.0 < given <= most:
                raise ValueError(f"{name} is above 0 and at most {most:g}")
        low, high = self.min_speed_kmh, self.max_speed_kmh
        if low is not None and high is not None and low > high:
            raise ValueError("max_speed_kmh is not below min_speed_kmh")
        if self.start_not_needed and low is None:
            raise ValueError("start_not_needed goes with min_speed_kmh")

    def _check_inclinations(self) -> None:
        if not 0.0 < self.inclination_scale <= LARGEST_SCALE:
            raise ValueError(f"inclination_scale is above 0 and at most {LARGEST_SCALE:g}")
        if not self.inclinations:
            return
        if len(self.inclinations) == 1 or self.inclination_scale != 1.0:
            raise ValueError("inclinations are at least two, and go without inclination_scale")
        if not all(a < c and b < d for (a, b), (c, d) in pairwise(self.inclinations)):
            raise ValueError("inclinations rise, percents and numbers alike")
        if not all(abs(percent) <= STEEPEST_PERCENT for percent, _ in self.inclinations):
            raise ValueError(f"the percents of inclinations are at most {STEEPEST_PERCENT:g}")
        if not all(abs(raw) <= LARGEST_RAW for _, raw in self.inclinations):
            raise ValueError(f"the numbers of inclinations are at most {LARGEST_RAW}")

    def is_model(self, model: str) -> bool:
        """True if this row is for machines with this model number."""
        return self.model is not None and self.model.casefold() == model.casefold()

    @property
    def has_effects(self) -> bool:
        """True if anything is done about such a machine."""
        return bool(self.effects)

    @property
    def effects(self) -> tuple[str, ...]:
        """What is done about such a machine, by the names of the keys."""
        about = ("machine", "source", "model", "firmware", "names")
        done = (f for f in fields(self) if f.name not in about)
        return tuple(f.name for f in done if getattr(self, f.name) != f.default)

    def overlaps(self, other: "Quirk") -> bool:
        """True if one machine may be both rows'."""
        if other.model is not None and self.is_model(other.model):
            return True
        pairs = product(map(str.casefold, self.names), map(str.casefold, other.names))
        return any(one.startswith(two) or two.startswith(one) for one, two in pairs)


STANDARD = Quirk(machine="any other", source="FTMS 1.0", names=("any",))
"""What is done for a machine that no row is for: what the standard says."""


def select(
    rows: Iterable[Quirk],
    name: str,
    model: str = "",
    firmware: str = "",
    *,
    own: Iterable[Quirk] = (),
) -> Quirk:
    """Return the row for this machine, or STANDARD.

    `own`: those of the gym; one of them that fits comes before all of `rows`. Else the first for
    this model and firmware, then for this name; one that does something before one that does not.
    `name`: as advertised. Large and small letters are the same. Several rows never add up.
    """
    return _first(own, name, model, firmware) or _first(rows, name, model, firmware) or STANDARD


def _first(rows: Iterable[Quirk], name: str, model: str, firmware: str) -> Quirk | None:
    listed = tuple(rows)
    fits = [row for row in listed if row.is_model(model) and _has(row, firmware)]
    fits += [row for row in listed if _is_named(row, name)]
    return next((row for row in fits if row.has_effects), next(iter(fits), None))


def _has(row: Quirk, firmware: str) -> bool:
    return firmware.casefold().startswith((row.firmware or "").casefold())


def _is_named(row: Quirk, name: str) -> bool:
    return any(name.casefold().startswith(beginning.casefold()) for beginning in row.names)
