"""What a guest is asked before a walk in the terminal: what the page asks, and by its rules."""

import sys
from datetime import date

import click

from treadctl.cli.questions import help_words, keys, words
from treadctl.commissioned import PowerCut
from treadctl.errors import Refused
from treadctl.session.person.diary import Diary
from treadctl.session.person.intake import Intake, Ready
from treadctl.session.person.question import End, Kind, Question
from treadctl.session.profile import Profile

HOW = "A few questions first; nothing of them is kept.  (b: back, q: end)"
BACK, QUIT = "b", "q"


def intake(profile: Profile, today: date, cuts_power: PowerCut = PowerCut.KEY) -> Ready | None:
    """Ask a guest who wants to walk `profile`; None if they leave, or should not walk today.

    Raises Refused, with what is offered, if it is another walk; Abort on Ctrl-C.
    """
    click.echo(HOW)
    asking: Intake | None = Intake(Diary(), today, guest=True)
    while asking is not None:
        match asking.asks():
            case Ready() as ready:
                return ready
            case End() as end:
                click.echo(help_words(end))
                return None
            case Question(key="walk", options=offered):
                asking = _chosen(asking, profile, offered)
            case question:
                asking = _after(asking, question, cuts_power)
    return None


def _chosen(asking: Intake, profile: Profile, offered: tuple[str, ...]) -> Intake:
    if profile.name not in offered:
        there = ", ".join(offered)
        raise Refused(f"{profile.title} is not for today. These walks are: {there}.")
    return asking.answered("walk", profile.name)


def _after(asking: Intake, question: Question, cuts_power: PowerCut) -> Intake | None:
    """Where the next answer leads to; None if that is to leave."""
    click.echo(f"{words(question, cuts_power)} ", nl=False)
    said = _typed() if question.kind is Kind.AGE else _pressed(question)
    if said == QUIT:
        return None
    if said == BACK:
        return _back(asking)
    answers = keys(question)
    try:
        return asking.answered(question.key, answers[said] if answers else _number(said))
    except Refused as error:
        click.echo(error)
        return asking


def _back(asking: Intake) -> Intake:
    """The question before; the walk was chosen with the command and is none."""
    before = asking.back()
    asked = before.asks()
    return before.back() if isinstance(asked, Question) and asked.key == "walk" else before


def _pressed(question: Question) -> str:
    """The next key that is an answer to such a question, or a way out of it."""
    known = {*keys(question), BACK, QUIT}
    while (key := click.getchar().lower()) not in known:
        pass
    click.echo(key)
    return key


def _typed() -> str:
    return sys.stdin.readline().strip().lower() or QUIT


def _number(said: str) -> int | str:
    return int(said) if said.isdecimal() else said
