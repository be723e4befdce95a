import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.realtime
def test_whichever_process_is_killed_the_history_is_whole_and_no_event_is_missing() -> None:
    command = [sys.executable, "-m", "tests.edges.kills", "--times", "20"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    assert ended.returncode == 0, (ended.stdout, ended.stderr)
    found = json.loads(ended.stdout)
    assert found["kills"] == 20
    assert found["events"] > 20
