"""What an onlooker knows of the deck, who saw every record, every tap and every write."""

from dataclasses import dataclass

from treadctl.model import Answer


@dataclass(slots=True)
class Deck:
    """Where the deck was told to be, and what came of the last tap that nothing ended."""

    percent: float | None = None
    tapped_at: float | None = None
    unwritten: bool = False
    awaited: bool = False
    refused: bool = False

    def heard(self, percent: float | None) -> None:
        """One believed record."""
        self.percent = self.percent if percent is None else percent
        if self.level and not self.awaited:
            self.tapped_at = None

    def tapped(self, now: float) -> None:
        """A tap was taken."""
        self.tapped_at, self.unwritten, self.refused = now, True, False

    def written(self) -> None:
        """The one write of a tap."""
        self.unwritten, self.awaited = False, True

    def answered(self, answer: Answer) -> None:
        """The machine said something to it, or its time is over."""
        self.awaited = False
        self.refused = answer in (Answer.REJECTED, Answer.NOT_PERMITTED, Answer.FAILED)

    def ended(self, now: float) -> None:
        """A stop ends a tap that came to nothing yet."""
        self.unwritten = False
        if not self.failed(now):
            self.tapped_at = None

    @property
    def level(self) -> bool:
        """True unless the deck is told to be off level, by more than half a percent."""
        return self.percent is None or abs(self.percent) <= 0.5

    def failed(self, now: float) -> bool:
        """True once the machine refused, or 20 s went by."""
        at = self.tapped_at
        return at is not None and (self.refused or now - at > 20.0)
