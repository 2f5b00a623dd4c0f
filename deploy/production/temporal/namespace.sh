#!/bin/sh
# The namespace `default` with its retention. Names no host to the command, which would ask the DNS outside for more about it.
set -u

TEMPORAL_ADDRESS=$(getent hosts temporal | cut -d ' ' -f 1):7233
export TEMPORAL_ADDRESS
temporal operator namespace describe --namespace default >/dev/null 2>&1 && word=update || word=create
exec temporal operator namespace "$word" --namespace default --retention "$TEMPORAL_RETENTION"
