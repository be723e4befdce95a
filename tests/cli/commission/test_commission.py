"""`treadctl doctor --commission`: what is left behind whatever happens, and who may be tried."""

import socket
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from simulators.live_serial import on_pty
from simulators.machines import DEFAULT
from simulators.trackmaster_machine import TrackmasterMachine
from tests.cli.command import Treadctl
from tests.cli.commission.beside import AT_CONSOLE, READING, TYPE, ByRadio, Trying
from tests.cli.commission.test_steps import ALONE, IN_KMH, IS_IT, RISES
from tests.cli.test_run import Person, at_a_terminal
from tests.commissioned import changed
from tests.processes import gym, live_machine, running
from tests.serial_kinds import AtALine
from treadctl.cli.commission import who_uses_it
from treadctl.commissioned import ALARM_WORDS, PowerCut
from treadctl.drivers import Driver, Listener
from treadctl.drivers.identity import Identity, introduced
from treadctl.drivers.machine_file import FOLDER, read_all, save
from treadctl.drivers.trackmaster import TrackmasterDriver
from treadctl.model import PULL_THE_KEY, StopCause
from treadctl.safety.latch import Latch

FLAT = replace(DEFAULT, inclination_deci=None)
STOP = b"\x08\x01"
AT_TCP = "F0:F1:F2:F3:F4:F5"
QUESTIONS = ("Is the belt empty", "Connected", "Is it the one", TYPE, "It runs", READING)


@pytest.mark.parametrize("key", [" ", "q", "gone"])
@pytest.mark.parametrize("words", QUESTIONS)
async def test_whoever_leaves_midway_leaves_a_belt_that_stands_and_no_file(
    tmp_path: Path, words: str, key: str
) -> None:
    trying = Trying(ByRadio(FLAT), tmp_path, {words: key})
    assert await trying.fails() == "You ended it. Nothing was kept."
    assert Latch(tmp_path / "latch").read() is None


async def test_the_space_bar_is_a_stop_before_it_is_anything_else(tmp_path: Path) -> None:
    rig = ByRadio(FLAT)
    trying = Trying(rig, tmp_path, {READING: " "})
    await trying.fails()
    assert rig.writes[-1][1] == STOP


@pytest.mark.parametrize("words", ["Connected", READING])
async def test_a_belt_that_does_not_stop_ends_it_with_the_loudest_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    does = {words: "ignore-stop, y" if words == "Connected" else "ignore-stop, reading"}
    trying = Trying(ByRadio(FLAT), tmp_path, does)
    await trying.alarms()
    assert PULL_THE_KEY in capsys.readouterr().err
    assert trying.moves_kmh > 0.0
    assert Latch(tmp_path / "latch").read() is StopCause.NOT_STOPPING
    assert ("It runs" in trying.seen) is (words == READING)


async def test_the_alarm_names_what_cuts_the_power_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    does = {"Connected": "ignore-stop", "safety key that cuts": "n"}
    await Trying(ByRadio(FLAT), tmp_path, does).alarms()
    assert ALARM_WORDS[PowerCut.MAINS_SWITCH] in capsys.readouterr().err


@pytest.mark.parametrize("words", ["Is it the one", READING])
async def test_a_link_that_goes_while_the_belt_moves_and_stays_away_is_an_alarm(
    tmp_path: Path, words: str
) -> None:
    await Trying(ByRadio(FLAT), tmp_path, {words: "link-loss"}).alarms()


@pytest.mark.parametrize("words", ["Is it the one", READING])
async def test_a_link_that_comes_back_brings_the_stop_first(tmp_path: Path, words: str) -> None:
    rig = ByRadio(FLAT)
    trying = Trying(rig, tmp_path, {words: "link-loss, nothing, link-back"})
    assert "hung up" in await trying.fails()
    assert STOP in [data for _, data in rig.writes]


async def test_a_stop_that_was_never_confirmed_is_asked_about_first(tmp_path: Path) -> None:
    Latch(tmp_path / "latch").latched(StopCause.PAIN)
    trying = Trying(ByRadio(FLAT), tmp_path)
    await trying.kept()
    assert "The last time: You pressed PAIN. Hold the rails. Does the belt stand" in trying.seen
    assert Latch(tmp_path / "latch").read() is None


async def test_a_stop_that_is_not_confirmed_stays_latched(tmp_path: Path) -> None:
    Latch(tmp_path / "latch").latched(StopCause.PAIN)
    trying = Trying(ByRadio(FLAT), tmp_path, {"The last time": "n"})
    assert "Look at the belt first" in await trying.fails()
    assert Latch(tmp_path / "latch").read() is StopCause.PAIN


async def test_what_cannot_be_saved_is_said_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file in its place", encoding="utf-8")
    trying = Trying(ByRadio(FLAT), tmp_path)
    with pytest.raises(Exception, match="Free some disk space, or mend the folder's rights"):
        await trying.to_its_end()
    assert trying.moves_kmh == 0.0


async def test_a_serial_treadmill_is_commissioned_as_any_other(tmp_path: Path) -> None:
    rig = AtSerial()
    trying = Trying(
        rig, tmp_path, {"km/h?": "n"}, uri="trackmaster:///dev/ttyUSB0", console_in_mph=True
    )
    kept = await trying.kept()
    assert (kept.model, kept.identity, kept.inclines) == ("TrackMaster", "the line", True)
    assert kept.treadmill == "trackmaster:///dev/ttyUSB0"


