"""The walks on offer, read once: a start in the belt process waits for no disk."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from treadctl.errors import BadInput
from treadctl.session import profile
from treadctl.session.profile import Profile


class Shelf:
    """What there is. A file that is wrong is kept as its complaint, for whoever asks for it."""

    def __init__(self, walks: Mapping[str, Profile | BadInput]) -> None:
        self._walks = walks

    def take(self, name: str) -> Profile:
        """The walk of this name. Raises BadInput if there is none, or its file is wrong."""
        found = self._walks.get(name)
        if found is None:
            known = ", ".join(sorted(self._walks))
            raise BadInput(f"There is no profile {name!r}; there are: {known}.")
        if isinstance(found, BadInput):
            raise BadInput(str(found))
        return found


@cache
def shipped() -> Shelf:
    """The shipped profiles as they were at the first call. Blocks on the disk once."""
    return Shelf(MappingProxyType({name: _read(name) for name in profile.names()}))


def _read(name: str) -> Profile | BadInput:
    try:
        return profile.find(name)
    except BadInput as error:
        return error
