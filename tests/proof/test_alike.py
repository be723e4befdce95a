"""What is merged without a loss has one future, and a wrong merge is found."""

import pytest

from tests.proof import abstraction
from tests.proof.alike import compare
from tests.proof.look import merged
from tests.proof.worlds import WORLDS
from treadctl.safety.known import Known
from treadctl.safety.stop_input import StopInput

STATES, PAIRS, SEED = 6, 30, 1


@pytest.mark.parametrize("name", ["plain", "console", "link and speeds", "button and page", "deck"])
def test_moments_that_are_merged_without_a_loss_have_one_future(name: str) -> None:
    found = compare(WORLDS[name], STATES, PAIRS, SEED)
    assert found.unlike == []
    assert found.pairs >= 10 and found.steps > found.pairs


MERGED_WRONGLY = (
    (Known, "lost_at", "link"),
    (StopInput, "_screen_at", "page only"),
)


@pytest.mark.parametrize(("kind", "attribute", "world"), MERGED_WRONGLY)
def test_what_is_merged_although_it_matters_is_found(
    kind: type, attribute: str, world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = {**abstraction.TABLE[kind], attribute: merged}
    monkeypatch.setattr(abstraction, "TABLE", {**abstraction.TABLE, kind: table})
    monkeypatch.setattr(abstraction, "_RULES", {})
    monkeypatch.setattr(abstraction, "_SORTED", {})
    assert compare(WORLDS[world], 20, 200, SEED).unlike
