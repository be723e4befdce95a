"""An event loop whose clock jumps to the next timer instead of waiting for it.

For simulated sessions and tests. Nothing outside the process can wake this loop: it serves no
sockets, pipes, signals or threads. Everything it runs happens in the same order each time.
"""

import asyncio
import random
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, TypeVarTuple, Unpack

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Deadlock(RuntimeError):
    """Every task waits and no timer is set: in virtual time nothing can ever happen again."""


class _JumpingSelector(selectors.SelectSelector):
    """Moves the clock by the time it is asked to wait; no file is ever ready."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return no events, at once. Raises Deadlock where a real selector would wait for ever."""
        if timeout is None:
            waiting = ", ".join(sorted(task.get_name() for task in asyncio.all_tasks()))
            raise Deadlock(f"No timer is set and every task waits: {waiting or 'no task'}.")
        # The loop's own resolution is a nanosecond; rounding keeps ten steps of 0.1 s at 1.0 s.
        self.now_s = round(self.now_s + max(timeout, 0.0), 9)
        return []


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An asyncio loop that starts at 0.0 s and never waits."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return the virtual time in seconds."""
        return self._jumping.now_s

    def run_in_executor(
        self, _executor: object, func: Callable[[Unpack[Ts]], T], *args: *Ts
    ) -> asyncio.Future[T]:
        """Run `func` inline, in a task of this loop, so that `to_thread` stays deterministic."""

        async def call() -> T:
            return func(*args)

        return self.create_task(call())


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` in virtual time as `asyncio.run` would; tasks it leaves behind are cancelled.

    Chance, too, is the same each time.
    """
    random.seed(0)
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)
