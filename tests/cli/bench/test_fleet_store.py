from pathlib import Path
from urllib.request import urlopen

import pytest

from treadctl.cli.bench.fleet_store import Store, store, values_in

pytestmark = pytest.mark.realtime

LINES = (
    b"treadctl,site=a,machine=b speed_kmh=2.0,age_s=0.1 1795348800000000000\n"
    b"treadctl,site=a,machine=b online=1"
)


def taken(database: Store) -> int:
    urlopen(database.url, data=LINES).close()  # noqa: S310 - our own
    return database.rows()


def test_the_values_of_lines_are_counted_without_what_names_them() -> None:
    assert values_in(LINES) == 3


def test_without_victoria_metrics_a_sink_counts_what_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treadctl.cli.bench.fleet_store.BINARY", "no-such-database")
    with store(tmp_path) as database:
        assert (database.name, database.pid) == ("sink", None)
        assert (taken(database), taken(database)) == (3, 6)


def test_a_database_counts_what_it_takes(tmp_path: Path) -> None:
    with store(tmp_path) as database:
        assert taken(database) == 3
