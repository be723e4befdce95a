"""An update beside what is in use: judged before the switch, and undone where it does not serve."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from treadctl.cli.setup import plan, systemd
from treadctl.cli.setup.asked import check_idle
from treadctl.cli.setup.installing import is_configured
from treadctl.cli.setup.judge import check_no_worse, failures
from treadctl.cli.setup.layout import CONFIG, DONE, SOCKET, Layout
from treadctl.cli.setup.manifest import Manifest, this_python
from treadctl.cli.setup.steps import make, marked
from treadctl.errors import BadInput, TreadctlError

SETTLE_S = 5.0
UNDER_WAY = "installation"  # the check that finds what was cut off


def carry_out(layout: Layout, found: Manifest, wheelhouse: Path) -> None:
    """Bring the new version into use. Raises TreadctlError with the old one in use as before."""
    old, new = _old(layout), layout.environment(found.version, this_python())
    if old == new:
        click.echo(f"{found.version} is in use already.")
        return
    check_idle(layout.at(SOCKET))
    try:
        make(plan.environment(layout, found, wheelhouse, this_python()))
        config = layout.at(CONFIG) if is_configured(layout) is None else None
        before = failures(layout, old, config)
        check_no_worse(before, failures(layout, new, config))
        check_idle(layout.at(SOCKET))
        with marked(layout, f"an update to {found.version}"), _undone(layout, old, new):
            _activate(layout, new)
            systemd.restart(layout)
            _check_it_serves(layout, new, config, before)
    except TreadctlError as error:
        _remove(layout, new, found.version)
        raise type(error)(f"{error} {_version(old)} stays in use.") from error
    clear(layout, old, new)
    click.echo(f"{found.version} is in use; {_version(old)} is kept beside it.")


def _check_it_serves(
    layout: Layout, new: Path, config: Path | None, before: dict[str, str]
) -> None:
    """Ask its doctor again now that it serves; a second time where it had no time to begin yet."""
    if not systemd.is_here(layout):
        return
    known = before | {UNDER_WAY: "it is under way, and that is marked"}
    try:
        check_no_worse(known, failures(layout, new, config))
    except TreadctlError:
        time.sleep(SETTLE_S)
        check_no_worse(known, failures(layout, new, config))


def clear(layout: Layout, *kept: Path) -> None:
    """Remove environments and wheelhouses that are neither in use nor the ones before."""
    versions = {_version(one) for one in kept}
    for environment in kept[0].parent.iterdir():
        if environment not in kept:
            shutil.rmtree(environment, ignore_errors=True)
    for wheelhouse in layout.wheelhouse("any").parent.iterdir():
        if wheelhouse.name not in versions:
            shutil.rmtree(wheelhouse, ignore_errors=True)


def _old(layout: Layout) -> Path:
    name = layout.in_use()
    if name is None:
        raise BadInput("Nothing whole is installed here: run install.sh of the wheelhouse instead.")
    return layout.current.resolve()


@contextmanager
def _undone(layout: Layout, old: Path, new: Path) -> Iterator[None]:
    """Bring the old version back if what is done inside fails, on a full disk too."""
    version = _version(new)
    try:
        yield
    except TreadctlError:
        make(plan.switch(layout, _version(old), this_python()))
        try:
            _activate(layout, old)
        except TreadctlError:  # its files may need the room that the new one takes
            _remove(layout, new, version)
            _activate(layout, old)
        systemd.restart(layout)
        layout.unfinished.unlink(missing_ok=True)
        raise


def _remove(layout: Layout, new: Path, version: str) -> None:
    """Remove what was made of a version that is not in use."""
    if layout.current.resolve() != new:
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(layout.wheelhouse(version), ignore_errors=True)


def _activate(layout: Layout, environment: Path) -> None:
    """A version writes its own units and scripts: only it knows what they are."""
    command = [str(environment / "bin/python"), "-P", "-m", "treadctl", "install"]
    command += ["--root", str(layout.root), "--activate", _version(environment)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    if ended.returncode:
        why = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise TreadctlError(f"The switch failed: {why}")


def _version(environment: Path) -> str:
    """The name of the wheelhouse that it was made from."""
    return (environment / DONE).read_text("ascii").strip()
