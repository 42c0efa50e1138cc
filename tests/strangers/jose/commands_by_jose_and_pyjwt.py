#!/usr/bin/python3
"""Two more common JOSE libraries, npm's jose and Debian's python3-jwt, Ed25519 and P-256: the ledger accepts the commands that they make, they
verify the commands that it keeps (made by each other and by tanbu itself), and one altered byte is refused on both sides.

Usage: commands_by_jose_and_pyjwt.py TANBU JOSE_MJS NODE_PACKAGES
"""
import base64
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import ORIGIN, Ledger, Server  # noqa: E402


class NodeJose:
    name = "jose"

    def __init__(self, script, packages):
        self.process = subprocess.Popen(["node", script, packages], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def ask(self, question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"node ended: {question}"
        return json.loads(line)

    def make(self, algorithm):
        made = self.ask({"make": algorithm})
        return made["public"], made["kid"], made["private"]

    def sign(self, private, algorithm, kid, kind, payload):
        return self.ask({"sign": private, "alg": algorithm, "kid": kid, "typ": kind, "payload": payload})["jws"]

    def payload_of(self, jws, public):
        return self.ask({"verify": jws, "key": public}).get("payload")

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=30) == 0
        self.process.stdout.close()


class PyJwt:
    name = "pyjwt"

    @staticmethod
    def make(algorithm):
        """PyJWT signs; a key it leaves to the caller. The JWK of the public half is spelt by hand, as its readers will read it."""
        def text(number):
            return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
        private = ec.generate_private_key(ec.SECP256R1()) if algorithm == "ES256" else ed25519.Ed25519PrivateKey.generate()
        if algorithm == "ES256":
            numbers = private.public_key().public_numbers()
            public = {"crv": "P-256", "kty": "EC", "x": text(numbers.x), "y": text(numbers.y)}
        else:
            public = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(private.public_key()))
            public = {name: public[name] for name in ("crv", "kty", "x")}
        canonical = json.dumps(public, separators=(",", ":"), sort_keys=True)
        kid = base64.urlsafe_b64encode(hashlib.sha256(canonical.encode()).digest()).rstrip(b"=").decode()
        return public, kid, private

    @staticmethod
    def sign(private, algorithm, kid, kind, payload):
        return jwt.encode(payload, private, algorithm=algorithm, headers={"kid": kid, "typ": kind})

    @staticmethod
    def payload_of(jws, public):
        kind, algorithm = (jwt.algorithms.OKPAlgorithm, "EdDSA") if public["kty"] == "OKP" else (jwt.algorithms.ECAlgorithm, "ES256")
        try:
            return jwt.decode(jws, kind.from_jwk(json.dumps(public)), algorithms=[algorithm], audience=ORIGIN)
        except jwt.InvalidTokenError:
            return None

    def close(self):
        pass


def altered(jws, part):
    """One bit of the header, the payload or the signature, in its middle."""
    parts = jws.split(".")
    data = bytearray(base64.urlsafe_b64decode(parts[part] + "=" * (-len(parts[part]) % 4)))
    data[len(data) // 2] ^= 1
    parts[part] = base64.urlsafe_b64encode(bytes(data)).rstrip(b"=").decode()
    return ".".join(parts)


def check_library(ledger, server, library, kept):
    for algorithm in ("EdDSA", "ES256"):
        public, kid, private = library.make(algorithm)
        party = f"x:{library.name}-{algorithm.lower()}"
        proof = library.sign(private, algorithm, kid, "tanbu-proof+jws", {"party": party, "aud": ORIGIN})
        server.grant(ledger.command(ledger.association, "enroll_party", {"party": party, "name": f"Party by {library.name} {algorithm}",
                                                                         "legal_form": "foreign", "key": public, "proof": proof}))
        payload = ledger.payload(party, "register_factory", ledger.site(f"路 Road of {library.name} {algorithm}"))
        jws = library.sign(private, algorithm, kid, "tanbu-command+jws", payload)
        for part in range(3):
            status, problem = server.submit(altered(jws, part))
            assert status in (400, 401), f"{library.name} {algorithm}: part {part} altered and accepted: {problem}"
        status, answer = server.submit(jws)
        assert status == 201, answer
        kept.append((server.get(f"/v1/entries/{answer['index']}/command")[1].decode(), public, payload))
        assert kept[-1][0] == jws, "a command is kept as it came"
        print(f"{library.name} {algorithm}: accepted as entry {answer['index']}")


def main():
    with tempfile.TemporaryDirectory(prefix="tanbu-jose-") as temporary:
        ledger = Ledger(sys.argv[1], pathlib.Path(temporary) / "j")
        server = Server(ledger)
        ledger.populate(server)
        libraries = [NodeJose(sys.argv[2], sys.argv[3]), PyJwt()]
        kept = []
        for library in libraries:
            check_library(ledger, server, library, kept)
        # What tanbu itself signs: the association's genesis.
        kept.append((server.get("/v1/entries/0/command")[1].decode(), ledger.keys[ledger.association].jwk(), None))
        for library in libraries:
            for jws, public, payload in kept:
                read = library.payload_of(jws, public)
                assert read is not None and (payload is None or read == payload), f"{library.name} refuses {jws}"
                assert library.payload_of(altered(jws, 1), public) is None and library.payload_of(altered(jws, 2), public) is None
            print(f"{library.name}: {len(kept)} kept commands verified, {2 * len(kept)} altered ones refused")
            library.close()
        assert server.stop() == 0


main()
