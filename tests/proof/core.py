"""The files that keep a walker safe: rules, guard, limits, buttons, and what the rules are made of.

Their tests are held to more than others: see `cover` and `mutants`.
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests" / "safety"
_SAFETY = ROOT / "treadctl" / "safety"
_RULES = (
    *("supervisor", "guard", "limits", "stop_input", "permit", "origin", "lockout", "halt"),
    *("belt_state", "notices", "phase", "link", "repeat", "pulse"),
)


def core() -> dict[str, Path]:
    """Each file by the name of its module below `treadctl.safety`."""
    files = {name: _SAFETY / f"{name}.py" for name in _RULES}
    for path in sorted((_SAFETY / "buttons").glob("*.py")):
        files["buttons" if path.stem == "__init__" else f"buttons.{path.stem}"] = path
    return files
