"""Simulated treadmills: the other side of every wire, made without treadctl's own codecs."""

import sys

# bumble falls back on its own AES, which does for a radio inside a process and weighs 6 MB less.
sys.modules.setdefault("bumble.crypto.cryptography", None)  # type: ignore[arg-type]
