#!/usr/bin/python3
"""Retires units and verifies the receipt. Needs python3-jwcrypto.

Usage: retire.py URL VKEY KEY.jwk PARTY FACTORY PERIOD BATCH:FIRST-LAST
Exit: 0 retired and verified, 1 refused (the problem on stderr), 3 the receipt does not hold.
"""
import base64, hashlib, json, re, sys, time, urllib.error, urllib.request, uuid
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jwcrypto import jwk, jws

url, vkey, key_file, party, factory, period, units = sys.argv[1:]
origin, log_key_hash, log_key = vkey.split("+", 2)
batch, first, last = map(int, re.fullmatch(r"(\d+):(\d+)-(\d+)", units).groups())

def fetch(path, body=None):
    try:
        return json.load(urllib.request.urlopen(urllib.request.Request(url + path, body, {"Content-Type": "application/jose"}), timeout=60))
    except urllib.error.HTTPError as refused:
        sys.exit(refused.read().decode())

def receipt_holds(receipt, command):
    head, note = receipt.split("\n\n", 1)
    _, entry, index, *siblings = head.split("\n")
    entry, index = base64.b64decode(entry.removeprefix("extra ")), int(index.removeprefix("index "))
    text, signatures = note.split("\n\n", 1)
    name, size, root = text.split("\n")[:3]
    keyed = [base64.b64decode(line.split(" ")[2]) for line in signatures.splitlines() if line.startswith(f"— {origin} ")]
    signature = next((one[4:] for one in keyed if one[:4].hex() == log_key_hash), b"")
    try:  # the log's key has signed this root, and no other key counts
        Ed25519PublicKey.from_public_bytes(base64.b64decode(log_key)[1:]).verify(signature, (text + "\n").encode())
    except InvalidSignature:
        return False
    node, at, end = hashlib.sha256(b"\0" + entry).digest(), index, int(size) - 1
    for sibling in map(base64.b64decode, siblings):  # RFC 9162 section 2.1.3.2
        if end == 0:
            return False
        left = at % 2 == 1 or at == end
        while at == end and at % 2 == 0 and at > 0:
            at, end = at >> 1, end >> 1
        node = hashlib.sha256(b"\1" + (sibling + node if left else node + sibling)).digest()
        at, end = at >> 1, end >> 1
    is_ours = json.loads(entry)["command"] == base64.b64encode(hashlib.sha256(command).digest()).decode()
    return is_ours and name == origin and index < int(size) and end == 0 and node == base64.b64decode(root)

key, now = jwk.JWK.from_json(open(key_file, encoding="utf-8").read()), int(time.time())
wish = {"iss": party, "aud": origin, "jti": uuid.uuid4().hex, "iat": now, "exp": now + 3600, "kind": "retire", "body": {
    "factory": int(factory), "period": period, "purpose": "factory_offset", "quantity": last - first + 1,
    "ranges": [{"batch": batch, "first": first, "last": last}], "beneficiary": fetch(f"/v1/factories/{factory}")["operator"],
    "retired_on": time.strftime("%Y-%m-%d", time.gmtime(now + 8 * 3600))}}
algorithm = "ES256" if key["kty"] == "EC" else "EdDSA"
token = jws.JWS(json.dumps(wish).encode())
token.add_signature(key, alg=algorithm, protected=json.dumps({"alg": algorithm, "kid": key.thumbprint(), "typ": "tanbu-command+jws"}))
command = token.serialize(compact=True).encode()  # after a timeout send these same bytes again: they count once
answer = fetch("/v1/commands", command)
holds = receipt_holds(answer["receipt"], command)
print(f"retired and verified: entry {answer['index']}" if holds else "the receipt does not hold")
sys.exit(0 if holds else 3)
