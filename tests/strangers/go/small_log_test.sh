#!/bin/sh
# Small logs written by our own code are accepted by the Go stranger, and every tampered copy of them is refused: each LOG with one bit
# changed in every kind of its files, and one of 700 entries with whatever else may be wrong with a log.
# Usage: small_log_test.sh WRITER FOLDER LOG...
set -eu
writer=$1
folder=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$folder/logs"
mkdir -p "$folder/logs"
"$here/build.sh" "$folder/stranger"

judge() {  # judge FOLDER
  "$folder/stranger" "$(cat "$1/vkey")" "$1/checkpoint" "$1/receipts" "$1/log"
}
tiles_of() {  # tiles_of SIZE: how many tiles a tree of the size has, full and partial ones
  nodes=$1
  tiles=0
  while [ "$nodes" -gt 0 ]; do
    tiles=$((tiles + (nodes + 255) / 256))
    nodes=$((nodes / 256))
  done
  echo "$tiles"
}
accepted() {  # accepted LOG: as many receipts, tiles and entries as there are
  size=$(sed -n 2p "$1/checkpoint")
  judge "$1" >"$folder/logs/judged.out"
  last=$(tail -n 1 "$folder/logs/judged.out")
  receipts=$(find "$1" -name '*.tlog-proof' | wc -l)
  if [ "$last" != "OK $receipts receipts $(tiles_of "$size") tiles $size entries" ]; then
    echo "size $size: unexpected: $last" >&2
    exit 1
  fi
  echo "size $size: $last"
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

each_kind_of_file() {  # each_kind_of_file LOG: the checkpoint, a receipt, the last tile of every level, the last bundle
  echo "$1/checkpoint"
  find "$1" -name '*.tlog-proof' | sort | tail -n 1
  for level in "$1"/log/tile/*; do
    [ -d "$level" ] || continue  # an empty log has no tiles
    find "$level" -type f | sort | tail -n 1
  done
}

[ $# -eq 10 ]  # or the test lost some of its sizes
for log in "$@"; do
  accepted "$log"
  kinds=0
  for file in $(each_kind_of_file "$log"); do
    [ -f "$file" ] || continue
    kinds=$((kinds + 1))
    middle=$(($(wc -c <"$file") / 2))
    flip "$file" "$middle"
    if judge "$log" >"$folder/logs/copy.out" 2>"$folder/logs/copy.err"; then
      echo "$file: byte $middle altered and accepted" >&2
      exit 1
    fi
    grep -q '^refused: ' "$folder/logs/copy.err"
    flip "$file" "$middle"  # others read the logs too
  done
  echo "size $(sed -n 2p "$log/checkpoint"): refused with a bit changed in each of $kinds files"
  [ "$kinds" -ge 4 ] || [ "$(sed -n 2p "$log/checkpoint")" -eq 0 ]
done
accepted "$1"  # as it was

"$writer" "$folder/logs/700" 700
accepted "$folder/logs/700"
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
