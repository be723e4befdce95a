"""What must not leave a gym in a bundle: who walks there, what they said, and passwords."""

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from treadctl.config import Config

LEFT_OUT = "(left out)"
_SAID = re.compile(
    r"\b(pain|end_pain|effort|age|heart_rate_bpm|answer|walker|password)"
    r"((?:\\?['\"])?\s*[:=]\s*)('[^']*'|\\?\"[^\"]*\"|[^\s,})\]]+)",
    re.IGNORECASE,
)
_USER = re.compile(r"//[^/@\s]*@")


def without(text: str, words: Iterable[str]) -> str:
    """`text` with none of `words`, as whole words in whatever case, and no user of an address.

    Nor as JSON writes them, which has only the letters of English.
    """
    kept = _USER.sub("//", text)
    spelled = {spelling for one in words if one for spelling in (one, json.dumps(one)[1:-1])}
    for word in sorted(spelled, key=len, reverse=True):
        kept = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", LEFT_OUT, kept, flags=re.IGNORECASE)
    return kept


def unsaid(log: str) -> str:
    """The lines of a log with no value in them that a walker may have said."""
    return _SAID.sub(rf"\1\2{LEFT_OUT}", log)


def secrets(history: Path) -> list[str]:
    """Every word that must not get out: who walks here, and the broker's password.

    Raises BadInput if that cannot be known.
    """
    from treadctl.cli.setup.given import given
    from treadctl.edges.mqtt_address import PASSWORD, password_in

    environ = {**given(), **os.environ}
    return [*walkers(history), environ.get(PASSWORD, ""), password_in(environ) or ""]


def walkers(history: Path) -> list[str]:
    """The names, pseudonyms and card numbers of everybody who is known here.

    Raises BadInput if there is a history that cannot be read.
    """
    from treadctl.edges.history import history as opened

    if not history.exists():
        return []
    with opened(history) as db:
        rows = db.execute("SELECT walker, name, card FROM walkers").fetchall()
        rows += db.execute("SELECT DISTINCT walker FROM sessions").fetchall()
    return [str(word) for row in rows for word in row if word]


def settings(config: "Config") -> dict[str, Any]:
    """The configuration as JSON types, without whose heart is listened to and who logs in."""
    found = config.model_dump(mode="json", exclude_none=True)
    if "heart_rate" in found:
        found["heart_rate"] = LEFT_OUT
    if "mqtt" in found:
        found["mqtt"]["url"] = _USER.sub("//", found["mqtt"]["url"])
    return found
