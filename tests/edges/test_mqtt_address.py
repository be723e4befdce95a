import re
from pathlib import Path

import pytest

from treadctl.edges.mqtt_address import BrokerConfig, TlsFiles, broker
from treadctl.errors import BadInput

WORD = "rosebud"


def test_an_address_needs_no_more_than_a_host() -> None:
    found = broker("mqtt://gym.local", "main-st", "tm-1", {})
    assert found == BrokerConfig("gym.local", 1883, "main-st", "tm-1")


def test_an_address_may_name_port_user_and_tls() -> None:
    found = broker("mqtts://front%20desk@10.0.0.7:9000/", "main-st", "tm-1", {})
    assert found == BrokerConfig("10.0.0.7", 9000, "main-st", "tm-1", "front desk", tls=True)


@pytest.mark.parametrize(("scheme", "port"), [("mqtt", 1883), ("mqtts", 8883)])
def test_each_scheme_has_its_port(scheme: str, port: int) -> None:
    assert broker(f"{scheme}://[::1]", "s", "m", {}).port == port


def test_the_topics_of_a_machine_begin_with_its_site() -> None:
    assert broker("mqtt://h", "main-st", "tm-1", {}).base == "treadctl/v1/main-st/tm-1"


def test_the_password_comes_from_the_environment_and_is_not_shown() -> None:
    found = broker("mqtts://desk@h", "s", "m", {"TREADCTL_MQTT_PASSWORD": WORD})
    assert found.password == WORD
    assert WORD not in repr(found)


def test_the_password_may_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{WORD}\n")
    environ = {"TREADCTL_MQTT_PASSWORD_FILE": str(tmp_path / "secret")}
    assert broker("mqtts://desk@h", "s", "m", environ).password == WORD


@pytest.mark.parametrize("host", ["broker.example", "192.168.1.4", "[2001:db8::1]"])
def test_a_password_does_not_go_to_another_computer_unencrypted(host: str) -> None:
    environ = {"TREADCTL_MQTT_PASSWORD": WORD}
    with pytest.raises(BadInput, match="unencrypted; use mqtts://") as refused:
        broker(f"mqtt://desk@{host}", "s", "m", environ)
    assert WORD not in str(refused.value)
    allowed = broker(f"mqtt://desk@{host}", "s", "m", environ, plain_password=True)
    assert allowed.password == WORD


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_within_this_computer_a_password_may_go_unencrypted(host: str) -> None:
    found = broker(f"mqtt://desk@{host}", "s", "m", {"TREADCTL_MQTT_PASSWORD": WORD})
    assert found.password == WORD


def test_without_a_password_nothing_has_to_be_encrypted() -> None:
    assert broker("mqtt://desk@broker.example", "s", "m", {}).username == "desk"


def test_the_user_may_come_from_the_environment_too() -> None:
    environ = {"TREADCTL_MQTT_USER": "desk", "TREADCTL_MQTT_PASSWORD": WORD}
    found = broker("mqtts://broker.example", "s", "m", environ)
    assert (found.username, found.password) == ("desk", WORD)


def test_files_for_tls_have_to_be_there(tmp_path: Path) -> None:
    missing = tmp_path / "ca.pem"
    with pytest.raises(BadInput, match=f"ca_file names {re.escape(str(missing))}"):
        broker("mqtts://h", "s", "m", {}, files=TlsFiles(ca=missing))
    missing.touch()
    assert broker("mqtts://h", "s", "m", {}, files=TlsFiles(ca=missing)).files.ca == missing


def test_a_certificate_of_ours_needs_its_key(tmp_path: Path) -> None:
    (tmp_path / "own.pem").touch()
    with pytest.raises(BadInput, match="belong together"):
        broker("mqtts://h", "s", "m", {}, files=TlsFiles(certificate=tmp_path / "own.pem"))


def test_files_for_tls_without_tls_are_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    with pytest.raises(BadInput, match="ca_file is for TLS; write mqtts://"):
        broker("mqtt://h", "s", "m", {}, files=TlsFiles(ca=tmp_path / "ca.pem"))


def test_a_password_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    environ = {"TREADCTL_MQTT_PASSWORD_FILE": str(tmp_path / "secret")}
    with pytest.raises(BadInput, match=re.escape(str(tmp_path / "secret"))):
        broker("mqtts://desk@h", "s", "m", environ)


@pytest.mark.parametrize("url", ["mqtt://desk:rosebud@h", "mqtt://desk:rosebud@h:port"])
def test_a_password_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(BadInput, match="No passwords in the MQTT address") as refused:
        broker(url, "s", "m", {})
    assert WORD not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gym.local",
        "gym.local:1883",
        "http://gym.local",
        "mqtt://",
        "mqtt://:1883",
        "mqtt://h:0",
        "mqtt://h:65536",
        "mqtt://h:port",
        "mqtt://two words",
        "mqtt://[::1",
        "mqtt://h/tree",
        "mqtt://h?keepalive=1",
        "mqtt://h#part",
    ],
)
def test_what_is_no_address_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(BadInput, match="mqtt://host:1883"):
        broker(url, "s", "m", {})


@pytest.mark.parametrize("wrong", ["", "Main", "main st", "a/b", "a+b", "#", "a_b", "x" * 33, "é"])
def test_ids_are_small_letters_digits_and_hyphens(wrong: str) -> None:
    with pytest.raises(BadInput, match="site"):
        broker("mqtt://h", wrong, "m", {})
    with pytest.raises(BadInput, match="machine"):
        broker("mqtt://h", "s", wrong, {})
