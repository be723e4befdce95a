#!/bin/sh
# Installs treadctl on this computer from the folder that this script is in; `--dry-run` tells what
# it would change. The same call repairs an installation whose Python is gone. No internet.
here=$(cd "$(dirname "$0")" && pwd) || exit 1
python=${PYTHON:-python3}
command -v "$python" >/dev/null || {
    echo "treadctl needs Python 3.11 or newer: apt-get install python3" >&2
    exit 2
}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "treadctl needs Python 3.11 or newer; this computer's is $("$python" --version)." >&2
    exit 2
}
# What runs from here on comes out of two files: a damaged one could say nothing of itself.
PYTHONPATH=$("$python" -I - "$here" <<'END'
import hashlib, json, pathlib, sys

here = pathlib.Path(sys.argv[1])
found = []
try:
    files = json.loads((here / "manifest.json").read_bytes())["files"]
    for name in files:
        if name.startswith(("click-", "treadctl-")):
            if hashlib.sha256((here / name).read_bytes()).hexdigest() != files[name]:
                sys.exit(f"treadctl: {here / name} is damaged; copy the wheelhouse again.")
            found.append(str(here / name))
    if len(found) != 2:
        raise ValueError
except OSError as error:
    sys.exit(f"treadctl: {error.filename}: {error.strerror}; copy the wheelhouse again.")
except (ValueError, KeyError, TypeError, AttributeError):
    sys.exit(f"treadctl: {here}/manifest.json is damaged; copy the wheelhouse again.")
print(*found, sep=":")
END
) || exit 2
PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH PYTHONDONTWRITEBYTECODE
exec "$python" -P -m treadctl install --wheelhouse "$here" "$@"
