"""Where `treadctl record` writes what it hears."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from treadctl.errors import BadInput, Refused

if TYPE_CHECKING:
    from pydantic import BaseModel


class Recording:
    """A new file, made with the first line, or standard output.

    `broken` is set once a line cannot be written; then `close` raises why. A connection that is
    told of does not suffer from that: it is ended like any other.
    """

    def __init__(self, file: Path | None) -> None:
        self.broken = asyncio.Event()
        self._why: BaseException | None = None
        self._file = file
        self._out: TextIO | None = None

    def tell(self, one: "BaseModel") -> None:
        """Write one line, unless one before it could not be written."""
        from treadctl.drivers.capture import line

        if self._why is None:
            try:
                self._out = self._out or self._opened()
                print(line(one), file=self._out, flush=True)
            except (OSError, BadInput) as error:
                self._why = error
                self.broken.set()

    def close(self) -> None:
        """Raise what kept a line from being written: BadInput, Refused or BrokenPipeError."""
        if self._file and self._out:
            with suppress(OSError):  # what is left in its buffer
                self._out.close()
        if isinstance(self._why, OSError) and not isinstance(self._why, BrokenPipeError):
            said = f"{self._file or 'The output'} cannot be written: {self._why.strerror}."
            raise Refused(f"{said} Free some disk space, then record again.") from self._why
        if self._why is not None:
            raise self._why

    def _opened(self) -> TextIO:
        if self._file is None:
            return sys.stdout
        try:
            return self._file.open("x", encoding="utf-8")
        except OSError as error:
            said = f"{self._file} cannot be made: {error.strerror}; name a new file."
            raise BadInput(said) from error
