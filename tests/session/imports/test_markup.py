import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadctl.session.imports.markup import DEEPEST, MOST_ELEMENTS, Malformed, parse

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<a>&c;</a>"""
OUTSIDE = b"""<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>"""
FILE = b"""<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname">]><a>&f;</a>"""


def test_elements_have_their_line_attributes_text_and_children() -> None:
    root = parse(b'<a>\n<b x="1">text</b>\n<c/></a>')
    first, second = root.children
    assert (first.name, first.line, first.attributes, first.text) == ("b", 2, {"x": "1"}, "text")
    assert (second.name, second.line, root.text_of("B"), root.text_of("d")) == ("c", 3, "text", "")


@pytest.mark.parametrize("data", [LAUGHS, OUTSIDE, FILE])
def test_a_document_type_is_refused_before_anything_is_made_of_it(data: bytes) -> None:
    with pytest.raises(Malformed, match="a document type is not allowed"):
        parse(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "line 1: this is not valid XML"),
        (b"<a>\n<b></a>", "line 2: this is not valid XML"),
        (b"<a>&nothing;</a>", "this is not valid XML"),
        (b"<a>" * (DEEPEST + 1), "too large or too deep"),
        (b"<a>" + b"<b/>" * MOST_ELEMENTS, "too large or too deep"),
        (b'<?xml version="1.0" encoding="none-such"?><a/>', "line 1: "),
    ],
)
def test_what_is_wrong_is_said_with_its_line(data: bytes, words: str) -> None:
    with pytest.raises(Malformed, match=words):
        parse(data)


@given(st.binary(max_size=300) | st.text("<>/a&;=\"'![]- ", max_size=100).map(str.encode))
def test_any_bytes_are_a_tree_or_malformed(data: bytes) -> None:
    try:
        parse(data)
    except Malformed:
        pass
