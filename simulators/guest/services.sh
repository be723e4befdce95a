#!/bin/bash
# In the guest: dbus and bluetoothd as on a real machine, then the command, then the end.
[ -e /media/box/command ] || exit 1  # anywhere else this would end and forget real devices
export HOME=/run/home LANG=C.UTF-8 TREADCTL_GUEST=1
mkdir -p "$HOME" /run/dbus /var/lib/bluetooth
rm -rf /var/lib/bluetooth/*
busybox ip link set lo up
[ -s /etc/machine-id ] || echo 0123456789abcdef0123456789abcdef >/etc/machine-id

# Each is started again a second after it ends, bluetoothd not while a test holds it back.
while :; do
    rm -f /run/dbus/system_bus_socket
    dbus-daemon --system --nofork --nopidfile
    sleep 1
done 2>/run/dbus.log &
until [ -S /run/dbus/system_bus_socket ]; do sleep 0.05; done
while :; do
    /usr/libexec/bluetooth/bluetoothd --nodetach
    sleep 1
    while [ -e /run/no-bluetoothd ]; do sleep 0.1; done
done 2>/run/bluetoothd.log &

bash /media/box/command 2>&1
echo $? >/media/box/code
sync
busybox poweroff -f
