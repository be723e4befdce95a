"""`treadctl doctor --commission`: one empty treadmill is tried, and what was found is kept."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar, cast

from treadctl.app import until_signalled
from treadctl.board.places import sockets, state_folder
from treadctl.cli.alarm import alarm, say
from treadctl.cli.aside import Aside
from treadctl.cli.commission.failures import NotCommissioned, Stranger
from treadctl.cli.commission.overheard import overheard
from treadctl.cli.commission.steps import Surroundings, commissioned, surroundings
from treadctl.cli.commission.technician import Technician
from treadctl.cli.commission.trial import Trial
from treadctl.cli.keys import keys
from treadctl.commissioned import ALARM_WORDS, Commissioned
from treadctl.config import load
from treadctl.drivers import address, machine_file
from treadctl.drivers.identity import Identity
from treadctl.errors import BadInput, Refused, TreadctlError
from treadctl.model import Event, StopCause
from treadctl.safety.guard import Guard
from treadctl.safety.latch import Latch
from treadctl.safety.latch_keeper import LatchKeeper
from treadctl.safety.stop_input import StopInput
from treadctl.safety.supervisor import Supervisor
from treadctl.treadmills import OpenDriver, treadmill

if TYPE_CHECKING:
    from treadctl.drivers.machine_file import MachineFile

T = TypeVar("T")

LEFT = "You ended it. Nothing was kept."
BACK_LIMIT_S = 15.0  # for a belt that does not stop, and a link that went


def commission(uri: str | None, file: Path | None) -> int:
    """Try the treadmill at `uri`, or the one of the configuration `file`; return the exit code.

    Raises BadInput for a wrong call, NotCommissioned or Refused where a step failed.
    """
    config = None if file is None else load(file)
    uri = uri or (config.treadmill if config else None)
    if uri is None:
        raise BadInput("Name the treadmill: treadctl doctor --treadmill URI --commission.")
    _needs_a_console(uri)
    _needs_the_belt_alone(sockets() if config is None else (config.socket,))
    folder = state_folder() if config is None else config.state_folder
    who = Identity()
    bridge, rows = (config.bridge, config.quirk) if config else (None, ())
    open_driver = treadmill(uri, bridge, rows, who)
    out = Aside(sys.stdout)
    try:
        person = Technician(cast(TextIO, out))
        code = asyncio.run(Commissioning(person, uri, who, open_driver, folder).run())
        if code == 0:
            person.say(who_uses_it(folder, configured=config is not None))
        return code
    finally:
        out.close()


def who_uses_it(folder: Path, *, configured: bool) -> str:
    """Which service goes by what was kept below `folder`: its own one, if it is `configured`."""
    if configured:
        return "The service uses it from its next start."
    return (
        f"A service whose state folder is {folder} uses it from its next start."
        " For another one, commission with --config FILE."
    )


class Commissioning:
    """One treadmill and the person beside it. What is found is kept below `folder`.

    `who` is met by the drivers that `open_driver` opens.
    """

    def __init__(
        self, person: Technician, uri: str, who: Identity, open_driver: OpenDriver, folder: Path
    ) -> None:
        self._person, self._uri, self._who = person, uri, who
        self._open_driver, self._folder = open_driver, folder

    async def run(self) -> int:
        """Ask, try and keep; see the belt stand, whatever happens; return the exit code."""
        with keys(self._person.press):
            return await self.with_keys()

    async def with_keys(self) -> int:
        """As `run`, for a person whose keys come by themselves."""
        around = await self._unless_left(surroundings(self._person))
        found, why = None, None
        async with self._guarded(around) as (guard, told):
            self._person.on_leave = partial(guard.stop, StopCause.USER)
            trial = Trial(guard, told)
            try:
                found = await self._unless_left(
                    commissioned(self._person, trial, self._uri, self._who, around)
                )
            except TreadctlError as error:
                why = error
            words = ALARM_WORDS[around.cuts_power]
            moves = not isinstance(why, Stranger) and await _may_still_move(guard, words)
        if moves:
            say(f"treadctl: {why}")
            return alarm(words)
        if found is None:
            raise why or NotCommissioned(LEFT)
        self._keep(found)
        return 0

    def _keep(self, found: "MachineFile") -> None:
        try:
            path = machine_file.save(found, self._folder / machine_file.FOLDER)
        except OSError as error:
            said = f"The machine file cannot be saved ({error.strerror}). Nothing was kept."
            raise Refused(f"{said} Free some disk space, or mend the folder's rights.") from error
        self._person.say(f"Kept in {path}.")

    async def _unless_left(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` does. Raises NotCommissioned if the person leaves before."""
        working = asyncio.create_task(work, name="commissioning")
        leaving = (
            asyncio.create_task(self._person.left.wait(), name="left"),
            asyncio.create_task(until_signalled(), name="signals"),
        )
        try:
            await asyncio.wait({working, *leaving}, return_when=asyncio.FIRST_COMPLETED)
            if self._person.left.is_set() or not working.done():
                raise NotCommissioned(LEFT)
            return working.result()
        finally:
            for task in (working, *leaving):
                task.cancel()
            await asyncio.gather(working, *leaving, return_exceptions=True)

    @asynccontextmanager
    async def _guarded(self, around: Surroundings) -> AsyncIterator[tuple[Guard, list[Event]]]:
        latch, told = Latch(self._folder / "latch"), list[Event]()
        found = await asyncio.to_thread(latch.read)
        facts = Commissioned(cuts_power=around.cuts_power)
        supervisor = Supervisor(latched=found, stop_input=StopInput(True), commissioned=facts)
        open_driver = overheard(self._open_driver, told.append)
        guard = Guard(open_driver, supervisor, LatchKeeper(latch, found), told.append)
        if found is not None:
            guard.stop(found)
        async with asyncio.TaskGroup() as tasks:
            serving = tasks.create_task(guard.serve(), name="guard")
            try:
                yield guard, told
            finally:
                serving.cancel()


async def _may_still_move(guard: Guard, words: str) -> bool:
    """Stop a belt that is not known to stand, and see that through; True if it may still move.

    A person is called by `words` at once; the stop is repeated for a while behind that.
    """
    loop, rules = asyncio.get_running_loop(), guard.supervisor
    if _moves(rules, loop.time()):
        guard.stop(StopCause.USER)
    await guard.close()
    if not _moves(rules, loop.time()):
        return False
    alarm(words)
    with suppress(TimeoutError):
        async with asyncio.timeout(BACK_LIMIT_S):
            await guard.stands()
    await guard.close()  # saves what came of it
    return _moves(rules, loop.time())


def _moves(rules: Supervisor, now: float) -> bool:
    """True unless the belt is known to stand, or nobody here ever knew it moving."""
    known = rules.known
    if rules.may_be_moving or known.linked:
        return not known.stands(now)
    return known.speed_when_lost_kmh > 0


def _needs_a_console(uri: str) -> None:
    match address.parse(uri):
        case address.Simulated():
            raise BadInput(
                "This simulated treadmill has no console to press. Use one that has:"
                " treadctl simulate --live bumble."
            )
        case address.BySerial(kind="bridge"):
            raise BadInput("A bridge is measured by: treadctl bridge calibrate.")


def _needs_the_belt_alone(places: Iterable[Path]) -> None:
    """Raise BadInput while a service drives a belt here: two would not know of each other."""
    for place in places:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(place)) == 0:
                raise BadInput("The service is running. Stop it, then begin again.")