class AtSerial(AtALine):
    """A TrackMaster in this process."""

    def __init__(self) -> None:
        super().__init__(TrackmasterMachine, TrackmasterDriver, b"\xa2")
        self.belt, self.writes, self.who = self.machine.belt, self.machine.writes, Identity()

    def open_driver(self, listener: Listener) -> Driver:
        return introduced(super().open_driver, self.who)(listener)


def test_without_a_configuration_it_is_said_which_service_uses_what_was_kept() -> None:
    said = who_uses_it(Path("/var/lib/gym"), configured=False)
    assert "whose state folder is /var/lib/gym uses it from its next start." in said
    assert said.endswith("commission with --config FILE.")


# -- the command ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Name the treadmill: "),
        (("--treadmill", "sim://"), "has no console to press"),
        (("--treadmill", "bridge:///dev/ttyACM0"), "treadctl bridge calibrate"),
        (("--treadmill", "ftms:/x"), "is no treadmill address"),
        (("--config", "nowhere.toml"), "nowhere.toml cannot be read"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_code_2(
    treadctl: Treadctl, arguments: tuple[str, ...], says: str
) -> None:
    ended = treadctl("doctor", "--commission", *arguments)
    assert says in ended.complaint
    assert ended.code == 2


def test_beside_a_running_service_nothing_is_tried(tmp_path: Path, treadctl: Treadctl) -> None:
    config = gym(tmp_path, "trackmaster:///dev/ttyUSB0")
    with socket.socket(socket.AF_UNIX) as service:
        service.bind(str(tmp_path / "belt.sock"))
        service.listen()
        ended = treadctl("doctor", "--commission", "--config", config)
    assert (ended.code, ended.complaint) == (
        2,
        "The service is running. Stop it, then begin again.",
    )


@pytest.mark.realtime
async def test_at_a_terminal_beside_a_serial_treadmill_it_goes_from_the_first_key_to_the_file(
    tmp_path: Path,
) -> None:
    async with on_pty("trackmaster", lambda _order: None) as live:
        config = gym(tmp_path, live.uri)
        async with at_a_terminal("doctor", "--commission", "--config", str(config)) as person:
            for words, keys in (
                *(("are you the only one", "y"), ("rails", "y"), ("safety key", "n")),
                *(("mains switch?", "n"), ("PULL THE MAINS PLUG", "y"), (AT_CONSOLE, "")),
            ):
                await person.sees(words)
                person.type(keys)
            live.befall("console-speed=0.8")
            for words, keys in (
                *((IS_IT, "y"), (ALONE, "y"), (TYPE, "start\n"), ("It runs", ""), (IN_KMH, "n")),
                *((READING, "1.3\x7f2\n"), (RISES, "n")),
                *(("Stopped: from 1.9", "y"), ("Kept in", "")),
            ):
                await patiently(person, words)
                person.type(keys)
            assert await person.ended() == 0
            assert "The service uses it from its next start." in person.seen
    (kept,) = read_all(tmp_path / FOLDER)
    assert (kept.treadmill, kept.name) == (live.uri, "TrackMaster")
    assert (kept.rails, kept.cuts_power, kept.inclines) == (True, PowerCut.MAINS_PLUG, False)
    assert live.machine.writes[-1][1] == b"\xa2"


@pytest.mark.realtime
async def test_ctrl_c_ends_it_with_one_sentence() -> None:
    there = ("--treadmill", "trackmaster:///dev/no-such-port")
    async with at_a_terminal("doctor", "--commission", *there) as person:
        await person.sees("Is the belt empty")
        person.type("\x03")
        assert await person.ended() == 1
        await person.sees("treadctl: You ended it. Nothing was kept.")
    assert "Traceback" not in person.seen


async def patiently(person: Person, words: str) -> None:
    """See these words; a belt takes its time."""
    with suppress(AssertionError):
        await person.sees(words)
    await person.sees(words)


@pytest.mark.realtime
@pytest.mark.parametrize(
    ("differs", "code", "says"),
    [
        ({"rails": False}, 1, "This treadmill has no rails."),
        ({"model": "X"}, 2, "This is SIM-1 at"),
    ],
)
async def test_a_run_goes_by_the_machine_file(
    tmp_path: Path, differs: dict[str, object], code: int, says: str
) -> None:
    async with live_machine() as machine:
        where = {"treadmill": machine.out[0], "identity": AT_TCP}
        save(changed(**where, **differs), tmp_path / "state" / FOLDER)
        async with running("run", "gentle-start", "--treadmill", machine.out[0]) as run:
            assert await run.ended() == code
        assert any(line.startswith(f"treadctl: {says}") for line in run.err), run.err
        assert "07" not in machine.writes


@pytest.mark.realtime
async def test_the_service_takes_the_treadmill_that_was_commissioned_and_no_other(
    tmp_path: Path,
) -> None:
    async with live_machine() as machine:
        other = changed(treadmill=machine.out[0], identity="F0:F1:F2:F3:F4:00")
        save(other, tmp_path / FOLDER)
        async with running("serve", "--config", gym(tmp_path, machine.out[0])) as service:
            assert await service.ended() == 2
        (said,) = [line for line in service.err if line.startswith("treadctl: ")]
        assert "not SIM-1 at F0:F1:F2:F3:F4:00, which was commissioned." in said
        assert "Traceback" not in "\n".join(service.err)
        assert machine.writes == []
