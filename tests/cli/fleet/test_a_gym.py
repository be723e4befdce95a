"""A gym as the files and commands set it up: certificates, access list, bridge, table and stop."""

import asyncio
import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.command import Treadctl
from tests.edges.mqtt_rig import Room, published
from tests.mosquitto import Mosquitto, reader
from treadctl.edges.mqtt_address import BrokerConfig, TlsFiles, broker

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning"
    ),  # paho leaves it to the collector
]

KIT = Path(str(files("treadctl.edges") / "mqtt_kit"))
SITE, MACHINE = "gym-1", "treadmill-1"
STATE = f"treadctl/v1/{SITE}/{MACHINE}/state"
PATIENCE_S = 20.0


@pytest.fixture
def certificates(treadctl: Treadctl, tmp_path: Path) -> Path:
    folder = tmp_path / "certificates"
    ended = treadctl("fleet", "certificates", "--machines", 2, "--host", "127.0.0.1", folder)
    assert ended.code == 0, ended.err
    return folder


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Mosquitto]:
    (tmp_path / "hub").mkdir()
    found = Mosquitto(tmp_path / "hub")
    found.start()
    yield found
    found.stop()


@pytest.fixture
def gym(tmp_path: Path, certificates: Path, hub: Mosquitto) -> Iterator[Mosquitto]:
    """The gym's broker: everybody shows a certificate, and the hub is told."""
    found = Mosquitto(tmp_path)
    found.demand_tls(certificates / "broker.pem", certificates / "broker.key")
    found.demand_certificates(certificates / "ca.pem", KIT / "mosquitto.acl")
    lines = (KIT / "bridge.conf").read_text().replace("hub.example:8883", f"127.0.0.1:{hub.port}")
    tls = ("bridge_cafile", "bridge_certfile", "bridge_keyfile")
    found.join("\n".join(one for one in lines.splitlines() if not one.startswith(tls)))
    found.start()
    yield found
    found.stop()
    gc.collect()


def shown_as(name: str, gym: Mosquitto, folder: Path) -> BrokerConfig:
    shown = TlsFiles(folder / "ca.pem", folder / f"{name}.pem", folder / f"{name}.key")
    return broker(f"mqtts://127.0.0.1:{gym.port}", SITE, name, files=shown)


@contextmanager
def serving(own: BrokerConfig, hub: Mosquitto) -> Iterator[Room]:
    """A machine in a thread of its own; the hub has heard of it."""
    rooms, leave = list[Room](), threading.Event()
    there = threading.Event()

    async def serve() -> None:
        rooms.append(Room())
        async with reader(hub.port) as headquarters, published(rooms[0], own):
            await headquarters.first(STATE)
            there.set()
            await asyncio.to_thread(leave.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert there.wait(PATIENCE_S)
        yield rooms[0]
    finally:
        leave.set()
        thread.join()


def test_the_desk_sees_a_machine_and_stops_it_and_the_hub_is_told(
    treadctl: Treadctl, gym: Mosquitto, hub: Mosquitto, certificates: Path
) -> None:
    at = ("--broker", f"mqtts://127.0.0.1:{gym.port}", "--certificates", certificates)
    with serving(shown_as(MACHINE, gym, certificates), hub) as room:
        (one,) = treadctl("fleet", *at, "--json", "--seconds", 1).json["machines"]
        assert (one["machine"], one["state"]) == (MACHINE, "standing")
        assert treadctl("fleet", "stop", f"{SITE}/{MACHINE}", *at).code == 0
        assert room.asked


def test_with_a_machine_s_own_certificate_no_other_is_seen_and_it_is_said_why(
    treadctl: Treadctl, gym: Mosquitto, hub: Mosquitto, certificates: Path, tmp_path: Path
) -> None:
    file = tmp_path / "gym.toml"
    own = {
        "url": f"mqtts://127.0.0.1:{gym.port}",
        "site": SITE,
        "machine": "treadmill-2",
        "ca_file": certificates / "ca.pem",
        "certificate_file": certificates / "treadmill-2.pem",
        "key_file": certificates / "treadmill-2.key",
    }
    lines = [f'{key} = "{value}"' for key, value in own.items()]
    text = 'treadmill = "ftms://F0:F1:F2:F3:F4:F5"\npain_button = "none"\n[mqtt]\n'
    file.write_text(text + "\n".join(lines), "utf-8")
    with serving(shown_as(MACHINE, gym, certificates), hub):
        alone = treadctl("fleet", "--config", file, "--seconds", 1)
        assert "--certificates" in alone.out
        desk = treadctl("fleet", "--config", file, "--certificates", certificates, "--json")
        assert [one["machine"] for one in desk.json["machines"]] == [MACHINE]
