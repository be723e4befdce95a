"""From a fresh system to a walk, timed; and what else a gym does, under a real systemd.

`python -m tests.fresh.prove WHEELHOUSE bookworm`: a wheelhouse for this computer, as `make
wheelhouse` made it, and a Debian (12 is bookworm, 13 trixie). That is made once with debootstrap,
and booted by systemd-nspawn with a disk of its own that is gone afterwards, and without a network.
Needs root, debootstrap and systemd-container.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.cli.wheels import SICK_IN_USE, SICK_SERVICE, changed

HERE = Path(__file__).parent
ROOTS = HERE.parents[1] / ".venv/fresh"
PACKAGES = "python3,systemd,systemd-sysv,dbus,udev,bluez"
LIMIT_S = 600
UNIT = """\
[Unit]
Description=What a technician does
After=dbus.service
[Service]
Type=oneshot
ExecStart=/usr/bin/python3 /media/share/inside.py
ExecStopPost=/usr/bin/systemctl --no-block poweroff
StandardOutput=append:/media/share/said
StandardError=append:/media/share/said
[Install]
WantedBy=multi-user.target
"""


def made_root(suite: str) -> Path:
    """A fresh Debian; made once."""
    root = ROOTS / suite
    done = root / "etc/systemd/system/multi-user.target.wants/technician.service"
    if not done.is_symlink():
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        include = f"--include={PACKAGES}"
        command = ["debootstrap", "--variant=minbase", include, suite, str(root)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (root / "etc/systemd/system/technician.service").write_text(UNIT)
        done.symlink_to("../technician.service")
    return root


def boot(root: Path, wheelhouse: Path, share: Path) -> None:
    """Boot it; returns once it is off again."""
    command = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot"]
    command += ["--volatile=overlay", "--private-network", f"--directory={root}"]
    command += [f"--bind-ro={wheelhouse}:/media/stick", f"--bind={share}:/media/share"]
    with (share / "console").open("wb") as console:
        subprocess.run(command, check=False, stdout=console, stderr=console, timeout=LIMIT_S)


def main() -> int:
    """Print what happened inside; 0 if all of it was as it should be."""
    wheelhouse, root = Path(sys.argv[1]).absolute(), made_root(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        share = Path(folder)
        for name in ("inside.py", "walker.py"):
            shutil.copy(HERE / name, share)
        changed(wheelhouse, share / "newer", {"sound.py": "# another version\n"})
        changed(wheelhouse, share / "sick", {"serve.py": SICK_SERVICE})
        changed(wheelhouse, share / "sick-in-use", {"doctor/__init__.py": SICK_IN_USE})
        boot(root, wheelhouse, share)
        told = share / "told"
        text = (
            told.read_text() if told.exists() else (share / "console").read_text(errors="replace")
        )
    print(text, end="")  # noqa: T201 - it is what this is for
    return 0 if text.endswith("All of it.\n") else 1


if __name__ == "__main__":
    sys.exit(main())
