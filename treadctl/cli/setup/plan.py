"""All changes of an installation, in their order; and those of its removal."""

from pathlib import Path

from treadctl.cli.setup.changes import Change, File, Folder, Gone, Kept, Link, Made
from treadctl.cli.setup.layout import (
    BELT_STATE,
    CONFIG,
    EDGES_STATE,
    ENVIRONMENT,
    HOME,
    KIOSK_STATE,
    UNITS,
    Layout,
)
from treadctl.cli.setup.manifest import Manifest
from treadctl.cli.setup.units import file, units

SYSTEMD = Path("/etc/systemd/system")
WANTS = SYSTEMD / "multi-user.target.wants"
EVERYWHERE = Path("/usr/local/bin/treadctl")
SYSUSERS = Path("/etc/sysusers.d/treadctl.conf")
RULES = Path("/etc/udev/rules.d/70-treadctl.rules")
PAM = Path("/etc/pam.d/treadctl-kiosk")


def environment(layout: Layout, found: Manifest, wheelhouse: Path, python: str) -> list[Change]:
    """The kept wheelhouse and the environment from it: nothing uses them yet."""
    kept, made = layout.wheelhouse(found.version), layout.environment(found.version, python)
    return [Kept(kept, wheelhouse), Made(made, kept)]


def system(layout: Layout) -> list[Change]:
    """Users, rules, units and scripts: what is not of one version alone."""
    texts = {
        HOME / "bin/treadctl": ("treadctl.sh", 0o755),
        HOME / "bin/fits": ("fits.sh", 0o755),
        SYSUSERS: ("sysusers.conf", 0o644),
        RULES: ("udev.rules", 0o644),
        PAM: ("kiosk.pam", 0o644),
    }
    at = layout.at
    return [
        Folder(at(HOME)),
        *(File(at(path), file(name), mode) for path, (name, mode) in texts.items()),
        *(File(at(SYSTEMD / name), text) for name, text in units().items()),
        *(Link(at(WANTS / name), f"../{name}") for name in UNITS),
        Link(at(EVERYWHERE), str(HOME / "bin/treadctl")),
        Folder(at(CONFIG.parent)),
        File(at(ENVIRONMENT), file("environment"), 0o600, ours=False),
    ]


def switch(layout: Layout, version: str, python: str) -> list[Change]:
    """From here on the environment is the one in use."""
    made, kept = layout.environment(version, python), layout.wheelhouse(version)
    return [
        Link(layout.at(HOME / "wheelhouse"), f"wheelhouses/{kept.name}"),
        Link(layout.current, f"environments/{made.name}"),
    ]


def removal(layout: Layout, *, with_data: bool) -> list[Change]:
    """Everything but the walkers' data and the configuration; `with_data`, those too."""
    at = layout.at
    program = [
        *(WANTS / name for name in UNITS),
        *(SYSTEMD / name for name in UNITS),
        *(RULES, PAM, SYSUSERS, EVERYWHERE, KIOSK_STATE, HOME),
    ]
    data = [BELT_STATE, EDGES_STATE, CONFIG.parent] if with_data else []
    return [Gone(at(path)) for path in (*program, *data)]
