#!/usr/bin/env bash
# install.sh [--root DIR]: puts this release of dwr on a machine, as root; running it again changes nothing that is right
# already. It makes
#   /opt/dwr/<release>/ with the link /opt/dwr/current, and /usr/local/bin/dwr
#   /etc/systemd/system/dwr-{scheduler,executor,guard}.service
#   /etc/dwr/scheduler.env and executor.env, unless they are there (yours are never changed)
#   the system user dwr, which belongs to the group docker through the units, and its /var/lib/dwr/executor
# It starts and stops nothing. With --root it does the same below DIR, for an image or a look before.
set -uo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd -P) || exit 1
root=''

fail() {
  echo "install.sh: $1" >&2
  shift
  (($# == 0)) || printf '            %s\n' "$@" >&2
  exit 1
}

while (($# > 0)); do
  case $1 in
    --root) root=${2-} && shift ;;
    --root=*) root=${1#*=} ;;
    *) fail "unknown argument $1." "usage: install.sh [--root DIR]" ;;
  esac
  shift
done
if [[ -n $root ]]; then
  root=$(cd "$root" 2>/dev/null && pwd -P) || fail "--root names no folder." "Make it first."
  [[ $root != / ]] || root=''
fi
((EUID == 0)) || [[ -n $root ]] || fail "this needs root: the units, /opt/dwr and the user dwr are the system's." "sudo ./install.sh"

(cd "$here" && sha256sum --check --quiet --strict SHA256SUMS) ||
  fail "files of this release are damaged or missing (see above)." "Unpack the archive again."
sums=$(sha256sum "$here/SHA256SUMS") || exit 1
release=$(<"$here/VERSION")-${sums:0:12}
place=$root/opt/dwr/$release

# A release is copied beside and moved into place whole: what runs from an older one is not touched.
if [[ ! -d $place ]]; then
  rm -rf "$place.new"
  mkdir -p "$place.new" && cp -r "$here"/. "$place.new/" && chmod -R u=rwX,go=rX "$place.new" ||
    fail "this release could not be copied to $place." "Is the disk full? (df -h ${root:-/}opt)"
  ((EUID != 0)) || chown -R 0:0 "$place.new"
  mv -T "$place.new" "$place" || exit 1
fi
ln -sfn "$release" "$root/opt/dwr/current.new" && mv -T "$root/opt/dwr/current.new" "$root/opt/dwr/current" || exit 1
mkdir -p "$root/usr/local/bin" && ln -sfn /opt/dwr/current/bin/dwr "$root/usr/local/bin/dwr" || exit 1

mkdir -p "$root/etc/systemd/system" &&
  install -m 644 "$here"/systemd/*.service "$root/etc/systemd/system/" || exit 1

mkdir -p "$root/etc/dwr" || exit 1
for settings in scheduler.env executor.env; do
  [[ -e $root/etc/dwr/$settings ]] || install -m 600 "$here/etc/$settings" "$root/etc/dwr/$settings" || exit 1
done

if [[ -e $root/etc/passwd ]] && ! grep -q '^dwr:' "$root/etc/passwd"; then
  useradd ${root:+--prefix "$root"} --system --user-group --home-dir /var/lib/dwr --no-create-home \
    --shell /usr/sbin/nologin dwr || fail "the system user dwr could not be made." "Make one yourself, then run this again."
fi

# The units would make it, too, but only at the first start: before that, `dwr executor check` looks at it.
owner=$(sed -n 's/^dwr:[^:]*:\([0-9]*:[0-9]*\):.*/\1/p' "$root/etc/passwd" 2>/dev/null)
if [[ -n $owner ]]; then
  mkdir -p "$root/var/lib/dwr/executor" && chown "$owner" "$root/var/lib/dwr" "$root/var/lib/dwr/executor" &&
    chmod 750 "$root/var/lib/dwr/executor" || exit 1
fi

echo "dwr $release is in $root/opt/dwr."
[[ -n $root ]] && exit 0
if [[ -d /run/systemd/system ]]; then
  systemctl daemon-reload
fi
getent group docker >/dev/null ||
  echo "There is no group docker yet: dwr-executor and dwr-guard start only once Docker Engine is installed."
cat <<'END'
Next, on the scheduler's machine:
  edit /etc/dwr/scheduler.env                  where Redis and Temporal are, and where to listen
  systemctl enable --now dwr-scheduler
on each machine that is to run containers:
  edit /etc/dwr/executor.env                   where Redis and Temporal are
  dwr executor check                           what this machine still needs
  systemctl enable --now dwr-guard dwr-executor
After an upgrade: systemctl restart, scheduler first; containers run on (docs/operations.md).
END
