#!/bin/bash
# The guest's first process: put a memory file system over the host's files and go on in there.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
box=$(sed 's/.*box=\([^ ]*\).*/\1/' /proc/cmdline)

mount -t tmpfs over /media
mkdir /media/upper /media/work /media/root
mount -t overlay -o lowerdir=/,upperdir=/media/upper,workdir=/media/work overlay /media/root
cd /media/root || exit 1
mount -t proc proc proc
mount -t sysfs sys sys
mount -t devtmpfs dev dev
mkdir -p dev/pts dev/shm media/box
mount -t devpts pts dev/pts
mount -t tmpfs shm dev/shm
mount -t tmpfs run run
mount -t tmpfs tmp tmp
mount -t hostfs -o "$box" box media/box
exec chroot . "${0%/*}/services.sh" </dev/null
