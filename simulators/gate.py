"""Whether a simulated machine takes a command: its permission, and what its vendor wants first.

Source of the permission: FTMS 1.0, section 4.16.2. What vendors add is in the machine's model.
"""

import math

from simulators.machines import MachineModel


class Gate:
    """What one client may do on one connection."""

    def __init__(self, model: MachineModel) -> None:
        self._model = model
        self.shut()

    def shut(self) -> None:
        """Forget the client, as a lost link does."""
        self._permitted = self._unlocked = False
        self._requests = 0
        self._subscribed_at = self._written_at = -math.inf

    def request(self) -> None:
        """Take a Request Control."""
        self._requests += 1
        self._permitted = self._requests >= self._model.requests_needed

    def withdraw(self) -> None:
        """End the permission."""
        self._permitted = False
        self._requests = 0

    def unlock(self, data: bytes) -> None:
        """Take a write to the vendor's own characteristic."""
        lock = self._model.unlock
        self._unlocked = lock is not None and data == lock.data

    def admits(self) -> bool:
        """Return whether a command is taken now; one may use up what opened it."""
        lock = self._model.unlock
        opened = self._permitted and (lock is None or self._unlocked)
        if lock is not None and lock.again:
            self._unlocked = False
        return opened

    def hears_subscription(self, now: float) -> bool:
        """Return whether a subscription at `now` is not lost for coming too close."""
        last, self._subscribed_at = self._subscribed_at, now
        return now - last >= self._model.subscribe_gap_s

    def hears_write(self, now: float) -> bool:
        """Return whether a write at `now` is not lost for coming too close."""
        last, self._written_at = self._written_at, now
        return now - last >= self._model.write_gap_s
