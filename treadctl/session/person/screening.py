"""What is asked before the first walk and every 90 days, in this project's own words. Pure.

Three axes (active now, known illness, how hard), falls and bones, and the few signs that need a
person's help at once. A yes on an axis gives advice and tier A; only a red sign blocks. A new pain
is one in weak bones, and in somebody of 65 or older who fell. Sources of the axes and signs:
Whitfield et al. 2017 (doi:10.1249/MSS.0000000000001331); Finucane et al. 2020, an international
framework for red flags. The words are no questionnaire of anybody else's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from treadctl.session.person.diary import Answers


class Leads(StrEnum):
    """What a yes leads to."""

    HELP_NOW = "help_now"
    HELP_TODAY = "help_today"
    CAUTION = "caution"
    FALL = "fall"
    BONES = "bones"
    SPINE = "spine"
    FLARE = "flare"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Item:
    """One question that is answered with yes or no; `flag` is the answer that leads somewhere."""

    key: str
    words: str
    leads: Leads
    flag: bool = True


ITEMS: tuple[Item, ...] = (
    Item(
        "numb_seat", "Numb between the legs, or new bladder, bowel or sex trouble?", Leads.HELP_NOW
    ),
    Item("both_legs", "Are both legs weak, numb or tingling?", Leads.HELP_NOW),
    Item("chest", "Chest pain, or a bad accident just now?", Leads.HELP_NOW),
    Item(
        "unwell",
        "Fever, weight loss, a lump, cancer before, or worse pain at night?",
        Leads.HELP_TODAY,
    ),
    Item("heart", "Has a doctor named a heart problem?", Leads.CAUTION),
    Item("sugar", "Do you have diabetes or weak kidneys?", Leads.CAUTION),
    Item("breath", "Do you get dizzy or out of breath at rest?", Leads.CAUTION),
    Item("active", "Do you walk on most days?", Leads.CAUTION, flag=False),
    Item("fall", "Did you fall in the last 12 months?", Leads.FALL),
    Item("bones", "Weak bones, or steroid pills for months?", Leads.BONES),
    Item("spine", "Has a doctor named a narrow spine?", Leads.SPINE),
    Item("flare", "Did this pain start in the last six weeks?", Leads.FLARE),
    Item("treadmill", "Have you walked on a treadmill before?", Leads.NEW, flag=False),
)
RED = frozenset({Leads.HELP_NOW, Leads.HELP_TODAY})
BONES_OR_SPINE = frozenset({Leads.BONES, Leads.SPINE})


def judge(
    said: Mapping[str, bool],
    today: date,
    *,
    senior: bool = False,
    seen: bool = False,
    hills: bool = False,
) -> Answers:
    """What the answers come to, each under its item's key. Raises KeyError while one is missing.

    `seen`: a doctor saw the walker about a sign. What needs one today is then one for caution.
    `hills`: a doctor allowed hills and brisk minutes to somebody with weak bones or a narrow spine.
    """
    found = _found({item.key: said[item.key] for item in ITEMS}, senior)
    if seen and Leads.HELP_TODAY in found:
        found = found - {Leads.HELP_TODAY} | {Leads.CAUTION}
    return Answers(
        day=today,
        red_flag=bool(found & RED),
        caution=Leads.CAUTION in found,
        fell_in_12_months=Leads.FALL in found,
        flare_since=today if Leads.FLARE in found else None,
        brittle_bones=Leads.BONES in found,
        narrow_spine=Leads.SPINE in found,
        new_to_treadmills=Leads.NEW in found,
        cleared=hills and bool(found & BONES_OR_SPINE),
    )


def _found(said: Mapping[str, bool], senior: bool) -> frozenset[Leads]:
    """What the answers so far lead to."""
    found = {item.leads for item in ITEMS if said.get(item.key) is item.flag}
    fragile = Leads.BONES in found or (senior and Leads.FALL in found)
    new_pain = {Leads.HELP_TODAY} if fragile and Leads.FLARE in found else set()
    return frozenset(found | new_pain)


def asks_about_hills(said: Mapping[str, bool]) -> bool:
    """True for somebody with weak bones or a narrow spine."""
    return bool(_found(said, senior=False) & BONES_OR_SPINE)


def asks_for_care(said: Mapping[str, bool]) -> bool:
    """True for somebody who should ask a professional before they do more."""
    return Leads.CAUTION in _found(said, senior=False)


def help_for(said: Mapping[str, bool], *, senior: bool = False) -> Leads | None:
    """The most urgent help that the answers so far call for; None if none does.

    A screening ends at the first such answer: nothing is asked of who should see somebody now.
    """
    found = _found(said, senior)
    return next((one for one in (Leads.HELP_NOW, Leads.HELP_TODAY) if one in found), None)
