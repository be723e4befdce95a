#!/bin/sh
# Installs treadctl on this computer from the folder that this script is in; `--dry-run` tells what
# it would change. The same call repairs an installation whose Python is gone. No internet.
here=$(cd "$(dirname "$0")" && pwd) || exit 1
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "treadctl needs Python 3.11 or newer; this computer's is $("$python" --version)." >&2
    exit 2
}
PYTHONPATH=$(echo "$here"/click-*.whl):$(echo "$here"/treadctl-*.whl)
PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH PYTHONDONTWRITEBYTECODE
exec "$python" -P -m treadctl install --wheelhouse "$here" "$@"
