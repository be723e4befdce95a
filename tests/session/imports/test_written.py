from pathlib import Path

from treadctl.session import profile
from treadctl.session.imports.workout import load
from treadctl.session.imports.written import written

TEXT = """<workout_file><name>"Hills" \\ Ümläut</name><sportType>run</sportType>
<thresholdSecPerKm>720</thresholdSecPerKm><workout>
<SteadyState Duration="600" Power="0.6" Incline="1"/></workout></workout_file>"""


def test_what_is_written_is_the_same_profile_when_it_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "hills.zwo").write_text(TEXT, "utf-8")
    imported = load(tmp_path / "hills.zwo", "A")
    path = tmp_path / "hills.toml"
    path.write_text(written(imported.profile, imported.changes), "utf-8")
    assert profile.load(path) == imported.profile
    assert path.read_text("utf-8").startswith("# ")
