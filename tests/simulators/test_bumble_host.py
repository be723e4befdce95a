import asyncio

import pytest

from simulators.bumble_host import BumbleHost
from simulators.live import on_tcp

pytestmark = pytest.mark.realtime


async def test_where_nobody_offers_an_adapter_the_next_step_is_said() -> None:
    with pytest.raises(OSError, match="Run `treadctl simulate --live bumble`"):
        await BumbleHost("127.0.0.1:1").open_client(print)


async def test_an_adapter_that_hangs_up_is_an_error_and_not_a_wait() -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with asyncio.timeout(3.0):
            with pytest.raises(OSError, match="adapter is gone"):
                await BumbleHost(f"127.0.0.1:{port}").open_client(print)


async def test_a_machine_that_is_out_of_range_times_out() -> None:
    async with on_tcp(lambda _data: None) as live:
        live.befall("link-loss")
        with pytest.raises(TimeoutError):
            await BumbleHost(live.uri.rpartition("=")[2]).open_client(print)
