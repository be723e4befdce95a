#!/bin/sh
# Made by `treadctl install`. What root calls runs as the user whose files it writes.
environment=$(readlink -f @home@/current)
python=$environment/bin/python
@home@/bin/fits || exit 1
[ "$*" = stop ] && set -- stop --config @config@
case " $* " in
    " history "*|" forget "*|" pin "*) user=treadctl-edges ;;
    " run "*|" doctor "*" --commission "*) user=treadctl ;;
    *) user= ;;
esac
if [ -n "$user" ] && [ "$(id -u)" = 0 ]; then
    exec runuser -u "$user" -- "$python" -P -m treadctl "$@"
fi
exec "$python" -P -m treadctl "$@"
