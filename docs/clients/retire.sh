#!/bin/bash
# Retires units and verifies the receipt, with nothing but curl and openssl 3. The key must be Ed25519.
# Usage: retire.sh URL VKEY KEY.jwk PARTY FACTORY PERIOD BATCH:FIRST-LAST
# Exit: 0 retired and verified, 1 refused (the problem on stderr), 3 the receipt does not hold.
set -euo pipefail
url=$1 vkey=$2 key_file=$3 party=$4 factory=$5 period=$6 units=$7
origin=${vkey%%+*} vkey=${vkey#*+} && log_key_hash=${vkey%%+*} log_key=${vkey#*+}
IFS=:- read -r batch first last <<<"$units"
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT

base64url() { base64 -w0 | tr '+/' '-_' | tr -d '='; }
unbase64url() { tr -- '-_' '+/' | sed 's/$/=/' | base64 -d; } # of 32 bytes
member() { grep -o "\"$1\" *: *\"[^\"]*\"" | head -1 | sed 's/.*: *"//; s/"$//'; }
sha256() { openssl dgst -sha256 -binary; }
false_receipt() { echo "the receipt does not hold: $1" >&2; exit 3; }

# The private key in the form that openssl reads (RFC 8410), and its thumbprint (RFC 7638).
{ printf '\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20'; member d <"$key_file" | unbase64url; } >"$work/key.der"
kid=$(printf '{"crv":"Ed25519","kty":"OKP","x":"%s"}' "$(member x <"$key_file")" | sha256 | base64url)
operator=$(curl -sS --fail-with-body "$url/v1/factories/$factory" | member operator)
now=$(date +%s)
header=$(printf '{"alg":"EdDSA","kid":"%s","typ":"tanbu-command+jws"}' "$kid" | base64url)
payload=$(printf '{"iss":"%s","aud":"%s","jti":"%s","iat":%d,"exp":%d,"kind":"retire","body":{"factory":%d,"period":"%s","purpose":"factory_offset",
  "ranges":[{"batch":%d,"first":%d,"last":%d}],"quantity":%d,"beneficiary":"%s","retired_on":"%s"}}' "$party" "$origin" "$(openssl rand -hex 16)" "$now" \
  $((now + 3600)) "$factory" "$period" "$batch" "$first" "$last" $((last - first + 1)) "$operator" "$(TZ=Asia/Shanghai date +%F)" | base64url)
printf '%s.%s' "$header" "$payload" >"$work/signed"
signature=$(openssl pkeyutl -sign -rawin -keyform DER -inkey "$work/key.der" -in "$work/signed" | base64url)
printf '%s.%s' "$(cat "$work/signed")" "$signature" >"$work/command" # after a timeout send these same bytes again: they count once
curl -sS --fail-with-body -D "$work/fields" -H 'Content-Type: application/jose' --data-binary "@$work/command" "$url/v1/commands" >"$work/answer" ||
  { cat "$work/answer" >&2; exit 1; }
index=$(tr -d '\r' <"$work/fields" | sed -n 's|^Location: /v1/entries/||p')
curl -sS --fail-with-body "$url/v1/entries/$index/receipt" >"$work/receipt"
sed '1,/^$/d' "$work/receipt" >"$work/note" && sed '/^$/,$d' "$work/note" >"$work/text"
# The log's key has signed this root, and no other key counts.
{ printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'; base64 -d <<<"$log_key" | tail -c 32; } >"$work/log.der"
signed_by_log=no
while read -r _ name signature; do
  base64 -d <<<"$signature" >"$work/line"
  [ "$name" = "$origin" ] && [ "$(head -c 4 "$work/line" | od -An -tx1 | tr -d ' \n')" = "$log_key_hash" ] || continue
  tail -c +5 "$work/line" >"$work/signature"
  openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey "$work/log.der" -in "$work/text" -sigfile "$work/signature" >/dev/null && signed_by_log=yes
done < <(sed '1,/^$/d' "$work/note")
{ read -r name && read -r size && read -r root; } <"$work/text"
[ "$signed_by_log" = yes ] && [ "$name" = "$origin" ] && [ "$index" -lt "$size" ] || false_receipt signature
sed -n 's/^extra //p' "$work/receipt" | base64 -d >"$work/entry"
[ "$(member command <"$work/entry")" = "$(sha256 <"$work/command" | base64 -w0)" ] || false_receipt entry
{ printf '\0'; cat "$work/entry"; } | sha256 >"$work/node"
at=$index end=$((size - 1))
for sibling in $(sed -n '4,${/^$/q;p}' "$work/receipt"); do # RFC 9162 section 2.1.3.2
  [ "$end" -gt 0 ] || false_receipt proof
  base64 -d <<<"$sibling" >"$work/sibling"
  children=("$work/node" "$work/sibling")
  ((at % 2 == 1 || at == end)) && children=("$work/sibling" "$work/node")
  while ((at == end && at % 2 == 0 && at > 0)); do at=$((at / 2)) end=$((end / 2)); done
  { printf '\1'; cat "${children[@]}"; } | sha256 >"$work/parent" && mv "$work/parent" "$work/node"
  at=$((at / 2)) end=$((end / 2))
done
[ "$end" = 0 ] && [ "$(base64 -w0 <"$work/node")" = "$root" ] || false_receipt proof
echo "retired and verified: entry $index"
