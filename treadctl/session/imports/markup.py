"""XML of unknown origin, read safely: no document types, no entities, nothing fetched. Pure."""

from dataclasses import dataclass, field
from xml.parsers import expat

MOST_ELEMENTS, DEEPEST = 10_000, 16


class Malformed(Exception):
    """What is wrong, and the line."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")


@dataclass(slots=True)
class Element:
    """One element, where it begins, and the text directly in it."""

    name: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def text_of(self, name: str) -> str:
        """The text of the first child of this name, "" without one. Case does not matter."""
        found = (one.text for one in self.children if one.name.lower() == name.lower())
        return next(found, "").strip()


def parse(data: bytes) -> Element:
    """The outermost element. Raises Malformed."""
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        why = expat.errors.messages[error.code]
        raise Malformed(error.lineno, f"this is not valid XML ({why}); correct it.") from error
    except (LookupError, ValueError) as error:
        raise Malformed(1, "its encoding is not known; save it as UTF-8.") from error
    return reader.root.children[0]


class _Reader:
    """Builds the tree. A document type is refused before anything in it can be declared."""

    def __init__(self) -> None:
        self.root = Element("", 0, {})
        self._open = [self.root]
        self._count = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) > DEEPEST:
            raise Malformed(line, "this is too large or too deep for a workout; shorten it.")
        element = Element(name, line, attributes)
        self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].text += text

    def _refuse(self, *_declared: object) -> None:
        line = self.parser.CurrentLineNumber
        raise Malformed(line, "a document type is not allowed here; remove it.")
