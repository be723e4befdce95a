"""The page's questions by keys: its own words, and one key for each answer."""

from collections.abc import Mapping
from types import MappingProxyType

from treadctl.commissioned import PowerCut
from treadctl.edges.words import ENGLISH, catalogue
from treadctl.session.person.question import Answer, End, Kind, Question

_YES_NO: Mapping[str, Answer] = MappingProxyType({"y": True, "n": False})
_NUMBER: Mapping[str, Answer] = MappingProxyType(
    {**{str(number): number for number in range(10)}, "t": 10}
)
_DONE: Mapping[str, Answer] = MappingProxyType({"y": True})
_HOW = {"y n": "y/n", "y": "y: done", "0 1 2 3 4 5 6 7 8 9 t": "0-9, t for ten"}


def keys(question: Question) -> Mapping[str, Answer]:
    """The answers by their keys; none where more than a key is needed."""
    match question.kind:
        case Kind.YES_NO:
            return _YES_NO
        case Kind.PAIN | Kind.EFFORT | Kind.SCALE:
            return _NUMBER
        case Kind.DONE:
            return _DONE
        case Kind.CHOICE:
            return {str(number): one for number, one in enumerate(question.options, 1)}
    return {}


def words(question: Question, cuts_power: PowerCut = PowerCut.KEY) -> str:
    """What is asked where that cuts the power, and by which keys it is answered."""
    known = catalogue(ENGLISH)
    asked = str(known["questions"][question.key])
    if question.key == "key":
        asked = str(known["powerCuts"][cuts_power].get("before", asked))
    if question.kind is Kind.CHOICE:
        chosen = (f"{key}: {known['answers'][one]}" for key, one in keys(question).items())
        return "\n".join((asked, *chosen))
    how = _HOW.get(" ".join(keys(question)))
    return f"{asked}  ({how})" if how else asked


def help_words(end: End) -> str:
    """What to do now, where no walk is offered."""
    return "\n".join(catalogue(ENGLISH)["help"][end.value])
