"""Any file at all: a profile that keeps its tier's limits, or one sentence."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treadctl.errors import BadInput
from treadctl.safety.limits import TIERS
from treadctl.session.profile import folder, load, names

# Every kind of value there is, for the mutations below.
VALUES = (
    "0", "-1", "9e99", "nan", "inf", "true", '""', '"walk"', "[]", "{}", "[[1]]", "{a = [1]}",
    "1979-05-27", "07:32:00", "0xffffffffffffffffff", '"\\u0000"', "[", '"', "''' x",
)  # fmt: skip


LINES = ("[[segments]]", "[variable]", "[tiers.A]", "[segments]", "tiers = 1", "enabled = false")


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Return a shipped profile with a few lines lost, doubled, moved, retyped or scrambled."""
    name = draw(st.sampled_from(names()))
    lines = (folder() / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from("lose double value line text".split())):
            case "lose" if len(lines) > 1:
                del lines[at]
            case "double":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "value":
                key = lines[at].partition("=")[0]
                lines[at] = f"{key}= {draw(st.sampled_from(VALUES))}"
            case "line":
                lines.insert(at, draw(st.sampled_from(LINES)))
            case _:
                lines[at] += draw(st.text(max_size=5))
    return "\n".join(lines).encode("utf-8", errors="surrogatepass")


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profiles") / "x.toml"


@settings(max_examples=300, deadline=None)
@given(content=mutated() | st.binary(max_size=200))
def test_any_file_is_a_profile_within_its_tier_or_bad_input_in_one_line(
    scratch: Path, content: bytes
) -> None:
    scratch.write_bytes(content)
    try:
        found = load(scratch)
    except BadInput as error:
        assert str(error).startswith(str(scratch))
        assert "\n" not in str(error)
    else:
        limits = TIERS[found.tier]
        assert max(one.speed_kmh for one in found.segments) <= limits.max_speed_kmh
        assert found.duration_s <= limits.max_session_s
