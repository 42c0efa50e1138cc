"""A ledger for tests that drive the real binary: keys, signed commands, a server process, plain HTTP.

Not a client for production: it shares no code with tanbu, so that what it accepts is judged by other people's cryptography (Debian's
python3-cryptography). Run with /usr/bin/python3.
"""
import base64
import hashlib
import http.client
import json
import os
import pathlib
import signal
import subprocess
import threading
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

ORIGIN = "test.ledger.example/tanbu/1"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    def __init__(self):
        self.private = Ed25519PrivateKey.generate()
        self.x = base64url(self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
        thumb = '{"crv":"Ed25519","kty":"OKP","x":"' + self.x + '"}'
        self.kid = base64url(hashlib.sha256(thumb.encode()).digest())

    def jwk(self):
        return {"kty": "OKP", "crv": "Ed25519", "x": self.x}

    def write(self, path):
        secret = self.private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(descriptor, json.dumps({**self.jwk(), "d": base64url(secret)}).encode())
        os.close(descriptor)

    def sign(self, payload, kind="tanbu-command+jws"):
        header = base64url(json.dumps({"alg": "EdDSA", "kid": self.kid, "typ": kind}).encode())
        signed = header + "." + base64url(payload if isinstance(payload, bytes) else json.dumps(payload, ensure_ascii=False).encode())
        return signed + "." + base64url(self.private.sign(signed.encode()))

    def prove(self, party, origin=ORIGIN):
        """That this key's holder wants it to be the party's in that ledger."""
        return self.sign({"party": party, "aud": origin}, kind="tanbu-proof+jws")


class Ledger:
    """A ledger folder with five parties. `tanbu` is the binary under test."""

    association, registrar, trader, plant, rival = "x:association", "x:registrar", "x:trader", "uscc:91330100799655058B", "uscc:914403001922038216"

    def __init__(self, tanbu, folder, *init_flags):
        self.tanbu, self.folder = str(tanbu), pathlib.Path(folder)
        self.keys = {party: Key() for party in (self.association, self.registrar, self.trader, self.plant, self.rival)}
        self.home = self.folder / "home"  # of the command line's pins
        self.counter = 0
        self.lock = threading.Lock()
        self.folder.mkdir(parents=True)
        self.keys[self.association].write(self.folder / "association.jwk")
        self.run("init", "--dir", self.folder / "ledger", "--origin", ORIGIN, "--association", self.association, "--name", "Association",
                 "--association-key", self.folder / "association.jwk", *init_flags, check=True)

    def run(self, *arguments, check=False, **more):
        environment = {**os.environ, "TANBU_HOME": str(self.home), "LANG": "C.UTF-8"}
        done = subprocess.run([self.tanbu, *map(str, arguments)], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
                              **more)
        if check and done.returncode != 0:
            raise AssertionError(f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def next_jti(self):
        with self.lock:
            self.counter += 1
            return f"jti-{self.counter:010d}"

    def payload(self, party, kind, body, **changes):
        now = int(time.time())
        return {"iss": party, "aud": ORIGIN, "jti": self.next_jti(), "iat": now, "exp": now + 3600, "kind": kind, "body": body, **changes}

    def command(self, party, kind, body, **changes):
        return self.keys[party].sign(self.payload(party, kind, body, **changes))

    def token(self, party):
        now = int(time.time())
        return self.keys[party].sign({"iss": party, "aud": ORIGIN, "iat": now, "exp": now + 600}, kind="tanbu-access+jws")

    def populate(self, server, quantity=100_000):
        """Parties, a registrar, two factories, a project and one batch that the trader holds."""
        for party, name in ((self.registrar, "Registrar"), (self.trader, "Trader"), (self.plant, "Plant One Ltd"), (self.rival, "Rival Works Ltd")):
            server.grant(self.command(self.association, "enroll_party", {"party": party, "name": name, "legal_form": "legal_person",
                                                                         "key": self.keys[party].jwk(), "proof": self.keys[party].prove(party)}))
        server.grant(self.command(self.association, "appoint_registrar", {"party": self.registrar, "programme": "VCS", "from": "2020-01-01",
                                                                          "until": "2099-12-31"}))
        self.factory = server.grant(self.command(self.plant, "register_factory", self.site("1 Road")))
        self.other_factory = server.grant(self.command(self.rival, "register_factory", self.site("2 Road")))
        server.grant(self.command(self.registrar, "register_project", {"programme": "VCS", "project_id": "929", "title": "Wind", "country": "CN",
                                                                       "technology": "wind", "methodology": "ACM0002"}))
        self.batch = server.grant(self.command(self.registrar, "record_batch", self.batch_body(1, quantity)))
        server.grant(self.command(self.registrar, "transfer", self.transfer_body(1, quantity, self.trader)))

    @staticmethod
    def site(address):
        return {"name": "Factory", "address": address, "division": "330108", "industry": "C3823", "established_on": "2010-05-01"}

    @staticmethod
    def batch_body(first, last):
        return {"programme": "VCS", "serial": f"15312-{first}-{last}-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0", "quantity": last - first + 1,
                "project": "929", "vintage_from": "2022-01-01", "vintage_until": "2022-12-31", "issued_on": "2023-02-01",
                "registry_status": {"status": "active"}}

    def transfer_body(self, first, last, to):
        return {"ranges": [{"batch": self.batch, "first": first, "last": last}], "to": to, "basis": "trade",
                "evidence": {"sha256": "a" * 64, "bytes": 1, "media_type": "text/csv"}}

    def retire_body(self, first, last, **changes):
        return {"factory": self.factory, "period": "2022", "purpose": "factory_offset",
                "ranges": [{"batch": self.batch, "first": first, "last": last}], "quantity": last - first + 1, "beneficiary": self.plant,
                "retired_on": "2023-06-01", **changes}


class Server:
    """The real server process. Each thread that calls gets a connection of its own."""

    def __init__(self, ledger, tanbu=None, environment=None, arguments=()):
        self.process = subprocess.Popen([str(tanbu or ledger.tanbu), "serve", "--dir", str(ledger.folder / "ledger"), "--listen", "127.0.0.1:0",
                                         *map(str, arguments)],
                                        env={**os.environ, **(environment or {})}, stdout=subprocess.PIPE,
                                        stderr=open(ledger.folder / "server.log", "a", encoding="utf-8"), text=True)
        line = self.process.stdout.readline()
        self.url = next((word for word in line.split() if word.startswith("http://")), None)
        self.port = int(self.url.rsplit(":", 1)[1]) if self.url else None
        self.local = threading.local()

    def request(self, method, path, body=None, headers=None):
        """Status, headers, bytes. Raises OSError or http.client.HTTPException when the server is gone."""
        connection = getattr(self.local, "connection", None)
        if connection is None:
            connection = self.local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        except BaseException:
            self.local.connection = None
            connection.close()
            raise

    def reconnect(self):
        """After a long silence, which ends a connection: the next request of this thread opens a new one."""
        connection, self.local.connection = getattr(self.local, "connection", None), None
        if connection is not None:
            connection.close()

    def submit(self, jws):
        status, _, body = self.request("POST", "/v1/commands", jws, {"Content-Type": "application/jose"})
        return status, json.loads(body)

    def grant(self, jws):
        status, answer = self.submit(jws)
        if status not in (200, 201):
            raise AssertionError(f"{status}: {answer}")
        return answer["index"]

    def get(self, path, token=None):
        status, _, body = self.request("GET", path, headers={"Authorization": "Bearer " + token} if token else {})
        return status, body

    def stop(self):
        """Graceful; the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=30)
        self.process.stdout.close()
        return status
