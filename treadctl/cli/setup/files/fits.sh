#!/bin/sh
# Made by `treadctl install`. Says what to do once this computer's Python is another one.
[ -e @home@/unfinished ] &&
    echo "treadctl: an installation was cut off. Run: sudo sh @home@/wheelhouse/install.sh" >&2
python=$(readlink -f @home@/current)/bin/python
"$python" -P -c 'import treadctl' 2>/dev/null && exit 0
echo "treadctl: its Python is gone or another one. Run: sudo sh @home@/wheelhouse/install.sh" >&2
exit 1
