"""What the type checker, which `make test` runs before any test, says to a mutant."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.proof.core import ROOT
from tests.proof.forks import forked
from tests.proof.mutations import Mutant

WITHIN_S = 120.0
RIGHT, WRONG = 0, 1


def rejected(mutant: Mutant, cache: Path) -> bool:
    """True if it is not well typed. Raises RuntimeError if the type checker fails."""
    code = forked(lambda: _check(mutant, cache), WITHIN_S).wait()
    if code not in (RIGHT, WRONG):
        raise RuntimeError(f"Its types could not be checked: {mutant.name}")
    return code == WRONG


def _check(mutant: Mutant, cache: Path) -> int:
    shadow = cache / "mutant.py"
    shadow.write_text(ast.unparse(mutant.program()))
    mypy = [sys.executable, "-m", "mypy", "--cache-dir", str(cache), "--no-error-summary"]
    swap = ["--shadow-file", str(mutant.path), str(shadow), str(mutant.path)]
    return subprocess.run([*mypy, *swap], cwd=ROOT, check=False).returncode
