#!/usr/bin/python3
"""Webhooks of a real server: what a receiver gets verifies under the webhook's key and is what the feed shows; a receiver that fails is tried again;
a server that is killed at any instant leaves nothing out; what was given up is listed and delivered when it is asked for; and a receiver that is
not there at all stands in nobody's way.

Usage: webhooks_test.py TANBU
"""
import base64
import http.server
import json
import pathlib
import random
import socket
import sys
import tempfile
import threading
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import json_schema  # noqa: E402
from ledger_client import ORIGIN, Key, Ledger, Server  # noqa: E402

PATIENCE = 120  # seconds, after which a test has failed; nothing is measured


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Receiver:
    """Takes deliveries, or answers what `judge` says."""

    def __init__(self, key):
        receiver = self
        self.public = Ed25519PublicKey.from_public_bytes(decode(key.x))
        self.kid = key.kid
        self.taken = []  # payloads, in the order of their coming
        self.faults = []
        self.judge = lambda payload: 204
        self.lock = threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status = receiver.receive(self.path, self.headers["Content-Type"], body)
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    pass  # the server was killed meanwhile

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks/tanbu?from=test"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def receive(self, path, media_type, body):
        try:
            assert path == "/hooks/tanbu?from=test" and media_type == "application/jose", (path, media_type)
            head, payload, signature = body.split(".")
            assert json.loads(decode(head)) == {"alg": "EdDSA", "kid": self.kid, "typ": "tanbu-webhook+jws"}
            self.public.verify(decode(signature), (head + "." + payload).encode())
            payload = json.loads(decode(payload))
        except Exception as fault:  # pylint: disable=broad-except
            self.faults.append(repr(fault))
            return 500
        with self.lock:
            status = self.judge(payload)
            if status < 300:
                self.taken.append(payload)
        return status

    def indexes(self):
        with self.lock:
            return [one["event"]["index"] for one in self.taken]

    def wait_for(self, wanted):
        end = time.monotonic() + PATIENCE
        while not wanted <= set(self.indexes()):
            assert time.monotonic() < end, f"missing: {sorted(wanted - set(self.indexes()))}, faults: {self.faults}"
            time.sleep(0.02)


def write_file(ledger, *hooks):
    path = ledger.folder / "hooks.json"
    path.write_text(json.dumps({"webhooks": list(hooks)}))
    return path


def wait_until(question, what):
    end = time.monotonic() + PATIENCE
    while not question():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def retire(ledger, server, unit):
    return server.grant(ledger.command(ledger.trader, "retire", ledger.retire_body(unit, unit)))


QUICK = {"first_ms": 5, "factor": 2, "longest_ms": 50, "jitter_percent": 50, "attempts_max": 50}


def check_delivery_and_failures(ledger, receiver, key_file):
    """All entries from the first on, in order, as the feed shows them; the second hook gets its kinds alone."""
    failures = {}

    def fails_twice(payload):
        index = payload["event"]["index"]
        failures[index] = failures.get(index, 0) + 1
        return 204 if failures[index] > 2 else random.choice((500, 404, 302))

    receiver.judge = fails_twice
    file = write_file(ledger, {"name": "all", "url": receiver.url, "key_file": key_file.name, "from": 0, "retry": QUICK})
    server = Server(ledger, arguments=("--webhooks", file))
    ledger.populate(server)
    last = retire(ledger, server, 1)
    receiver.wait_for(set(range(last + 1)))
    assert receiver.indexes() == list(range(last + 1)), receiver.indexes()
    assert all(count == 3 for count in failures.values()), failures
    events = [json.loads(line) for line in server.get("/v1/events?limit=500")[1].decode().splitlines()]
    assert [one["event"] for one in receiver.taken] == events
    assert all(one["delivery"] == f"all/{one['event']['index']}" and one["origin"] == ORIGIN and one["time"] for one in receiver.taken)
    # Nothing of a restricted command is told: an event is the public entry.
    assert all(set(one["event"]) == {"index", "kind", "time", "entry", "leaf"} for one in receiver.taken)
    document = json.loads(server.get("/openapi.json")[1])
    schema = document["webhooks"]["entry"]["post"]["requestBody"]["content"]["application/jose"]["x-payload"]
    assert not [fault for one in receiver.taken for fault in json_schema.faults(document, schema, one)]
    assert not receiver.faults, receiver.faults
    assert server.stop() == 0
    return last


