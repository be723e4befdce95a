"""Who may agree on something with a walker, and what was agreed: one professional at a time.

A key is good for five minutes after its last use.
"""

import asyncio
import hmac
import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, assert_never

from treadctl.edges.people.people import People
from treadctl.edges.people.person import Person
from treadctl.edges.professional import acts, pin
from treadctl.edges.professional.lock import Lock
from treadctl.errors import Refused
from treadctl.session.person.agreed import ALWAYS_ALLOWED, Agreed
from treadctl.session.profile import names

KEY_S = 5 * 60.0
NOT_OPEN = "Type the code again."
NO_CODE = "No code was set here. Run treadctl pin first."

Json = dict[str, Any]


class Office:
    """Opens by the code that is kept in `code`, as long as there is one."""

    def __init__(self, people: People, code: Path, today: Callable[[], date]) -> None:
        self._people = people
        self._code = code
        self._today = today
        self._lock = Lock()
        self._one_try = asyncio.Lock()
        self._key = ""
        self._key_until = 0.0

    async def has_code(self) -> bool:
        """True if there is a page for professionals here."""
        return await asyncio.to_thread(self._code.is_file)

    async def do(self, act: acts.Act) -> Json:
        """What comes of `act`. Raises Refused with a sentence for the screen, or BadInput."""
        match act:
            case acts.Open(pin=given):
                return {"key": await self._opened(given)}
            case acts.People(key=key):
                self._check(key)
                await self._people.read_now()
                return {"people": [_shown(one) for one in self._people.known]}
            case acts.Agree(key=key):
                self._check(key)
                return await self._agree(act)
            case acts.Close(key=key):
                self._check(key)
                self._key = ""
                return {}
            case _:
                assert_never(act)

    async def _opened(self, given: str) -> str:
        """A new key. Each try is counted before it is looked at."""
        async with self._one_try:
            self._lock = self._lock.trying(asyncio.get_running_loop().time())
            kept = await asyncio.to_thread(pin.read, self._code)
            if kept is None:
                raise Refused(NO_CODE)
            if not await asyncio.to_thread(pin.fits, given, kept):
                raise self._lock.refusal()
            self._lock = Lock()
            self._key = secrets.token_hex(16)
            self._use_key()
            return self._key

    def _check(self, key: str) -> None:
        late = asyncio.get_running_loop().time() > self._key_until
        if late or not self._key or not hmac.compare_digest(key, self._key):
            raise Refused(NOT_OPEN)
        self._use_key()

    def _use_key(self) -> None:
        self._key_until = asyncio.get_running_loop().time() + KEY_S

    async def _agree(self, act: acts.Agree) -> Json:
        profiles = None if act.profiles is None else tuple(sorted(set(act.profiles)))
        if profiles is not None and not set(profiles) <= set(names()):
            raise Refused("There is no such walk here. Choose from those on the screen.")
        agreed = Agreed(
            act.initials,
            self._today(),
            None if profiles is None else tuple(set(profiles) - ALWAYS_ALLOWED),
            act.max_speed_kmh,
            act.max_inclination_percent,
            act.max_minutes,
            act.ladder,
            act.usual_pain,
        )
        await self._people.agree(act.walker, agreed)
        return {"people": [_shown(one) for one in self._people.known]}


def _shown(person: Person) -> Json:
    card: Json = {"walker": person.walker, "name": person.name, "picture": person.picture}
    if (held := person.agreed) is None:
        return card
    agreed = {
        "profiles": held.profiles,
        "max_speed_kmh": held.max_speed_kmh,
        "max_inclination_percent": held.max_inclination_percent,
        "max_minutes": held.max_minutes,
        "ladder": held.ladder,
        "usual_pain": held.usual_pain,
    }
    known = {key: value for key, value in agreed.items() if value is not None}
    return card | {"agreed": {"by": held.by, "on": held.on.isoformat(), **known}}
