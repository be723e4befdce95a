"""The files that keep a walker safe: rules, guard, limits, buttons, and what the rules are made of.

Their tests are held to more than others: see `cover` and `mutants`.
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests" / "safety"
_SAFETY = ROOT / "treadctl" / "safety"


def core() -> dict[str, Path]:
    """Each file of the safety room by the name of its module below `treadctl.safety`."""
    return {_name(path): path for path in sorted(_SAFETY.rglob("*.py")) if _name(path)}


def _name(path: Path) -> str:
    parts = path.relative_to(_SAFETY).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")
