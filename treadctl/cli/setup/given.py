"""What systemd gives the installed edges process: the broker's password, for one."""

from pathlib import Path

from treadctl.cli.setup.layout import ENVIRONMENT

QUOTES = ("'", '"')


def given(file: Path | None = None) -> dict[str, str]:
    """The variables in `file`, else in the installed one; none where whoever asks cannot read it.

    Source: systemd.exec(5), EnvironmentFile; a value over several lines is not understood.
    """
    try:
        lines = (file or ENVIRONMENT).read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines if not line.lstrip().startswith(("#", ";")))
    return {name.strip(): _plain(value.strip()) for name, equals, value in pairs if equals}


def _plain(value: str) -> str:
    """Without the quotes around it."""
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in QUOTES
    return value[1:-1] if quoted else value
