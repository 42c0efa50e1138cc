#!/bin/sh
# Writes a log of each size below FOLDER. Usage: write_small_logs.sh WRITER FOLDER SIZE...
set -eu
writer=$1
folder=$2
shift 2
rm -rf "$folder"
mkdir -p "$folder"
for size in "$@"; do
  "$writer" "$folder/$size" "$size"
done
