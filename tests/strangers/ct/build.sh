#!/bin/sh
# Builds the Certificate Transparency stranger without a network, out of Debian's golang-github-google-certificate-transparency-dev.
# Usage: build.sh OUT. Exits with 77 when Debian's Go or those sources are not installed.
set -eu
out=$1
here=$(cd "$(dirname "$0")" && pwd)
go=/usr/lib/go/bin/go
package=github.com/google/certificate-transparency/go/merkletree
source=/usr/share/gocode/src/$package
if [ ! -x "$go" ] || [ ! -d "$source" ]; then
  echo "golang-go and golang-github-google-certificate-transparency-dev are needed" >&2
  exit 77
fi
work=$(dirname "$out")/.go
mkdir -p "$work/src/$package" "$work/cache"
work=$(cd "$work" && pwd)
# The package's other half wraps a C++ tree that Debian does not ship; its verifier is plain Go and needs two files.
cp "$source/merkle_verifier.go" "$source/tree_hasher.go" "$work/src/$package"
env -u GOROOT GO111MODULE=off GOPATH="$work" GOFLAGS= GOPROXY=off GOTOOLCHAIN=local GOCACHE="$work/cache" CGO_ENABLED=0 \
  "$go" build -o "$out" "$here/stranger.go"
