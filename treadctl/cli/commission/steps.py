"""What is tried when a treadmill is commissioned, in which order, and what is asked about it.

Stop comes first: before anything else moves the belt, a person starts it at its console and it is
stopped from here. That press shows, too, that this machine and no other is at the other end.
"""

from dataclasses import dataclass
from typing import Protocol

from treadctl.cli.commission.failures import (
    COUNTS_IN_MILES,
    MAYBE_THERE,
    NotCommissioned,
    Stranger,
)
from treadctl.cli.commission.trial import Stop, Trial
from treadctl.commissioned import ALARM_WORDS, PowerCut
from treadctl.drivers import address
from treadctl.drivers.identity import Identity
from treadctl.drivers.machine_file import MachineFile
from treadctl.model import Machine
from treadctl.protocols.miles import kmh

TARGET_KMH = 2.0  # below what is asked of a belt whose unit nobody knows
SLOPE_PERCENT = 1.0
SAME_UNIT = (0.85, 1.15)
READINGS = 2  # a number may be mistyped once
KMH_PER_MPH = kmh(10)


class Person(Protocol):
    """Who stands beside the belt."""

    def say(self, sentence: str) -> None: ...
    async def yes(self, question: str) -> bool: ...
    async def number(self, question: str) -> float: ...
    async def types(self, word: str, question: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is seen of a treadmill without moving it."""

    rails: bool
    cuts_power: PowerCut


async def surroundings(person: Person) -> Surroundings:
    """Ask what no machine tells of itself. Raises NotCommissioned where it is not safe to go on."""
    person.say("The space bar stops the belt at any time and ends this.")
    if not await person.yes("Is the belt empty, and are you the only one near it?"):
        raise NotCommissioned("Clear the belt, then begin again.")
    rails = await person.yes("Has the treadmill rails to hold on to?")
    cuts_power = PowerCut.KEY
    if not await person.yes("Has it a safety key that cuts its power?"):
        switch = await person.yes("Has it a mains switch?")
        cuts_power = PowerCut.MAINS_SWITCH if switch else PowerCut.MAINS_PLUG
    order = ALARM_WORDS[cuts_power].partition(".")[0]
    if not await person.yes(f"If it does not stop: {order}. Can you reach that all the time?"):
        raise NotCommissioned("Stand where you can reach it, then begin again.")
    return Surroundings(rails, cuts_power)


async def commissioned(
    person: Person, trial: Trial, uri: str, who: Identity, around: Surroundings
) -> MachineFile:
    """Try one machine, from the first stop to the last, and return what was found.

    `who` has met it. Raises NotCommissioned or Refused at the first step that fails; the belt may
    then still move.
    """
    machine = await trial.machine()
    person.say(f"Connected: {machine.name} at {machine.identity}.")
    await trial.stands()
    await _confirmed(person, trial)
    first = await _stops_first(person, trial, machine)
    await _starts(person, trial)
    speed_kmh = await trial.reach(TARGET_KMH)
    ratio = await _unit(person, trial, speed_kmh)
    inclines = await _inclines(person, trial, machine)
    stop = await _stopped(person, trial, speed_kmh)
    return MachineFile(
        treadmill=_where(uri, machine),
        identity=machine.identity,
        name=machine.name,
        model=who.model,
        rails=around.rails,
        cuts_power=around.cuts_power,
        unit_ratio=round(ratio, 2),
        unit_confirmed=True,
        stop_from_kmh=round(stop.from_kmh, 2),
        stop_s=round(stop.took_s, 2),
        stop_by="unknown" if first.names_user or stop.names_user else "here",
        telemetry_period_s=round(trial.period_s, 2),
        inclines=inclines,
    )


async def _confirmed(person: Person, trial: Trial) -> None:
    """Have the last stop confirmed, if it latched."""
    if (words := trial.latched) is not None:
        if not await person.yes(f"The last time: {words} Does the belt stand still?"):
            raise NotCommissioned("Look at the belt first, then begin again.")
        await trial.acknowledge()


async def _stops_first(person: Person, trial: Trial, machine: Machine) -> Stop:
    person.say("Start the belt at its console, at its lowest speed, and let it run.")
    speed_kmh = await trial.moved_at_console()
    seen = f"{machine.name} at {machine.identity} runs at {speed_kmh:.1f} km/h."
    if not await trial.meanwhile(person.yes(f"{seen} Is it the one that you started?")):
        raise Stranger(
            "Then this address is another treadmill's, and nothing was asked of it."
            " Stop yours at its console; see `treadctl scan`."
        )
    return await _stopped(person, trial, speed_kmh)


async def _stopped(person: Person, trial: Trial, speed_kmh: float) -> Stop:
    """Stop the belt. A press at the console in the same moment looks the same, so ask."""
    stop = await trial.stop(speed_kmh)
    person.say(f"Stopped: from {stop.from_kmh:.1f} km/h it stood after {stop.took_s:.1f} s.")
    if stop.names_user:
        person.say("It says that its user stopped it, as many do whoever did.")
    if not await person.yes("Was its console left alone while it stopped?"):
        raise NotCommissioned(MAYBE_THERE)
    return stop


async def _starts(person: Person, trial: Trial) -> None:
    await person.types("start", f"Now it starts from here and goes to {TARGET_KMH:g} km/h.")
    await trial.start()
    person.say("It runs. Wait until it is at its speed.")


async def _unit(person: Person, trial: Trial, measured_kmh: float) -> float:
    """Return how the console's speed compares with the measured one."""
    in_kmh = await trial.meanwhile(person.yes("Does its console show km/h? (n: miles per hour)"))
    ratio = 0.0
    for _ in range(READINGS):
        shown = await trial.meanwhile(person.number("Which speed does the console show?"))
        ratio = (shown if in_kmh else shown * KMH_PER_MPH) / measured_kmh
        if SAME_UNIT[0] <= ratio <= SAME_UNIT[1]:
            return ratio
        person.say(f"Here it is {measured_kmh:.1f} km/h.")
    if any(
        SAME_UNIT[0] <= one <= SAME_UNIT[1] for one in (ratio / KMH_PER_MPH, ratio * KMH_PER_MPH)
    ):
        raise NotCommissioned(COUNTS_IN_MILES)
    raise NotCommissioned("The console and the treadmill's radio or port tell different speeds.")


async def _inclines(person: Person, trial: Trial, machine: Machine) -> bool | None:
    """Raise the deck and bring it down again; None for a machine that has no such motor."""
    slopes = machine.inclination_percent
    if slopes is None or not slopes.low <= 0 < SLOPE_PERCENT <= slopes.high:
        return None
    question = f"Now its deck rises to {SLOPE_PERCENT:g} % and comes down again. Go on?"
    if not await trial.meanwhile(person.yes(question)):
        person.say("Then no walk here has a slope.")
        return False
    arrived = await trial.tilt(SLOPE_PERCENT)
    rose = await trial.meanwhile(person.yes("Did the front of the deck rise a little?"))
    level = await trial.tilt(0.0)
    if rose and not trial.tells_inclination:
        level = await trial.meanwhile(person.yes("Is it down again?"))
    if rose and not level:
        raise NotCommissioned("The deck did not come down again. Level it at its console.")
    if not (arrived and rose):
        person.say("The deck cannot be trusted, so no walk here has a slope.")
    return arrived and rose


def _where(uri: str, machine: Machine) -> str:
    """The address to find it by next time: its own, not a name that others may have."""
    by_radio = isinstance(address.parse(uri), address.ByRadio)
    return f"ftms://{machine.identity}" if by_radio else uri
