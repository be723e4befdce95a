"""`treadctl sound`: the audio test. A machine that nobody hears says its warnings to nobody."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import click

from treadctl.errors import TreadctlError

LIMIT_S = 10


@click.command()
def sound() -> None:
    """Play the chime on this computer's loudspeaker."""
    from treadctl.edges.voice.aloud import PLAYER
    from treadctl.edges.voice.chime import make_chime

    if (player := shutil.which(PLAYER)) is None:
        raise TreadctlError(f"{PLAYER} is not there: apt-get install alsa-utils")
    with tempfile.TemporaryDirectory() as folder:
        chime = Path(folder, "chime.wav")
        make_chime(chime)
        _play(player, chime)
    click.echo("The chime was played. If nobody heard it: alsamixer, and look at its cable.")


def _play(player: str, chime: Path) -> None:
    try:
        ended = subprocess.run(  # noqa: S603 - found on the PATH, with our own file
            [player, "-q", str(chime)], check=False, capture_output=True, text=True, timeout=LIMIT_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TreadctlError(f"The chime could not be played: {error}.") from error
    if ended.returncode:
        why = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise TreadctlError(f"The chime could not be played: {why}. Look at: aplay -l")
