#!/usr/bin/env bash
# Installs the Debian packages that building (and, with "test", testing) needs, and says which ones. Quick when nothing is missing.
# Usage: scripts/setup.sh build|test
set -euo pipefail

build_packages=(
  cmake ninja-build g++ ccache pkg-config python3
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libssl-dev libsodium-dev libsqlite3-dev libcereal-dev libcli11-dev libfmt-dev libspdlog-dev libcurl4-openssl-dev
  libzip-dev zlib1g-dev libexpat1-dev libxlsxwriter-dev prometheus-cpp-dev
)
test_packages=(
  catch2 librapidcheck-dev mold
  golang-go golang-golang-x-mod-dev golang-gopkg-square-go-jose.v2-dev golang-github-google-certificate-transparency-dev
  python3-jwcrypto python3-jwt python3-cryptography python3-openpyxl python3-hypothesis python3-jsonschema
  strace sqlite3 curl openssl ca-certificates libbcprov-java
)
# Node and Java often come from elsewhere than Debian; what is on the path will do. A compiler belongs to the Java that runs source files.
command -v node >/dev/null && command -v npm >/dev/null || test_packages+=(nodejs npm)
command -v java >/dev/null && command -v javac >/dev/null || test_packages+=(default-jdk-headless)

packages=("${build_packages[@]}")
[ "${1:-build}" = test ] && packages+=("${test_packages[@]}")

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  echo "setup: nothing is missing / 依赖齐全"
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "setup: run as root or install sudo; missing: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "setup: installing / 正在安装: ${missing[*]}"
log=$(mktemp)
install() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1; }
# An old package list may name versions that are gone: refresh it before the first try on a bare machine, and again after a failure.
"${as_root[@]}" apt-get update >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
if ! install; then
  sleep 5
  "${as_root[@]}" apt-get update >>"$log" 2>&1 || true
  install || { cat "$log" >&2; exit 1; }
fi
rm -f "$log"
