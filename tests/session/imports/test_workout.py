from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from treadctl.errors import BadInput
from treadctl.session.imports.workout import MAX_BYTES, load

QZ = '<rows><row duration="00:02:00" speed="1.5"/><row duration="00:10:00" speed="{}"/></rows>'


def file(folder: Path, text: str, name: str = "My Hills (2).xml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_file_becomes_a_profile_named_after_it(tmp_path: Path) -> None:
    found = load(file(tmp_path, QZ.format(3.0)), "A")
    assert (found.profile.name, found.profile.title) == ("my-hills-2", "My Hills (2)")
    assert found.profile.tier == "A"
    assert found.profile.check_ins_min == (4.0, 12.0)


@pytest.mark.parametrize(("tier", "top_kmh"), [("A", 3.5), ("B", 5.0), ("C", 6.0)])
def test_it_is_cut_to_the_walker_s_tier(tmp_path: Path, tier: str, top_kmh: float) -> None:
    found = load(file(tmp_path, QZ.format(12.0)), tier)  # type: ignore[arg-type] # a Tier
    assert max(segment.speed_kmh for segment in found.profile.segments) == top_kmh
    assert any("12.0 km/h became" in change for change in found.changes)


def test_a_zwift_workout_has_its_own_title(tmp_path: Path) -> None:
    text = (
        "<workout_file><name>Long &amp; easy\n walk</name><workout>"
        '<FreeRide Duration="900"/></workout></workout_file>'
    )
    found = load(file(tmp_path, text, "x.zwo"), "A")
    assert found.profile.title == "Long & easy walk"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<gpx/>", "line 1: <gpx> is no workout known here"),
        ("<rows>", "line 1: this is not valid XML"),
        ("<rows/>", "nothing in it can be walked"),
        ("x" * (MAX_BYTES + 1), "larger than"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    path = file(tmp_path, text)
    with pytest.raises(BadInput) as said:
        load(path, "A")
    assert words in str(said.value) and str(path) in str(said.value)


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no file"):
        load(tmp_path / "none.zwo", "A")


ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "duration": st.sampled_from(["00:00:10", "00:05:00", "02:00:00", "x"]),
            "speed": st.floats(-5, 40).map(str),
            "speedfrom": st.floats(0, 20).map(str),
            "speedto": st.floats(0, 20).map(str),
            "inclination": st.floats(-10, 40).map(str),
            "distance": st.floats(0, 5).map(str),
        },
    ),
    max_size=70,
)


@given(ROWS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_program_becomes_a_profile_that_keeps_the_rules_or_bad_input(
    tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    inside = "".join(
        "<row " + " ".join(f'{key}="{value}"' for key, value in row.items()) + "/>" for row in rows
    )
    try:
        found = load(file(tmp_path, f"<rows>{inside}</rows>"), "B")
    except BadInput as error:
        assert "nothing in it can be walked" in str(error)
    else:
        assert found.profile.enabled
