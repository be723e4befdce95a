#!/bin/bash
# build.sh FILE: compile the guest's kernel, User-Mode Linux with Bluetooth, to FILE. Once; 3 minutes.
# Needs root for apt, 2 GB of disk while it works, and Debian (12 was tested). FILE is 7 MB.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
kernel=$(realpath -m "$1")

packages=(linux-source gcc libc6-dev make flex bison bc xz-utils bluez dbus busybox)
sudo=$([ "$(id -u)" = 0 ] || echo sudo)
echo "Installing Debian packages: ${packages[*]}"
$sudo apt-get -qq update
$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends \
    "${packages[@]}" >/dev/null

mkdir -p "$(dirname "$kernel")"
work=$(mktemp -d "$(dirname "$kernel")/source.XXXXXX")
trap 'rm -rf "$work"' EXIT
source=$(find /usr/src -name 'linux-source-*.tar.xz' | sort -V | tail -1)
echo "Compiling $(basename "$source"): 3 minutes, this once."
tar -x -f "$source" -C "$work" --strip-components=1
cd "$work"
# Debian 12's kernel has room for the vector registers up to AVX-512; with AMX a CPU has 11 KB of
# them, which are on the kernel's stack: see CONFIG_KERNEL_STACK_ORDER.
sed -i 's/DEFINE_LONGS(HOST_FP_SIZE, 2696)/DEFINE_LONGS(HOST_FP_SIZE, 12288)/' \
    arch/x86/um/user-offsets.c
make -s ARCH=um KCONFIG_ALLCONFIG="$here/kernel.config" allnoconfig >/dev/null
make -s ARCH=um -j"$(nproc)" linux >build.log 2>&1 || { tail -30 build.log; exit 1; }
strip -o "$kernel" linux
echo "Done: $("$kernel" --version), $(du -h "$kernel" | cut -f1)"
