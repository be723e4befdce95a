"""Which test runs which lines, and how long it takes: so that a mutant meets only those."""

import pickle
import signal
import time
from pathlib import Path

import coverage
import pytest

from tests.proof.forks import forked
from tests.proof.mutations import Mutant

AT_IMPORT = ""
WITHIN_S = 600.0
LONGEST_S, WAITING_S = 60.0, 60  # for one test: at work, and by the clock on the wall


class Reach:
    """Learns it from one run of all tests, whose imports have to come after `watch`."""

    def __init__(self, files: list[Path]) -> None:
        self._cover = coverage.Coverage(
            data_file=None, config_file=False, include=[str(path) for path in files]
        )
        self._tests: dict[str, dict[int, list[str]]] = {}
        self._seconds: dict[str, float] = {}
        self._items: dict[str, pytest.Item] = {}

    def watch(self) -> None:
        """See from now on which lines run."""
        self._cover.start()

    def learn(self, session: pytest.Session, notes: Path) -> None:
        """Run all tests once, in a process of its own. Raises RuntimeError if one fails."""
        self._cover.stop()
        self._items = {item.nodeid: item for item in session.items}
        code = forked(lambda: self._run(session, notes), WITHIN_S).wait()
        if code != 0:
            raise RuntimeError(f"The tests came to no end: {code}")
        found = pickle.loads(notes.read_bytes())  # noqa: S301 - our own
        self._tests, self._seconds, failed = found
        if failed:
            raise RuntimeError(f"With nothing changed these fail: {', '.join(failed)}")

    def _run(self, session: pytest.Session, notes: Path) -> int:
        self._cover.start()
        seconds, failed, failures = {}, [], 0
        for item in session.items:
            began = time.process_time()
            self._cover.switch_context(item.nodeid)
            run_one(item, LONGEST_S)
            seconds[item.nodeid] = time.process_time() - began
            if session.testsfailed > failures:
                failed.append(item.nodeid)
                failures = session.testsfailed
        self._cover.stop()
        data = self._cover.get_data()
        tests = {path: data.contexts_by_lineno(path) for path in data.measured_files()}
        notes.write_bytes(pickle.dumps((tests, seconds, failed)))
        return 0

    def runs_at_import(self, mutant: Mutant) -> bool:
        """True if the place takes effect while its module is made, so that it is made anew."""
        return mutant.function is None or AT_IMPORT in self._contexts(mutant)

    def tests(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that come by, those of the file's own first, and the quick before the slow."""
        names = self._contexts(mutant) - {AT_IMPORT}
        own = f"test_{mutant.stem}"
        return sorted(
            (self._items[name] for name in names),
            key=lambda item: (not item.path.stem.startswith(own), self._seconds[item.nodeid]),
        )

    def patience_s(self, item: pytest.Item) -> float:
        """How long it may take, in seconds of a processor, before the program counts as hung."""
        return 3.0 * self._seconds[item.nodeid] + 2.0

    def _contexts(self, mutant: Mutant) -> set[str]:
        lines = self._tests.get(str(mutant.path), {})
        return {name for line in mutant.lines for name in lines.get(line, ())}


def run_one(item: pytest.Item, within_s: float) -> bool:
    """Run one test by itself; True unless it failed. Ends this process if it hangs."""
    signal.setitimer(signal.ITIMER_PROF, within_s)
    signal.alarm(WAITING_S)
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
    return not item.session.testsfailed
