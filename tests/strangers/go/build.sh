#!/bin/sh
# Builds the Go stranger without a network: Debian's golang-go and golang-golang-x-mod-dev (sources under /usr/share/gocode).
# Usage: build.sh OUT. Exits with 77 when Debian's Go or its x/mod sources are not installed.
set -eu
if [ $# -ne 1 ]; then
  echo "usage: build.sh OUT" >&2
  exit 2
fi
out=$1
here=$(cd "$(dirname "$0")" && pwd)
go=/usr/lib/go/bin/go
if [ ! -x "$go" ] || [ ! -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ]; then
  echo "golang-go and golang-golang-x-mod-dev are needed" >&2
  exit 77
fi
# GOPATH mode reads the packaged sources as they lie; no module file, proxy or other toolchain may come in between.
cache=$(dirname "$out")/.go-cache
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
env -u GOROOT GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOPROXY=off GOTOOLCHAIN=local GOCACHE="$cache" CGO_ENABLED=0 \
  "$go" build -o "$out" "$here/stranger.go"
