#!/bin/sh
# Installs the npm packages that the strangers are, exactly those of package-lock.json, into a folder of the build. Quick and without
# a network when they are there. Usage: npm_ci.sh FOLDER [FOLDER-OF-THE-LOCK-FILE], this one when absent.
set -eu
folder=$1
here=$(cd "${2:-$(dirname "$0")}" && pwd)
mkdir -p "$folder"
if [ -e "$folder/installed" ] && cmp -s "$here/package-lock.json" "$folder/installed"; then
  echo "nothing to install"
  exit 0
fi
cp "$here/package.json" "$here/package-lock.json" "$folder"
# No package's own scripts run: these packages have none, and one that grew some must not be trusted with a build machine.
cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline
cp "$here/package-lock.json" "$folder/installed"
