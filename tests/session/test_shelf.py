"""The walks on offer are read once, and what is wrong with one is told to whoever asks for it."""

import pytest

from treadctl.errors import BadInput
from treadctl.session import profile
from treadctl.session.profile import find
from treadctl.session.shelf import Shelf, shipped


@pytest.mark.parametrize("name", profile.names())
def test_every_shipped_walk_is_on_the_shelf(name: str) -> None:
    assert shipped().take(name) == find(name)


def test_a_name_that_is_not_there_is_told_which_ones_are() -> None:
    with pytest.raises(BadInput, match=r"no profile 'nowhere'; there are: .*first-steps"):
        shipped().take("nowhere")


def test_a_wrong_file_hinders_no_other_walk_and_is_told_when_it_is_asked_for() -> None:
    shelf = Shelf({"good": find("first-steps"), "bad": BadInput("bad.toml, line 3: correct it.")})
    assert shelf.take("good").name == "first-steps"
    for _ in range(2):
        with pytest.raises(BadInput, match="line 3"):
            shelf.take("bad")


def test_the_disk_is_asked_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = shipped()
    monkeypatch.setattr(profile, "folder", lambda: pytest.fail("the disk was asked again"))
    assert shipped() is first
