"""`treadctl simulate --live KIND`: a simulated machine that other processes can reach."""

import asyncio
import os
import sys
import threading
from contextlib import AbstractAsyncContextManager, suppress
from typing import TYPE_CHECKING

import click

from treadctl.errors import BadInput

if TYPE_CHECKING:
    from simulators.live import Live
    from simulators.live_serial import SerialLive

    AnyLive = Live | SerialLive

END = ""


def keep_live(kind: str) -> int:
    """Keep a machine of this kind until standard input or a signal ends it; return the exit code.

    Its address is the first line on standard output. Each line of standard input is a fault,
    `EVENT` or `EVENT=VALUE`; each write that is an order is a line on standard error, and so are
    each stop that the belt obeyed and each fault that befell it.
    """
    asyncio.run(_keep(_opened(kind)))
    return 0


def _opened(kind: str) -> "AbstractAsyncContextManager[AnyLive]":
    from simulators.live_serial import KINDS, on_pty

    if kind in KINDS:
        return on_pty(kind, _tell_write, _tell_stop)
    try:
        from simulators.live import ADAPTERS, on_adapter, on_tcp
    except ModuleNotFoundError as error:
        raise BadInput("--live needs the demo extra: pip install 'treadctl[demo]'.") from error

    if kind == "bumble":
        return on_tcp(_tell_write, _tell_stop)
    if kind.partition(":")[0] in ADAPTERS:
        return on_adapter(kind, _tell_write, _tell_stop)
    raise BadInput(
        f"There is no live machine of kind {kind!r}; write bumble, {', '.join(KINDS)},"
        " or an adapter such as usb:0, hci-socket:0 or serial:DEVICE."
    )


async def _keep(opened: "AbstractAsyncContextManager[AnyLive]") -> None:
    from treadctl.app import until_signalled

    async with opened as live:
        click.echo(live.uri)
        signalled = asyncio.create_task(until_signalled(), name="signals")
        typed = asyncio.create_task(_befall_typed(live), name="typed")
        await asyncio.wait({signalled, typed}, return_when=asyncio.FIRST_COMPLETED)
        for task in (signalled, typed):
            task.cancel()
        await asyncio.gather(signalled, typed, return_exceptions=True)


async def _befall_typed(live: "AnyLive") -> None:
    lines: asyncio.Queue[str] = asyncio.Queue()
    reading = (asyncio.get_running_loop(), lines)
    threading.Thread(target=_read, args=reading, daemon=True).start()
    while (line := await lines.get()) != END:
        if not line.strip():
            continue
        try:
            live.befall(line.strip())
            click.echo(f"befell {line.strip()}", err=True)
        except BadInput as error:
            click.echo(str(error), err=True)


def _read(loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str]) -> None:
    """Pass on each line of standard input, END at its end.

    In a thread, because a loop cannot watch every kind of standard input; not through sys.stdin,
    whose lock a thread that waits would keep beyond the program's end.
    """
    with suppress(RuntimeError), os.fdopen(sys.stdin.fileno(), closefd=False) as typed:
        for line in typed:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, END)


def _tell_write(data: bytes) -> None:
    click.echo(f"write {data.hex()}", err=True)


def _tell_stop() -> None:
    click.echo("obeyed a stop", err=True)
