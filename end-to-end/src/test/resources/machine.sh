#!/usr/bin/env bash
# A machine for tests: a Debian whose systemd runs in namespaces of its own, on this machine's network and engine.
#   machine.sh make ROOT              makes it, with debootstrap
#   machine.sh boot ROOT JDK SOCKET   boots it, with this JDK and this engine's socket; ends when it is off
#   machine.sh in ROOT COMMAND...     runs a command there
#   machine.sh off ROOT               ends it at once
# Root only. What it mounts is in its own namespace and goes with it.
set -uo pipefail

make_machine() {
  local log=$1.log
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,procps bookworm "$1" >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    return 1
  }
  echo machine >"$1/etc/hostname"
  : >"$1/etc/machine-id"
  # A terminal is nobody's here.
  chroot "$1" systemctl mask --quiet getty.target console-getty.service serial-getty@.service getty@.service
}

boot() {
  local group=/sys/fs/cgroup/unified
  export root=$1 jdk=$2 socket=$3 engine_group
  [[ -d $group ]] || group=/sys/fs/cgroup
  engine_group=$(stat -c %g "$socket") || return
  chroot "$root" groupadd -f -o -g "$engine_group" docker || return
  mkdir -p "$root$jdk" "$group/dwr-machine-$$" && echo $$ >"$group/dwr-machine-$$/cgroup.procs" || return
  unshare --mount --pid --fork --ipc --uts --cgroup --kill-child bash -ec '
    mount --make-rprivate /
    hostname machine
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount -t sysfs -o ro sysfs "$root/sys"
    mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
    mount -t tmpfs -o mode=755 tmpfs "$root/run"
    mount --bind -o ro "$jdk" "$root$jdk"
    : >"$root/run/docker.sock"
    mount --bind "$socket" "$root/run/docker.sock"
    cd "$root"
    mkdir -p .before
    pivot_root . .before
    exec env -i container=dwr PATH=/usr/sbin:/usr/bin:/sbin:/bin \
      sh -c "umount -l /.before; exec /lib/systemd/systemd --show-status=false --log-target=console --log-level=notice"
  ' &
  echo $! >"$root.pid"
  wait $!
  # Not at once empty: its processes were killed a moment ago.
  echo $$ >"$group/cgroup.procs"
  for _ in {1..50}; do
    find "$group/dwr-machine-$$" -depth -type d -exec rmdir {} + 2>/dev/null && break
    sleep 0.1
  done
  return 0
}

# first_process ROOT: the one that the machine takes for number 1
first_process() {
  local outer pid
  outer=$(<"$1.pid") && read -r pid _ < <(echo "$(<"/proc/$outer/task/$outer/children")") && echo "$pid"
}

inside() {
  local pid
  pid=$(first_process "$1") || return
  shift
  nsenter -t "$pid" -m -p -u -i -C env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

case ${1-} in
  make) make_machine "$2" ;;
  boot) boot "${@:2}" ;;
  in) inside "${@:2}" ;;
  off) kill -KILL "$(first_process "$2")" ;;
  *) exit 2 ;;
esac
