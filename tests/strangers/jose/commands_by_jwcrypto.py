#!/usr/bin/python3
"""Commands made by a common JOSE library (Debian's python3-jwcrypto), Ed25519 and P-256, are accepted; the receipts that come back are read with
nothing but the standard library and hash up to the signed checkpoint. What the ledger keeps is verified by that library, and one altered byte is
refused on both sides.

Usage: commands_by_jwcrypto.py TANBU
"""
import base64
import hashlib
import json
import pathlib
import sys
import tempfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jwcrypto import jwk, jws

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import ORIGIN, Ledger, Server  # noqa: E402


def sign(key, algorithm, payload, kind="tanbu-command+jws"):
    token = jws.JWS(json.dumps(payload).encode())
    token.add_signature(key, alg=algorithm, protected=json.dumps({"alg": algorithm, "kid": key.thumbprint(), "typ": kind}))
    return token.serialize(compact=True)


def altered(compact, part):
    """One bit of the header, the payload or the signature, in its middle."""
    parts = compact.split(".")
    data = bytearray(base64.urlsafe_b64decode(parts[part] + "=" * (-len(parts[part]) % 4)))
    data[len(data) // 2] ^= 1
    parts[part] = base64.urlsafe_b64encode(bytes(data)).rstrip(b"=").decode()
    return ".".join(parts)


def payload_of(compact, public):
    """Nothing where the library refuses it."""
    try:
        token = jws.JWS()
        token.deserialize(compact, key=jwk.JWK(**public))
        return json.loads(token.payload)
    except (jws.InvalidJWSObject, jws.InvalidJWSSignature):
        return None


def check_altered(server, compact, public):
    for part in range(3):
        status, problem = server.submit(altered(compact, part))
        assert status in (400, 401), f"part {part} altered and accepted: {problem}"
        assert payload_of(altered(compact, part), public) is None, f"part {part} altered and verified"


def check_receipt(text, vkey):
    """RFC 9162 section 2.1.3.2 and a signed note, in a dozen lines."""
    head, checkpoint = text.split("\n\n", 1)
    lines = head.split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("extra ") and lines[2].startswith("index ")
    entry, index = base64.b64decode(lines[1][6:]), int(lines[2][6:])
    body, signatures = checkpoint.rsplit("\n\n", 1)
    origin, size, root = body.split("\n")
    name, _, key = vkey.split("+", 2)
    assert origin == name
    signature = next(line for line in signatures.split("\n") if line.startswith(f"— {name} "))
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:]).verify(base64.b64decode(signature.rsplit(" ", 1)[1])[4:], (body + "\n").encode())
    first, last, node = index, int(size) - 1, hashlib.sha256(b"\0" + entry).digest()
    for line in lines[3:]:
        sibling = base64.b64decode(line)
        assert last > 0
        if first % 2 == 1 or first == last:
            node = hashlib.sha256(b"\1" + sibling + node).digest()
            while first % 2 == 0 and first != 0:
                first, last = first >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\1" + node + sibling).digest()
        first, last = first >> 1, last >> 1
    assert last == 0 and node == base64.b64decode(root)
    return json.loads(entry)


def main():
    with tempfile.TemporaryDirectory(prefix="tanbu-jose-") as temporary:
        ledger = Ledger(sys.argv[1], pathlib.Path(temporary) / "j")
        server = Server(ledger)
        ledger.populate(server)
        vkey = json.loads(server.get("/v1/log")[1])["vkey"]
        for algorithm, key in (("EdDSA", jwk.JWK.generate(kty="OKP", crv="Ed25519")), ("ES256", jwk.JWK.generate(kty="EC", crv="P-256"))):
            party = "x:by-" + algorithm.lower()
            public = json.loads(key.export_public())
            public.pop("kid", None)
            proof = sign(key, algorithm, {"party": party, "aud": ORIGIN}, kind="tanbu-proof+jws")
            server.grant(ledger.command(ledger.association, "enroll_party", {"party": party, "name": "Party by " + algorithm, "legal_form": "foreign",
                                                                             "key": public, "proof": proof}))
            payload = ledger.payload(party, "register_factory", ledger.site("Road of " + algorithm))
            command = sign(key, algorithm, payload)
            check_altered(server, command, public)
            status, answer = server.submit(command)
            assert status == 201, answer
            entry = check_receipt(answer["receipt"], vkey)
            assert entry["index"] == answer["index"] and entry["kind"] == "register_factory"
            kept = server.get(f"/v1/entries/{answer['index']}/command")[1].decode()
            assert kept == command and payload_of(kept, public) == payload, kept
            # The same payload signed anew (ES256 is randomised) is the same wish: the same answer.
            status, again = server.submit(sign(key, algorithm, payload))
            assert status == 200 and again["receipt"] == answer["receipt"], again
            # The other key's algorithm is refused.
            other = jwk.JWK.generate(kty="OKP", crv="Ed25519")
            status, problem = server.submit(sign(other, "EdDSA", ledger.payload(party, "register_factory", ledger.site("x"))))
            assert status == 401 and problem["code"] == "key_unknown", problem
            print(f"{algorithm}: accepted as entry {answer['index']}, receipt verified, altered copies refused")
        # What tanbu itself signs: the association's genesis.
        genesis, public = server.get("/v1/entries/0/command")[1].decode(), ledger.keys[ledger.association].jwk()
        assert payload_of(genesis, public)["kind"] == "genesis" and all(payload_of(altered(genesis, part), public) is None for part in range(3))
        assert server.stop() == 0


main()
