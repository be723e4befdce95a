"""`treadctl kiosk`: the page in a browser that shows nothing else. The kiosk's unit runs it."""

import os
import shutil
import socket
import time
from pathlib import Path

import click

from treadctl.errors import TreadctlError

LOOK_S = 0.5
BROWSERS = ("chromium", "chromium-browser")  # Debian's name, and Raspberry Pi OS's older one
# --app has no address line, and no swipe or pinch leaves the page; it may speak by itself.
FLAGS = (
    "--kiosk",
    "--no-first-run",
    "--noerrdialogs",
    "--disable-infobars",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--password-store=basic",
    "--ozone-platform=x11",  # by Xwayland: as a client of Debian 12's cage itself, it crashed
)


@click.command(hidden=True)
@click.option("--config", "file", type=click.Path(path_type=Path), required=True)
def kiosk(file: Path) -> None:
    """Wait for the page of the service with FILE, then become cage and Chromium that show it."""
    from treadctl.config import load

    port = load(file).page.port
    command = kiosk_command(port)
    wait_for_page(port)
    os.execv(command[0], command)  # noqa: S606 - found on the PATH


def kiosk_command(port: int) -> tuple[str, ...]:
    """What shows the page. Raises TreadctlError naming the package that is missing."""
    cage = shutil.which("cage")
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    for found, package in ((cage, "cage xwayland"), (browser, "chromium")):
        if found is None:
            raise TreadctlError(f"The page cannot be shown here: apt-get install {package}")
    return (str(cage), "--", str(browser), *FLAGS, f"--app=http://127.0.0.1:{port}")


def wait_for_page(port: int) -> None:
    """Return once the page is served: a browser that comes too early shows its own error."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=LOOK_S).close()
        except OSError:
            time.sleep(LOOK_S)
        else:
            return
