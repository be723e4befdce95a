"""The terminal view of a walk: what the page shows, in a few lines."""

from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.text import Text

from treadctl.board.snapshot import Snapshot, WalkView

HELP = "space/Enter PAIN - STOP    y yes    s slower    f finish    q end"
FASTER = "+: a little faster."
UNCOMMISSIONED = "This treadmill was never commissioned: walks stay gentle."
LEVEL = "l: level the deck. Keep off it until it is level."
PRACTISE = "Try the stop: press the space bar once. Then you start again."
NOT_KNOWN = "\u2013"
ASKS = {
    "on": "y: I'm on the belt.    q: not now.",
    "rise": "y: yes, a little faster.    n: stay as it is.",
    "go_on": "y: go on.",
    "talk": "y: yes.    n: no, it is hard.",
    "pain": "l: same or less.    m: more.    Or 0-9, t for ten.",
}


def view(snapshot: Snapshot, refusal: str = "", hint: str = "") -> Panel:
    """One screenful; an unknown speed is a dash, never 0.

    `refusal` says why the last key did nothing, `hint` what another one leads to now.
    """
    lines: list[Text | Padding] = [_speed(snapshot)]
    if (walk := snapshot.walk) is not None:
        lines += _walk(walk)
    elif said := _before(snapshot):
        lines.append(Text(said, style="bold reverse"))
    if snapshot.uncommissioned and walk is None:
        lines.append(Text(UNCOMMISSIONED, style="dim"))
    if hint:
        lines.append(Text(hint, style="bold reverse"))
    if refusal:
        lines.append(Text(refusal, style="yellow"))
    if snapshot.words:
        lines.append(Text(snapshot.words, style="bold"))
    if snapshot.alarm:
        lines.append(Text(snapshot.alarm, style="bold reverse"))
    lines.append(Text(HELP, style="dim"))
    machine = snapshot.machine or "looking for the treadmill"
    title = f"{machine} (simulated)" if snapshot.simulated else machine
    return Panel(Group(*lines), title=title, width=72)


def asked(words: str) -> Panel:
    """A question once the belt stands."""
    skip = Text("q: leave that out.", style="dim")
    return Panel(
        Group(Text(words, style="bold reverse"), skip), title="The walk is over.", width=72
    )


def lines(snapshot: Snapshot, refusal: str = "", hint: str = "") -> list[str]:
    """The same, without what changes all the time: for where nothing can be drawn over."""
    walk = snapshot.walk
    confirm = "" if walk else _before(snapshot)
    said = (
        HELP,
        UNCOMMISSIONED if snapshot.uncommissioned else "",
        f"belt {snapshot.belt.value}",
        f"The belt starts in {walk.countdown_s:.0f}." if walk and walk.countdown_s else "",
        (walk.prompt if walk and not walk.countdown_s else None) or "",
        ASKS[walk.question] if walk and walk.question else "",
        *(confirm, hint, refusal, snapshot.words or "", snapshot.alarm or ""),
    )
    return [line for line in said if line]


def _before(snapshot: Snapshot) -> str:
    """What is to be done before a walk, with its key; nothing if nothing is."""
    if snapshot.acknowledge_token:
        return "a: I am OK, the belt stands."
    if snapshot.levelling:
        return "The deck is on its way to level. Wait."
    return LEVEL if snapshot.level_token else ""


def _speed(snapshot: Snapshot) -> Text:
    measured = NOT_KNOWN if snapshot.speed_kmh is None else f"{snapshot.speed_kmh:.1f}"
    target = f"  (target {snapshot.target_speed_kmh:.1f})" if snapshot.target_speed_kmh else ""
    return Text(f"{measured} km/h{target}   belt {snapshot.belt.value}", style="bold")


def _walk(walk: WalkView) -> list[Text | Padding]:
    lines: list[Text | Padding] = [_title(walk), _bar(walk)]
    if walk.countdown_s is not None:
        lines.append(Text(f"The belt starts in {walk.countdown_s:.0f}.", style="bold"))
    elif walk.prompt:
        lines.append(Text(walk.prompt, style="bold"))
    if walk.question:
        lines.append(Text(ASKS[walk.question], style="bold reverse"))
    elif walk.faster_id is not None:
        lines.append(Text(FASTER))
    return lines


def _title(walk: WalkView) -> Text:
    minutes, seconds = divmod(int(walk.remaining_s), 60)
    return Text(f"{walk.title}: {walk.segment}, {minutes}:{seconds:02d} left")


def _bar(walk: WalkView) -> Padding:
    total_s = max(walk.elapsed_s + walk.remaining_s, 1.0)
    bar = ProgressBar(total=total_s, completed=walk.elapsed_s, width=66)
    return Padding(bar, 0)  # a bar alone does not end its line