def check_kills(ledger, receiver, key_file, last):
    """Killed at any instant, with a receiver that takes some and refuses some, nothing is left out."""
    receiver.taken.clear()
    receiver.judge = lambda payload: 204 if random.random() < 0.5 else 503
    file = write_file(ledger, {"name": "all", "url": receiver.url, "key_file": key_file.name, "from": 0, "retry": QUICK},
                      {"name": "kinds", "url": receiver.url, "key_file": key_file.name, "kinds": ["void"], "retry": QUICK})
    unit, first = 100, last + 1
    for _ in range(8):
        server = Server(ledger, arguments=("--webhooks", file))
        for _ in range(6):
            unit += 1
            last = retire(ledger, server, unit)
        time.sleep(random.random() * 0.2)
        server.process.kill()
        server.process.wait()
        server.process.stdout.close()
    server = Server(ledger, arguments=("--webhooks", file))
    receiver.wait_for(set(range(first, last + 1)))
    assert min(receiver.indexes()) >= first - 1, "what was settled before is not sent again, but for the last one"
    assert all(one["delivery"].startswith("all/") for one in receiver.taken), "the second hook wants another kind"
    assert not receiver.faults, receiver.faults
    assert server.stop() == 0
    return last


def check_dead(ledger, receiver, key_file):
    """One that nobody answers, one that refuses a single entry: both are given up, listed, and asked for again."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        silent = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        few = {**QUICK, "attempts_max": 2}
        receiver.judge = lambda payload: 204
        file = write_file(ledger, {"name": "all", "url": receiver.url, "key_file": key_file.name, "retry": few},
                          {"name": "nobody", "url": silent, "key_file": key_file.name, "retry": few})
        server = Server(ledger, arguments=("--webhooks", file))
        receiver.taken.clear()
        poison = json.loads(server.get("/v1/log")[1])["size"]
        receiver.judge = lambda payload: 400 if payload["event"]["index"] == poison else 204
        assert retire(ledger, server, 201) == poison
        after = retire(ledger, server, 202)
        receiver.wait_for({after})
        dead = lambda: ledger.run("webhooks", "dead", "--dir", ledger.folder / "ledger", check=True).stdout  # noqa: E731
        wait_until(lambda: f"nobody\t{after}\t2" in dead(), "the hook that nobody answers gives up")
        rows = [line.split("\t") for line in dead().splitlines()[1:]]
        assert [row[:3] + row[4:] for row in rows if row[0] == "all"] == [["all", str(poison), "2", "status 400"]], rows
        assert poison not in receiver.indexes()
    assert server.stop() == 0
    return after


def check_asked_again(ledger, receiver, key_file, after):
    """A dead delivery is made when it is asked for, by a server that runs meanwhile; an unknown one is not found."""
    file = write_file(ledger, {"name": "nobody", "url": receiver.url, "key_file": key_file.name, "retry": QUICK})
    receiver.taken.clear()
    receiver.judge = lambda payload: 204
    server = Server(ledger, arguments=("--webhooks", file))
    folder = ledger.folder / "ledger"
    assert ledger.run("webhooks", "retry", "--dir", folder, "--name", "nobody", "--entry", "999999").returncode == 5
    assert ledger.run("webhooks", "retry", "--dir", folder, "--name", "stranger").returncode == 5
    assert ledger.run("webhooks", "retry", "--dir", folder, "--name", "nobody", "--entry", after).returncode == 0
    receiver.wait_for({after})
    assert ledger.run("webhooks", "retry", "--dir", folder, "--name", "nobody", check=True).stdout.strip().endswith("again")
    wait_until(lambda: not list((folder / "webhooks" / "nobody" / "again").iterdir()), "everything asked for was made")
    assert "nobody" not in ledger.run("webhooks", "dead", "--dir", folder, check=True).stdout
    assert {one["delivery"].split("/")[0] for one in receiver.taken} == {"nobody"}
    assert server.stop() == 0


def main():
    random.seed(4)
    with tempfile.TemporaryDirectory(prefix="tanbu-webhooks-") as temporary:
        ledger = Ledger(sys.argv[1], pathlib.Path(temporary) / "w")
        key = Key()
        key_file = ledger.folder / "hook.jwk"
        key.write(key_file)
        receiver = Receiver(key)
        last = check_delivery_and_failures(ledger, receiver, key_file)
        print("delivered, after failures too")
        check_kills(ledger, receiver, key_file, last)
        print("nothing left out by kills")
        after = check_dead(ledger, receiver, key_file)
        print("given up and listed")
        check_asked_again(ledger, receiver, key_file, after)
        print("asked for again")
        broken = write_file(ledger, {"name": "all", "url": "gopher://x/", "key_file": key_file.name})
        refused = ledger.run("serve", "--dir", ledger.folder / "ledger", "--listen", "127.0.0.1:0", "--webhooks", broken)
        assert refused.returncode == 2 and "url" in refused.stderr, refused
        ledger.run("audit", "--dir", ledger.folder / "ledger", check=True)


main()
