"""An MQTT broker for the demo: `python -m simulators.broker --port N`, in a process of its own.

It speaks MQTT 3.1.1 only, keeps nothing on disk, and lets everybody on this computer in and
nobody else. A gym runs a real one.
"""

import argparse
import asyncio
import logging
import signal
import sys

from amqtt.broker import Broker
from amqtt.errors import BrokerError

HOST = "127.0.0.1"


async def serve(port: int) -> None:
    """Serve until SIGTERM or SIGINT; say `ready` once clients can connect.

    Raises BrokerError if the port is taken.
    """
    broker = Broker(
        {
            "listeners": {"default": {"type": "tcp", "bind": f"{HOST}:{port}"}},
            "plugins": {
                "amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}
            },
        }
    )
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await broker.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await ended.wait()
    await broker.shutdown()


def main() -> None:
    """Run the broker. Exit code 1 if it cannot listen."""
    parser = argparse.ArgumentParser(prog="python -m simulators.broker", description=__doc__)
    parser.add_argument("--port", type=int, default=1883)
    arguments = parser.parse_args()
    # amqtt warns of what is daily life here: clients that try MQTT 5 first, or just leave.
    logging.basicConfig(level=logging.CRITICAL)
    try:
        asyncio.run(serve(arguments.port))
    except BrokerError as error:
        sys.exit(f"The demo broker cannot listen on {HOST}:{arguments.port}: {error}")


if __name__ == "__main__":
    main()
