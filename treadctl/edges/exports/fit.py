"""A walk as FIT, made in a process of its own: half an hour takes a second of work.

Done in a thread it would hold up every loop of this process for a quarter of a second.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from datetime import datetime
from importlib.util import find_spec

from treadctl.edges.exports.track import Track
from treadctl.edges.recorder.kept import ms
from treadctl.errors import BadInput

LIMIT_S = 120.0
WORKER = "treadctl.edges.exports.fit_worker"


def fit(track: Track) -> bytes:
    """The file. Raises BadInput without the export extra."""
    if find_spec("fit_tool") is None:
        raise BadInput("FIT files need the export extra: pip install 'treadctl[export]'.")
    ended = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", WORKER],
        input=json.dumps(asdict(track), default=_milliseconds).encode(),
        stdout=subprocess.PIPE,
        check=True,
        timeout=LIMIT_S,
    )
    return ended.stdout


def _milliseconds(value: datetime) -> int:
    return ms(value)
