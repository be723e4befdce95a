"""`treadctl decode`: bytes of a treadmill to values."""

import json
import sys
from collections.abc import Iterable, Iterator

import click

from treadctl.errors import BadInput, DecodeError
from treadctl.protocols import inspect
from treadctl.protocols.inspect import Decoded


@click.command(name="decode")
@click.argument("kind", required=False)
@click.argument("frames", metavar="[HEX ...|-]", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON document, or one for each line.")
def decode(kind: str | None, frames: tuple[str, ...], as_json: bool) -> None:
    """Decode the frames of one record: KIND (such as 2acd) and their bytes in hex.

    With - in place of HEX, lines `KIND HEX` are read from standard input and answered in order.
    """
    if "-" in (kind, *frames):
        for line in _answers(line.decode("ascii", "replace") for line in sys.stdin.buffer):
            click.echo(line)
        return
    if kind is None or not frames:
        raise click.UsageError("Name a KIND and at least one HEX, or - to read lines.")
    try:
        found = inspect.decode(kind, [_bytes(text) for text in frames])
    except DecodeError as error:
        raise BadInput(str(error)) from error
    if as_json:
        click.echo(json.dumps(found))
    else:
        for key, value in found.items():
            click.echo(f"{key:24} {value}")


def _answers(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        words = line.split()
        if words:
            yield json.dumps(_answer(words))


def _answer(words: list[str]) -> Decoded:
    try:
        kind, *digits = words
        if not digits:
            raise BadInput("A line is KIND HEX, such as: 2acd 00006400")
        return inspect.decode(kind, [_bytes("".join(digits))])
    except (BadInput, DecodeError) as error:
        return {"error": str(error)}


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise BadInput(f"{text[:40]!r} is not hex; write two digits for each byte.") from error
