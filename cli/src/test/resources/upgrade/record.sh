#!/usr/bin/env bash
# Records what 'rouse dev' of this version leaves behind: one module died and was recovered, one is held. For each
# release once; UpgradeIT reads all that were recorded. Needs the engine, and the image docker-it-busybox that the real tests make.
#
#   record.sh ROUSE    the command of the release, such as /usr/bin/rouse; writes state-VERSION.tar.gz beside this script
set -euo pipefail
rouse=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
cp "$here/compose.yaml" "$data/"
cd "$data"
quiet() { "$rouse" "$@" --data state >/dev/null; }

"$rouse" dev -f compose.yaml --data state \
  --set http.port=0 --set executor.port=0 --set host=recorded --set liveness.tick=900ms &
dev=$!
until quiet status --wait; do sleep 1; done
docker kill rouse-upgrade-died-1 >/dev/null
until quiet incidents && "$rouse" incidents --data state | grep -q died; do sleep 1; done
quiet hold held --reason "recorded"
sleep 3
until quiet status --wait; do sleep 1; done
kill "$dev"
wait "$dev" || true
docker ps -aq --filter label=rouse.platform=rouse-upgrade | xargs -r docker rm -f >/dev/null
docker network rm rouse-upgrade_default >/dev/null
version=$("$rouse" --version | cut -d' ' -f2 | cut -d- -f1)
tar --create --sparse --sort=name --owner=0 --group=0 state | gzip -9 >"$here/state-$version.tar.gz"
