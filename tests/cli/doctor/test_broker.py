"""`treadctl doctor --config FILE`: a real broker, and what may be wrong with it."""

import gc
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from tests.certificates import Authority
from tests.cli.command import Treadctl
from tests.mosquitto import Mosquitto
from treadctl.cli.doctor.broker import CHECK

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning"
    ),  # paho leaves it to the collector
]

ACL = files("treadctl.edges") / "mqtt_kit" / "mosquitto.acl"
WORD = "rosebud"
Looked = Callable[..., dict[str, str]]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    """One that is not started yet."""
    found = Mosquitto(tmp_path)
    yield found
    found.stop()
    gc.collect()


@pytest.fixture
def looked(treadctl: Treadctl, tmp_path: Path, broker: Mosquitto) -> Looked:
    """What doctor finds, with these lines about MQTT."""

    def look(scheme: str = "mqtt", user: str = "", **keys: object) -> dict[str, str]:
        url = f"{scheme}://{user}127.0.0.1:{broker.port}"
        lines = [f'{key} = "{value}"' for key, value in {"url": url, **keys}.items()]
        file = tmp_path / "gym.toml"
        text = 'treadmill = "ftms://F0:F1:F2:F3:F4:F5"\npain_button = "none"\n[mqtt]\n'
        file.write_text(text + "\n".join(lines), encoding="utf-8")
        found = treadctl("doctor", "--json", "--config", file).json
        (one,) = [one for one in found if one["check"] == CHECK]
        assert isinstance(one, dict)
        return one

    return look


def allow(broker: Mosquitto, authority: Authority, acl: Path) -> None:
    broker.demand_tls(*authority.certificate("broker"))
    broker.demand_certificates(authority.ca, acl)
    broker.start()


def shown(authority: Authority, name: str, days: int = 90) -> dict[str, object]:
    certificate, key = authority.certificate(name, days=days)
    return {"ca_file": authority.ca, "certificate_file": certificate, "key_file": key}


def test_a_broker_that_gives_back_what_we_say_is_ok(broker: Mosquitto, looked: Looked) -> None:
    broker.start()
    found = looked()
    assert (found["result"], "a message came back in" in found["why"]) == ("ok", True)


def test_a_broker_that_is_not_there_fails_with_the_next_step(looked: Looked) -> None:
    found = looked()
    assert found["result"] == "fail"
    assert found["next_step"] == "Start the broker, or correct the port in url."


def test_a_broker_that_holds_small_packets_back_is_a_warning(
    broker: Mosquitto, looked: Looked
) -> None:
    broker.hold_small_packets_back()
    broker.start()
    found = looked()
    assert (found["result"], "holds each answer back" in found["why"]) == ("warn", True)
    assert "set_tcp_nodelay true" in found["next_step"]


def test_a_wrong_password_is_said_and_never_shown(
    broker: Mosquitto, looked: Looked, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker.demand_password("desk", WORD)
    broker.start()
    monkeypatch.setenv("TREADCTL_MQTT_PASSWORD", WORD[1:])
    found = looked(user="desk@")
    assert (found["result"], "TREADCTL_MQTT_PASSWORD" in found["next_step"]) == ("fail", True)
    assert WORD[1:] not in str(found)


def test_a_broker_whose_certificate_is_over_is_said_to_need_a_new_one(
    broker: Mosquitto, looked: Looked, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    broker.demand_tls(*authority.certificate("broker", days=-1))
    broker.start()
    found = looked("mqtts", ca_file=authority.ca)
    assert (found["result"], "certificate has expired" in found["why"]) == ("fail", True)
    assert found["next_step"].startswith("Renew the broker's certificate")


def test_the_access_list_that_is_shipped_lets_it_through(
    broker: Mosquitto, looked: Looked, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    allow(broker, authority, Path(str(ACL)))
    found = looked("mqtts", machine="tm-1", **shown(authority, "tm-1"))
    assert found["result"] == "ok", found


@pytest.mark.parametrize(
    ("days", "result", "says"),
    [(-1, "fail", "our certificate is over since"), (10, "warn", "our certificate ends on")],
)
def test_a_certificate_of_ours_that_is_over_or_ends_soon_is_to_be_renewed(
    broker: Mosquitto, looked: Looked, days: int, result: str, says: str
) -> None:
    authority = Authority(broker.folder)
    allow(broker, authority, Path(str(ACL)))
    found = looked("mqtts", machine="tm-1", **shown(authority, "tm-1", days))
    assert (found["result"], says in found["why"]) == (result, True), found
    assert found["next_step"] == "Renew this machine's certificate: treadctl fleet certificates."


def test_an_access_list_that_forbids_is_named_with_the_line_it_lacks(
    broker: Mosquitto, looked: Looked, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    allow(broker, authority, Path(str(ACL)))
    found = looked("mqtts", machine="tm-1", **shown(authority, "tm-2"))
    assert found["result"] == "fail"
    assert "access list forbids treadctl/v1/home/tm-1/check" in found["why"]
    assert "pattern readwrite treadctl/v1/+/%u/check" in found["next_step"]


def test_a_key_that_cannot_be_read_fails_and_the_other_checks_are_made(looked: Looked) -> None:
    found = looked("mqtts", ca_file="/nowhere/ca.pem")
    assert (found["result"], "/nowhere/ca.pem" in found["why"]) == ("fail", True)


def test_without_mqtt_in_the_configuration_nothing_is_looked_for(
    treadctl: Treadctl, tmp_path: Path
) -> None:
    file = tmp_path / "gym.toml"
    file.write_text('treadmill = "ftms://F0:F1:F2:F3:F4:F5"\npain_button = "none"\n', "utf-8")
    found = treadctl("doctor", "--json", "--config", file).json
    assert CHECK not in [one["check"] for one in found]
