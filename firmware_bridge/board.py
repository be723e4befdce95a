"""What `loop` needs of a board. For type checkers: a microcontroller never imports this."""

from typing import Protocol


class Board(Protocol):
    """Pins, clock and line of one board. Nothing here may wait but `wait`."""

    def now_ms(self) -> int:
        """Return time that begins again at ticks.PERIOD, in ms."""

    def now_us(self) -> int:
        """Return time that begins again at ticks.PERIOD, in us."""

    def wait(self) -> None:
        """Return when the next control step is due."""

    def levels(self) -> int:
        """Return the inputs, as bits of STATUS."""

    def drive(self, duty: int, k1: bool, alive: bool, incline: int) -> None:
        """Set all outputs. `incline` is 1 for up, -1 for down."""

    def duty(self) -> int:
        """Return the duty as read back from the output."""

    def k1(self) -> bool:
        """Return K1's enable pin as read back."""

    def feed(self) -> None:
        """Feed the watchdog."""

    def read(self) -> bytes:
        """Return what came from the host, at most what comes within one step."""

    def write(self, data: bytes) -> None:
        """Hand bytes for the host to the line."""

    def tidy(self, at_rest: bool) -> bool:
        """Collect garbage if it is time for that; return whether it was."""

    def off(self) -> None:
        """Take all outputs away, for good: nothing feeds the watchdog after this."""
