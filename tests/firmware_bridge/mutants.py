"""Changes the firmware's core, one place at a time, and demands that each change is noticed.

`python -m tests.firmware_bridge.mutants [--only MODULE ...] [--sample N --seed N]`: as
`tests.proof.mutants` does for the safety room. What nobody could notice is in `equivalent.toml`.
"""

import sys

from tests.firmware_bridge.core import TESTS, core
from tests.proof.mutants import Target, main

EQUIVALENT = TESTS / "equivalent.toml"
HERE = ("-m", "not realtime")
# The others notice all; these would only take long to agree.
LONG = ("-k", "not test_properties and not test_trials and not test_fuzz and not test_mutants")
FIRMWARE = Target(core(), TESTS, "firmware_bridge", EQUIVALENT, (*HERE, *LONG))
# Files whose own tests alone notice all: quick to try.
QUICK = ("inputs", "motor", "relay", "tach", "ticks")
ALONE = (*HERE, "-k", " or ".join(f"test_{name}.py" for name in QUICK))
SLICE = Target(core(), TESTS, "firmware_bridge", EQUIVALENT, ALONE)

if __name__ == "__main__":
    sys.exit(main(FIRMWARE))
