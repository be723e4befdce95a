#!/bin/bash
# run.sh KERNEL COMMAND...: run COMMAND in this directory in the guest; exits with COMMAND's code.
# The guest sees the files of the host and can change none: what it writes is gone with it.
set -uo pipefail
here=$(realpath "$(dirname "$0")")
kernel=$(realpath "$1")
shift

box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
{
    printf 'cd %q\n' "$PWD"
    printf '%q ' "$@"
} >"$box/command"

timeout --foreground "${GUEST_LIMIT_S:-1200}" "$kernel" mem=1G rootfstype=hostfs rootflags=/ ro \
    init="$here/init.sh" box="$box" con0=null,fd:1 con=null quiet panic=-1 \
    </dev/null 2>"$box/kernel.log" | sed -u -e 's/\r$//' -e '/^reboot: /d'
[ -s "$box/code" ] || { cat "$box/kernel.log"; echo "The guest did not come up."; exit 99; }
exit "$(cat "$box/code")"
