"""The files of the firmware that run everywhere: all but the pins and what starts them.

Their tests are held to more than others: see `cover` and `mutants`.
"""

from pathlib import Path

TESTS = Path(__file__).parent
_FIRMWARE = TESTS.parents[1] / "firmware_bridge"
ON_THE_BOARD = {"board", "board_pico", "main"}


def core() -> dict[str, Path]:
    """Each file by the name of its module below `firmware_bridge`."""
    paths = sorted(_FIRMWARE.glob("*.py"))
    return {path.stem: path for path in paths if path.stem not in ON_THE_BOARD | {"__init__"}}
