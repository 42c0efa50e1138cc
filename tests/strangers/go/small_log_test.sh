#!/bin/sh
# A small log written by our own code is accepted by the Go stranger, and every tampered copy of it is refused.
# Usage: small_log_test.sh WRITER FOLDER
set -eu
writer=$1
folder=$2
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$folder/logs"
mkdir -p "$folder/logs"
"$here/build.sh" "$folder/stranger"

judge() {  # judge FOLDER
  "$folder/stranger" "$(cat "$1/vkey")" "$1/checkpoint" "$1/receipts" "$1/log"
}
accepted() {  # accepted SIZE TILES
  "$writer" "$folder/logs/$1" "$1"
  judge "$folder/logs/$1" >"$folder/logs/$1.out"
  last=$(tail -n 1 "$folder/logs/$1.out")
  receipts=$(find "$folder/logs/$1/receipts" -type f | wc -l)
  if [ "$last" != "OK $receipts receipts $2 tiles $1 entries" ]; then
    echo "size $1: unexpected: $last" >&2
    exit 1
  fi
  echo "size $1: $last"
}
refused() {  # refused NAME REASON: the copy in $copy must be refused for that reason
  if judge "$copy" >"$folder/logs/copy.out" 2>"$folder/logs/copy.err"; then
    echo "$1: accepted, but it must be refused" >&2
    exit 1
  fi
  if ! grep -q "^refused: .*$2" "$folder/logs/copy.err"; then
    echo "$1: refused for another reason: $(cat "$folder/logs/copy.err")" >&2
    exit 1
  fi
  echo "$1: $(cat "$folder/logs/copy.err")"
}
fresh() {
  copy=$folder/logs/copy
  rm -rf "$copy"
  cp -r "$folder/logs/700" "$copy"
}
flip() {  # flip FILE OFFSET: changes one bit
  byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
  # shellcheck disable=SC2059 # the format is the byte itself, in octal
  printf "\\$(printf '%03o' $((byte ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

accepted 1 1
accepted 255 1
accepted 256 2
accepted 700 4

fresh; flip "$copy/log/tile/0/000" 5000; refused "a flipped bit in a full tile" "inconsistent tile"
fresh; flip "$copy/log/tile/0/002.p/188" 40; refused "a flipped bit in a partial tile" "inconsistent tile"
fresh; flip "$copy/log/tile/1/000.p/2" 63; refused "a flipped bit in an upper tile" "inconsistent tile"
fresh; flip "$copy/log/tile/entries/001" 3000; refused "a flipped bit in an entry" "does not hash to its leaf"
fresh; truncate -s -1 "$copy/log/tile/entries/002.p/188"; refused "a bundle cut short" "ends within entry 699"
fresh; rm "$copy/log/tile/0/001"; refused "a tile that is missing" "no such file"
fresh; head -c 32 /dev/zero >"$copy/log/tile/extra"; refused "a file that is no tile" "no tile's name"
fresh; mkdir "$copy/log/tile/2"; mkdir "$copy/log/tile/2/000.p"; head -c 32 /dev/zero >"$copy/log/tile/2/000.p/1"
refused "a tile the tree cannot have" "beyond the checkpoint"
fresh; head -c 288 /dev/zero >"$copy/log/tile/0/002.p/9"
refused "an older partial tile that tells another history" "differs from the tree"
fresh; sed -i '2s/700/699/' "$copy/checkpoint"; refused "a changed checkpoint" "invalid signature"
fresh; sed -i 's/^index 1$/index 2/' "$copy/receipts/1.tlog-proof"; refused "a receipt for another place" "receipt 1.tlog-proof"
fresh; sed -i '4s/[A-M]/z/' "$copy/receipts/1.tlog-proof"; refused "a receipt with a changed proof" "receipt 1.tlog-proof"
fresh; rm -r "$copy/receipts"; refused "no receipts at all" "there are none"
fresh; printf 'x%s' "$(cat "$copy/vkey")" >"$copy/vkey.new"; mv "$copy/vkey.new" "$copy/vkey"; refused "another key" "vkey"
fresh; printf 'x' >>"$copy/log/tile/entries/001"; refused "bytes after a bundle" "goes on after its last entry"
fresh; printf 'x' >>"$copy/log/tile/entries/002.p/188"; refused "bytes after a partial bundle" "goes on after its last entry"

# What the same key did sign, but over another history: a log that shows two histories is found out.
"$writer" "$folder/logs/fork" 700 "another "
fresh; cp "$folder/logs/fork/receipts/3.tlog-proof" "$copy/receipts/"; refused "a receipt out of another history" "tells another history"
fresh; cp "$folder/logs/fork/checkpoint" "$copy/"; refused "a checkpoint of another history" "inconsistent tile"
"$writer" "$folder/logs/300" 300
fresh; rm -r "$copy/log" "$copy/checkpoint"; cp -r "$folder/logs/300/log" "$folder/logs/300/checkpoint" "$copy"
refused "receipts newer than the checkpoint" "newer than the given one"
