"""The professional's code, which is kept as its scrypt hash and never itself (RFC 7914).

`treadctl pin` writes it; without the file there is no page for professionals.
"""

import hashlib
import hmac
import os
from contextlib import suppress
from pathlib import Path

from treadctl.errors import BadInput

FEWEST_DIGITS, MOST_DIGITS = 6, 12
SALT_BYTES = 16
UNREADABLE = "The code cannot be read. Set it anew with treadctl pin."
_COST, _BLOCK, _LANES = 1 << 14, 8, 1  # 16 MB of memory and some 50 ms for each try


def check(pin: str) -> None:
    """Raises BadInput if that is no code to choose."""
    if not (pin.isascii() and pin.isdecimal() and FEWEST_DIGITS <= len(pin) <= MOST_DIGITS):
        raise BadInput(f"Choose a code of {FEWEST_DIGITS} to {MOST_DIGITS} digits.")
    if len(set(pin)) == 1:
        raise BadInput("Choose a code of more than one digit.")


def hashed(pin: str, salt: bytes) -> str:
    """What is kept of a code. Blocks for as long as a try takes."""
    return f"scrypt:{_COST}:{_BLOCK}:{_LANES}:{salt.hex()}:{_scrypt(pin, salt).hex()}"


def fits(pin: str, kept: str) -> bool:
    """True if that is the code. Blocks; raises BadInput where what is kept cannot be read."""
    match kept.strip().split(":"):
        case ["scrypt", cost, block, lanes, salt, wanted] if _ours(cost, block, lanes):
            with suppress(ValueError):  # no hexadecimal digits
                return hmac.compare_digest(_scrypt(pin, bytes.fromhex(salt)).hex(), wanted)
    raise BadInput(UNREADABLE)


def write(path: Path, pin: str) -> None:
    """Keep the code in `path`, for its owner's eyes only. Raises BadInput for one that is none."""
    check(pin)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(hashed(pin, os.urandom(SALT_BYTES)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def read(path: Path) -> str | None:
    """What is kept, or None where no code was set. Raises BadInput if it cannot be read."""
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BadInput(UNREADABLE) from error


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=64 << 20, dklen=32
    )


def _ours(*given: str) -> bool:
    """True for the one cost that is written here: a file cannot ask for more of the machine."""
    return given == (str(_COST), str(_BLOCK), str(_LANES))
