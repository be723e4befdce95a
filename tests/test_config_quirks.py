"""A gym's own rows of how its treadmills bend FTMS, checked like all else in its file."""

from pathlib import Path

import pytest

from tests.config_file import LEAST, refusal, written
from treadctl import config

QUIRK = (
    '[[quirk]]\nmachine = "Ours"\nnames = ["GYM-"]\ncontrol_twice = true\n'
    'source = "measured here, with the console in km"\n'
)
UNLOCK = '[quirk.unlock]\ncharacteristic = "{}"\ndata = "aa01"\n'


def test_a_gym_tells_how_its_treadmill_bends_the_standard(tmp_path: Path) -> None:
    text = LEAST + QUIRK + UNLOCK.format("d18d2c10-c44c-11e8-a355-529269fb1459")
    (row,) = config.load(written(tmp_path, text)).quirk
    assert (row.names, row.control_twice) == (("GYM-",), True)
    assert row.unlock is not None and row.unlock.data == "aa01"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (QUIRK + "no_stop = true\n", "line 8, quirk.0.no_stop: Unexpected"),
        (QUIRK + "write_spacing_s = 30\n", "line 3, quirk.0: write_spacing_s is 0 to 1;"),
        (QUIRK.split("source", 1)[0], "line 3, quirk.0.source: "),
        (QUIRK.replace('names = ["GYM-"]\n', ""), "line 3, quirk.0: it needs a model, or names;"),
        (
            QUIRK + UNLOCK.format("00002ad9-0000-1000-8000-00805f9b34fb"),
            "line 8, quirk.0.unlock: characteristic must be a vendor's",
        ),
    ],
)
def test_a_wrong_row_is_named_by_line_and_field(tmp_path: Path, text: str, says: str) -> None:
    assert says in refusal(tmp_path, LEAST + text)
