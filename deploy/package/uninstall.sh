#!/usr/bin/env bash
# uninstall.sh [--purge]: takes dwr off this machine, as root. Settings in /etc/dwr, the executor's state in /var/lib/dwr
# and the user dwr stay, so that the same executor comes back with the next installation; --purge removes them, too.
# Take the machine out of service first (dwr drain): containers of running jobs are stopped.
set -uo pipefail

purge=no
case ${1-} in
  '') ;;
  --purge) purge=yes ;;
  *)
    echo "usage: uninstall.sh [--purge]" >&2
    exit 2
    ;;
esac
((EUID == 0)) || {
  echo "uninstall.sh: this needs root." >&2
  exit 1
}
if [[ -d /run/systemd/system ]]; then
  # The executor first: its guard then stops what is left, within LOST_AFTER. It is given 90 s of it.
  systemctl disable --now dwr-scheduler dwr-executor 2>/dev/null
  if systemctl is-active --quiet dwr-guard && command -v docker >/dev/null; then
    for ((seconds = 0; seconds < 90; seconds++)); do
      [[ -n $(docker ps -q --filter label=dwr.executor) ]] || break
      sleep 1
    done
  fi
  systemctl disable --now dwr-guard 2>/dev/null
fi
rm -f /etc/systemd/system/dwr-{scheduler,executor,guard}.service /usr/local/bin/dwr
rm -rf /opt/dwr
[[ -d /run/systemd/system ]] && systemctl daemon-reload
if [[ $purge == yes ]]; then
  rm -rf /etc/dwr /var/lib/dwr
  getent passwd dwr >/dev/null && userdel dwr
fi
exit 0
