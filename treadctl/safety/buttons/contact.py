"""Is a normally closed button pressed? First edge or level for a press, certainty for a release.

Pure. An open contact is a press: so is a cut wire, or a plug that came off.
"""

from enum import Enum, auto

RELEASE_S = 0.5  # a contact bounces for some 10 ms; a wire that chafes, for longer


class Change(Enum):
    """What became known of a button."""

    FOUND = auto()
    PRESSED = auto()
    RELEASED = auto()


class Contact:
    """One normally closed contact. Nothing is known of it until it was open, or stayed closed."""

    def __init__(self) -> None:
        self._pressed: bool | None = None
        self._found = False
        self._closed_since: float | None = None

    def level(self, *, is_open: bool, now: float) -> tuple[Change, ...]:
        """What follows from how the contact reads at `now`."""
        if is_open:
            return self._open()
        if self._pressed is False:
            return ()
        if self._closed_since is None:
            self._closed_since = now
        return self._closed() if now - self._closed_since >= RELEASE_S else ()

    def edge(self, *, closes: bool, at: float) -> tuple[Change, ...]:
        """What follows from an edge at `at`.

        A closing edge of a contact that was closed shows that the opening one was missed.
        """
        changes = self._open()
        self._closed_since = at if closes else None
        return changes

    def _open(self) -> tuple[Change, ...]:
        self._closed_since = None
        if self._pressed:
            return ()
        self._pressed = True
        return (Change.PRESSED,)

    def _closed(self) -> tuple[Change, ...]:
        was_pressed, was_found = self._pressed, self._found
        self._pressed, self._found = False, True
        found = () if was_found else (Change.FOUND,)
        return (*found, Change.RELEASED) if was_pressed else found
