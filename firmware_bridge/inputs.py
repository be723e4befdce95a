"""Contacts that say safe or not: quick to believe the worse, slow to believe the better."""

from firmware_bridge import wire

SETTLE_MS = 50


class Contact:
    """Not safe until it was seen so for SETTLE_MS.

    `glitch`: at the last step the interrupt had seen it open and the poll saw it closed, as a
    loose wire does, or a button that bounces. It counts as open.
    """

    def __init__(self) -> None:
        self.safe = False
        self.glitch = False
        self._tripped = False
        self._good_ms = -1

    def trip(self) -> None:
        """Note that it opened. May be called from an interrupt: keeps one flag, no more."""
        self._tripped = True

    def step(self, safe: bool, dt_ms: int) -> None:
        """Take a sample, `dt_ms` after the one before."""
        self.glitch = self._tripped and safe
        if self._tripped or not safe:
            self._tripped = False
            self.safe = False
            self._good_ms = -1
        elif not self.safe:
            self._good_ms = 0 if self._good_ms < 0 else self._good_ms + dt_ms
            self.safe = self._good_ms >= SETTLE_MS


class Panel:
    """All contacts but that of K1."""

    def __init__(self) -> None:
        self.key, self.pain = Contact(), Contact()
        self.console = self.home = False

    def step(self, levels: int, dt_ms: int) -> None:
        """Take a sample: bits as in STATUS."""
        self.key.step(levels & wire.KEY != 0, dt_ms)
        self.pain.step(levels & wire.PAIN_OK != 0, dt_ms)
        self.console = levels & wire.CONSOLE != 0
        self.home = levels & wire.HOME != 0

    @property
    def bits(self) -> int:
        """Return them as STATUS shows them: what is safe only once it is believed."""
        bits = wire.KEY if self.key.safe else 0
        bits |= wire.PAIN_OK if self.pain.safe else 0
        bits |= wire.CONSOLE if self.console else 0
        return bits | (wire.HOME if self.home else 0)
