"""Where mutants live: each in a process of its own, forked once the tests are collected.

A changed function is put in the place of the true one. What takes effect while its module is made
(a number in a table, a default) needs all modules of ours anew, and the tests collected again:
those of the file itself, where such a number has to be held down.
"""

import functools
import importlib.abc
import importlib.util
import inspect
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

from tests.proof.core import TESTS
from tests.proof.forks import BROKEN, Fork, forked
from tests.proof.mutations import Mutant
from tests.proof.reach import Reach, run_one

# The "ci" profile of hypothesis: always the same examples, kept nowhere.
QUIETLY = ("-sq", "-p", "no:cacheprovider", "--hypothesis-profile=ci")
SURVIVED, NOTICED = 0, 1
AT_ONCE = 2
OURS = ("treadctl", "simulators", "firmware_bridge", "tests")
ALTOGETHER_S, ANEW_S = 300.0, 30.0  # more at work than this, and a program counts as hung


class Nursery:
    """Tries mutants, two at a time."""

    def __init__(self, reach: Reach, tests: Path = TESTS) -> None:
        self._reach, self._tests = reach, tests

    def survivors(self, mutants: Sequence[Mutant]) -> Iterator[Mutant]:
        """Those that no test notices. Raises RuntimeError if the trying fails."""
        living: dict[int, Mutant] = {}
        waiting = list(reversed(mutants))
        while living or waiting:
            while waiting and len(living) < AT_ONCE:
                mutant = waiting.pop()
                living[self._begin(mutant).pid] = mutant
            pid, status = os.wait()
            mutant = living.pop(pid)
            code = os.waitstatus_to_exitcode(status)
            if code == BROKEN:
                raise RuntimeError(f"It could not be tried: {mutant.name}")
            if code == SURVIVED:
                yield mutant

    def _begin(self, mutant: Mutant) -> Fork:
        if self._reach.runs_at_import(mutant):
            files = sorted(self._tests.rglob(f"test_{mutant.stem}*.py"))
            return forked(lambda: _try_anew(mutant, files), ANEW_S)
        items = self._reach.tests(mutant)
        return forked(lambda: self._try_in_place(mutant, items), ALTOGETHER_S)

    def _try_in_place(self, mutant: Mutant, items: list[pytest.Item]) -> int:
        assert mutant.function is not None
        live = _function(sys.modules[mutant.module], mutant.function)
        live.__code__ = _code(compile(mutant.program(), mutant.path, "exec"), mutant.function)
        passed = all(run_one(item, self._reach.patience_s(item)) for item in items)
        return SURVIVED if passed else NOTICED


def _function(module: ModuleType, name: str) -> FunctionType:
    found: object = functools.reduce(lambda where, part: vars(where)[part], name.split("."), module)
    if isinstance(found, property):
        found = found.fget
    assert callable(found)
    function = inspect.unwrap(found)
    assert isinstance(function, FunctionType)
    return function


def _code(module: CodeType, name: str) -> CodeType:
    inside = [module]
    while inside:
        code = inside.pop()
        if code.co_qualname == name:
            return code
        inside.extend(const for const in code.co_consts if isinstance(const, CodeType))
    raise LookupError(name)


def _try_anew(mutant: Mutant, files: list[Path]) -> int:
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    code = compile(mutant.program(), mutant.path, "exec")
    sys.meta_path.insert(0, _Finder(mutant, code))
    passed = not files or pytest.main(["-x", *QUIETLY, *map(str, files)]) == pytest.ExitCode.OK
    return SURVIVED if passed else NOTICED


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant, code: CodeType) -> None:
        self._mutant, self._code = mutant, code

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """The changed module instead of the true one; nothing for all others."""
        if fullname != self._mutant.module:
            return None
        path = str(self._mutant.path)
        loader = _Loader(fullname, path, self._code)
        return importlib.util.spec_from_file_location(fullname, path, loader=loader)


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, code: CodeType) -> None:
        super().__init__(fullname, path)
        self._code = code

    def get_code(self, _fullname: str) -> CodeType:
        """The changed program."""
        return self._code
