#!/bin/bash
# run.sh KERNEL COMMAND...: run COMMAND in this directory in the guest; exits with COMMAND's code,
# or with 99 if the guest does not come up. It has a folder for temporary files of its own, so this
# directory cannot be in there.
# The guest sees the files of the host and can change none: what it writes is gone with it.
# GUEST_CLOCK=virtual: where all wait, its clock jumps, and computing takes none of its time.
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

clock=()
[ "${GUEST_CLOCK:-}" != virtual ] || clock=(time-travel=inf-cpu)
timeout --foreground "${GUEST_LIMIT_S:-1200}" "$kernel" mem=1G rootfstype=hostfs rootflags=/ ro \
    init="$here/init.sh" box="$box" con0=null,fd:1 con=null quiet panic=-1 "${clock[@]}" \
    </dev/null 2>"$box/kernel.log" | sed -u -e 's/\r$//' -e '/^reboot: /d'
[ -s "$box/code" ] || { cat "$box/kernel.log"; echo "The guest did not come up."; exit 99; }
exit "$(cat "$box/code")"
