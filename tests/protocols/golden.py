"""The golden files: what real machines sent and what the published tables say it means."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent.parent / "golden"


@dataclass(frozen=True)
class Row:
    """The notifications of one record, or one frame of another kind, and their meaning."""

    kind: str
    frames: tuple[bytes, ...]
    decoded: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.kind}-{'+'.join(frame.hex() for frame in self.frames)}"


def rows(*kinds: str) -> list[Row]:
    """Return the rows of `kinds` (of all kinds if none is named), each different row once."""
    found: dict[str, Row] = {}
    for name in ("ftms.csv", "ftms_vectors.csv", "serial.csv"):
        with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                row = Row(
                    kind=line["characteristic"].split()[0].lower(),
                    frames=tuple(bytes.fromhex(part) for part in line["hex"].split()),
                    decoded=json.loads(line["decoded"]),
                )
                if not kinds or row.kind in kinds:
                    found[str(row)] = row
    assert found, f"no golden row for {kinds}"
    return list(found.values())
