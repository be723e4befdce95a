"""What an installation consists of."""

from pathlib import Path

from treadctl.cli.setup import plan
from treadctl.cli.setup.changes import File, Gone, Link
from treadctl.cli.setup.layout import BELT_STATE, CONFIG, EDGES_STATE, UNITS, Layout


def test_three_units_of_their_own_start_with_the_computer(tmp_path: Path) -> None:
    system = plan.system(Layout(tmp_path))
    files = {one.path.name for one in system if isinstance(one, File)}
    links = {one.path.name: one.target for one in system if isinstance(one, Link)}
    assert set(UNITS) <= files
    assert {name: links[name] for name in UNITS} == {name: f"../{name}" for name in UNITS}


def test_nothing_is_outside_of_the_root(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    both = [*plan.system(layout), *plan.switch(layout, "1", "3.11")]
    for one in [*both, *plan.removal(layout, with_data=True)]:
        assert one.path.is_relative_to(tmp_path)


def test_a_removal_takes_all_that_was_made_and_leaves_what_people_made(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    gone = [one.path for one in plan.removal(layout, with_data=False) if isinstance(one, Gone)]
    made = [*plan.system(layout), *plan.switch(layout, "1", "3.11")]
    people_s = (CONFIG.parent, BELT_STATE, EDGES_STATE)
    for one in made:
        if not one.path.is_relative_to(layout.at(CONFIG.parent)):
            assert any(one.path.is_relative_to(path) for path in gone), one
    assert not set(gone) & {layout.at(path) for path in people_s}
    everything = {one.path for one in plan.removal(layout, with_data=True)}
    assert everything - set(gone) == {layout.at(path) for path in people_s}


def test_only_the_wrapper_is_on_everybody_s_path() -> None:
    (link,) = [one for one in plan.system(Layout()) if one.path == plan.EVERYWHERE]
    assert isinstance(link, Link)
    assert link.target == "/opt/treadctl/bin/treadctl"


def test_users_read_what_runs_and_only_root_reads_the_password() -> None:
    modes = {one.path: one.mode for one in plan.system(Layout()) if isinstance(one, File)}
    assert modes[Path("/etc/treadctl/environment")] == 0o600
    assert modes[Path("/opt/treadctl/bin/fits")] == 0o755
