"""The files for a hub, a database and a dashboard: that they parse, and name only what there is."""

import json
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from treadctl.edges.fleet.metrics import METRICS
from treadctl.edges.mqtt_asyncapi import CHANNELS
from treadctl.model import StopCause

KIT = Path(str(files("treadctl.edges") / "mqtt_kit"))
DASHBOARD: dict[str, Any] = json.loads((KIT / "dashboard.json").read_text())
ALERTS: dict[str, Any] = yaml.safe_load((KIT / "alerts.yaml").read_text())
RULES: list[dict[str, Any]] = [rule for group in ALERTS["groups"] for rule in group["rules"]]
SEVERITIES = {"page", "ticket"}


def expressions() -> list[str]:
    """Every query that is shipped, the dashboard's for all sites."""
    shown = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    return [*(expr.replace("$site", ".*") for expr in shown), *(rule["expr"] for rule in RULES)]


@pytest.mark.parametrize("expression", expressions())
def test_a_query_names_only_metrics_that_are_stored(expression: str) -> None:
    named = set(re.findall(r"treadctl_\w+", expression))
    assert named and named <= METRICS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_an_alert_says_which_machine_and_how_urgent_it_is(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in SEVERITIES
    assert "$labels.site" in rule["annotations"]["summary"]
    assert "$labels.machine" in rule["annotations"]["summary"]


def test_the_causes_that_are_no_fault_are_causes() -> None:
    (rule,) = [one for one in RULES if one["alert"] == "StoppedByAFault"]
    named = re.findall(r'cause!~"([^"]+)"', rule["expr"])[0].split("|")
    assert set(named) <= {cause.value for cause in StopCause}


def test_no_two_panels_of_the_dashboard_share_a_place() -> None:
    taken: set[tuple[int, int]] = set()
    for place in (panel["gridPos"] for panel in DASHBOARD["panels"]):
        across = range(place["x"], place["x"] + place["w"])
        own = {(x, y) for x in across for y in range(place["y"], place["y"] + place["h"])}
        assert max(across) < 24 and not own & taken
        taken |= own


def test_the_bridge_tells_every_topic_and_takes_none() -> None:
    lines = [line.split() for line in (KIT / "bridge.conf").read_text().splitlines()]
    bridged = {parts[1]: parts[2] for parts in lines if parts[:1] == ["topic"]}
    assert set(bridged.values()) == {"out"}
    told = {topic.split("/", 4)[4].replace("#", "") for topic in bridged}
    topics = {re.sub(r"\{.*|started|summary", "", one.topic) for one in CHANNELS.values()}
    assert told == topics - {"ack/"}


@pytest.mark.skipif(shutil.which("vmalert") is None, reason="needs Debian's victoria-metrics")
@pytest.mark.realtime
def test_vmalert_takes_the_alerts() -> None:
    command = ["vmalert", "-dryRun", f"-rule={KIT / 'alerts.yaml'}"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.realtime
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_holds_the_unit_that_stores_for_well_enclosed() -> None:
    judge = [str(shutil.which("systemd-analyze")), "security", "--offline=yes", "--threshold=20"]
    unit = str(KIT / "metrics.service")
    ended = subprocess.run([*judge, unit], capture_output=True, check=False, text=True)
    assert ended.returncode == 0, ended.stdout


def test_the_unit_that_stores_gives_the_files_that_the_command_asks_for() -> None:
    lines = (KIT / "metrics.service").read_text().splitlines()
    given = {
        line.split("=")[1].split(":")[0] for line in lines if line.startswith("LoadCredential")
    }
    assert given == {"ca.pem", "desk.pem", "desk.key"}
