"""Whether two machines go by one id: they end each other's connections, in turns. Pure."""

TOLD_FOR_S = 120.0
MOST_BOOTS = 8  # those before were restarts of long ago


class Boots:
    """Hears each introduction. A restart brings a new boot; only two machines bring an old one."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._current: str | None = None
        self._two: str | None = None
        self._two_at = float("-inf")

    def hear(self, boot: str | None, model: str | None, now: float) -> None:
        """One introduced itself; an old version has no `boot`."""
        if boot is None:
            return
        if self._current is not None and boot != self._current and boot in self._known:
            models = sorted({self._known[self._current], self._known[boot]})
            self._two, self._two_at = " and ".join(models), now
        self._known.pop(boot, None)
        self._known[boot] = model or "unnamed"
        self._current = boot
        if len(self._known) > MOST_BOOTS:
            del self._known[next(iter(self._known))]

    def two(self, now: float) -> str | None:
        """The models of the two; None while there is one, as far as was heard."""
        return self._two if now - self._two_at <= TOLD_FOR_S else None
