#!/bin/sh
# Builds the Certificate Transparency stranger and lets it judge. Usage: ct_test.sh BUILD_FOLDER LOG...
set -eu
build=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$build"
"$here/build.sh" "$build/stranger"
"$build/stranger" "$@"
