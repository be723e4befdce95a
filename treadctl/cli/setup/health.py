"""Whether an installation is whole, in one sentence: for `treadctl doctor`."""

from treadctl.cli.setup.layout import HOME, Layout, fits
from treadctl.cli.setup.steps import cut_off

REPAIR = f"sudo sh {HOME}/wheelhouse/install.sh"


def trouble(layout: Layout) -> str | None:
    """What is wrong with it; None if it is whole, or there is none. The next step is REPAIR."""
    if not layout.at(HOME).is_dir():
        return None
    if (doing := cut_off(layout)) is not None:
        return f"{doing} was cut off"
    if layout.in_use() is None:
        current = layout.current.resolve()
        if current.is_dir() and not fits(current):
            return "this computer's Python is gone or another one"
        return "its environment is not whole"
    return None
