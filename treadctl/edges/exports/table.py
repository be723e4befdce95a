"""A walk as CSV, for spreadsheets: one line for each measurement, units in the head. Pure."""

import csv
import io
from collections.abc import Sequence

from treadctl.edges.history import PastSample
from treadctl.edges.recorder.kept import SAMPLE

KEYS = tuple(key for key, _, _ in SAMPLE)


def table(samples: Sequence[PastSample]) -> bytes:
    """The lines. A cell is empty where nothing was reported."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("utc", "t_s", *KEYS))
    for one in samples:
        when = one.when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        writer.writerow((when, f"{one.t_s:.3f}", *(one.data.get(key, "") for key in KEYS)))
    return text.getvalue().encode()
