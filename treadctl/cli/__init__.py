"""The street: `treadctl COMMAND`. Each command is a file, imported only when it is called."""

import errno
import io
import logging
import os
import sys
from importlib import import_module

import click

from treadctl import __version__
from treadctl.cli.alarm import say
from treadctl.errors import BadInput, TreadctlError

FAILED, BAD_INPUT = 1, 2

COMMANDS = {
    "backup": "Copy the history of past walks, also while it is written.",
    "bench": "Figures beside their floor, measured in one run.",
    "bridge": "The firmware bridge: flash it, calibrate it.",
    "config": "The configuration: its schema, and a check of a file.",
    "decode": "Bytes of a treadmill to values.",
    "demo": "The whole system without hardware.",
    "doctor": "What would keep a walk from starting here.",
    "fleet": "All machines of a gym: a table, a page, and a stop for each.",
    "fleet-sim": "So many simulated machines on a broker.",
    "install": "The service on this computer, without internet; or its repair.",
    "mqtt": "What is said over MQTT, and how a broker is set up for it.",
    "export": "A past walk as CSV, TCX or FIT.",
    "forget": "Delete all that is kept of a walker.",
    "history": "The walks of the past.",
    "pin": "Set the code of the professional's page.",
    "profiles": "The guided walks there are.",
    "record": "What a treadmill and treadctl say to each other, as JSON Lines.",
    "replay": "A recorded connection through the driver.",
    "report": "A bundle for whoever helps, with nothing of who walks.",
    "run": "One guided walk in the terminal.",
    "scan": "Treadmills, heart-rate straps and serial ports in reach.",
    "serve": "The service beside a treadmill.",
    "simulate": "A walk in virtual time, with events and faults.",
    "sound": "The chime, as an audio test.",
    "stop": "Stop that belt now.",
    "uninstall": "Remove the service; the walkers' data stay unless asked for.",
    "unit": "The systemd unit of the service.",
    "update": "Another version of the service, from a wheelhouse.",
}


class _Lazy(click.Group):
    """Imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS and cmd_name not in _HIDDEN:
            return None
        name = cmd_name.replace("-", "_")
        found: click.Command = getattr(import_module(f"treadctl.cli.{name}"), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


_HIDDEN = {"edges", "kiosk"}


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="treadctl")
def treadctl() -> None:
    """Guided walking on a treadmill, with a stop that cannot be refused.

    It is no substitute for the safety key: a lost Bluetooth link can leave a belt running.
    """


def _reason(error: BaseException) -> TreadctlError | None:
    """Our own error in what a group of tasks raised, if there is one."""
    if isinstance(error, BaseExceptionGroup):
        found = (_reason(one) for one in error.exceptions)
        return next((reason for reason in found if reason is not None), None)
    return error if isinstance(error, TreadctlError) else None


def _keep_standard_streams() -> None:
    """Open those that the caller closed, on nothing: what is opened next, a belt's port, would
    else take their place, and get what is said there. A letter that a terminal lacks is a `?`.
    """
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest that is free
            setattr(sys, name, os.fdopen(descriptor, "w" if descriptor else "r", closefd=False))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def main() -> None:
    """Run one command; whatever is wrong becomes one sentence and the exit code of its kind."""
    _keep_standard_streams()
    logging.getLogger("treadctl").addHandler(logging.NullHandler())  # a service sets its own
    try:
        code = treadctl.main(prog_name="treadctl", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        sys.exit(FAILED)
    except BrokenPipeError:
        sys.exit(FAILED)
    except PermissionError as error:
        if error.filename is None:
            raise
        why = f"{error.filename} is not for this user. Try again with sudo."
        click.echo(f"treadctl: {why}", err=True)
        sys.exit(BAD_INPUT)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        why = f"{error.strerror} to write this. Free some disk space, then try again."
        say(f"treadctl: {why}")
        sys.exit(FAILED)
    except (TreadctlError, BaseExceptionGroup) as error:
        reason = _reason(error)
        if reason is None:
            raise
        click.echo(f"treadctl: {reason}", err=True)
        sys.exit(BAD_INPUT if isinstance(reason, BadInput) else FAILED)
    sys.exit(code if isinstance(code, int) else 0)
