#!/usr/bin/python3
"""The examples of docs/clients against a real server: each retires units and believes the receipt, is told when the units were used already, and
believes neither a receipt under another log's key, nor one with a false proof, nor the receipt of somebody else's command. None of them is longer
than the documents say.

Usage: clients_test.py TANBU FOLDER_OF_THE_CLIENTS NODE_PACKAGES BUILD_FOLDER
"""
import base64
import hashlib
import http.client
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import Key, Ledger, Server  # noqa: E402

LINES_MAX = 60


def lines_that_count(path):
    """Every line but imports and blank ones, comments too: as the README says."""
    count, in_import = 0, False
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        was_in_import, in_import = in_import, (in_import or text.startswith("import (")) and text != ")"
        count += bool(text) and not in_import and not was_in_import and not text.startswith(("import ", "from "))
    return count


def build_go(source, folder):
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "retire"
    environment = {name: value for name, value in os.environ.items() if name != "GOROOT"}
    environment.update(GO111MODULE="off", GOPATH="/usr/share/gocode", GOFLAGS="", GOPROXY="off", GOTOOLCHAIN="local", CGO_ENABLED="0",
                       GOCACHE=str((folder / ".go-cache").resolve()))
    subprocess.run(["/usr/lib/go/bin/go", "build", "-o", program, source], env=environment, check=True)
    return program


class Liar:
    """Passes everything on, but receipts: to those it does what it was told."""

    def __init__(self, port):
        liar = self
        self.lie = None

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                length = int(self.headers.get("Content-Length") or 0)
                fields = {name: value for name, value in self.headers.items() if name.lower() in ("content-type", "accept")}
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request(self.command, self.path, self.rfile.read(length) if length else None, fields)
                answer = connection.getresponse()
                body = answer.read()
                if self.path.endswith("/receipt"):
                    body = liar.lie(body.decode()).encode()
                elif self.path == "/v1/commands" and answer.status == 201:
                    told = json.loads(body)
                    body = json.dumps({**told, "receipt": liar.lie(told["receipt"])}).encode()
                self.send_response(answer.status)
                for name in ("Location", "Content-Type"):
                    if answer.headers[name]:
                        self.send_header(name, answer.headers[name])
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = pass_on

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def false_proof(receipt):
    head, note = receipt.split("\n\n", 1)
    *lines, last = head.split("\n")
    hash_ = bytearray(base64.b64decode(last))
    hash_[7] ^= 1
    return "\n".join([*lines, base64.b64encode(hash_).decode()]) + "\n\n" + note


def other_vkey(vkey):
    """The same name, another key."""
    name = vkey.split("+")[0]
    key = b"\1" + base64.urlsafe_b64decode(Key().x + "=")
    return f"{name}+{hashlib.sha256(name.encode() + bytes([10]) + key).hexdigest()[:8]}+{base64.b64encode(key).decode()}"


def main():
    tanbu, clients, packages, build = sys.argv[1], *map(pathlib.Path, sys.argv[2:5])
    for path in sorted(clients.iterdir()):
        if path.suffix != ".md":
            assert lines_that_count(path) < LINES_MAX, f"{path.name}: {lines_that_count(path)} lines"
    # A module of Node finds its packages beside itself.
    shutil.copy(clients / "retire.mjs", packages / "retire.mjs")
    commands = {"curl and openssl": ["bash", clients / "retire.sh"], "jwcrypto": ["/usr/bin/python3", clients / "retire.py"],
                "npm's jose": ["node", packages / "retire.mjs"], "the JDK": ["java", clients / "Retire.java"],
                "go-jose": [build_go(clients / "retire.go", build)]}
    with tempfile.TemporaryDirectory(prefix="tanbu-clients-") as temporary:
        ledger = Ledger(tanbu, pathlib.Path(temporary) / "c")
        server = Server(ledger)
        ledger.populate(server)
        key_file = ledger.folder / "trader.jwk"
        ledger.keys[ledger.trader].write(key_file)
        vkey = json.loads(server.get("/v1/log")[1])["vkey"]
        liar = Liar(server.port)
        older = server.get(f"/v1/entries/{server.grant(ledger.command(ledger.trader, 'retire', ledger.retire_body(1, 1)))}/receipt")[1].decode()
        used = 1

        def ask(command, url, key, first, last):
            done = subprocess.run([*map(str, command), url, key, str(key_file), ledger.trader, str(ledger.factory), "2022",
                                   f"{ledger.batch}:{first}-{last}"], capture_output=True, text=True, check=False, timeout=120)
            return done.returncode, done.stdout + done.stderr

        for name, command in commands.items():
            status, words = ask(command, server.url, vkey, used + 1, used + 3)
            assert status == 0 and "retired and verified: entry " in words, f"{name}: {status} {words}"
            index = int(words.rsplit(" ", 1)[1])
            kept = json.loads(server.get(f"/v1/retirements/{index}")[1])
            assert kept["quantity"] == 3 and kept["factory"] == ledger.factory and kept["beneficiary"] == ledger.plant, kept
            status, words = ask(command, server.url, vkey, used + 2, used + 4)
            assert status == 1 and "double_use" in words, f"{name}: {status} {words}"
            used += 3
            for what, url, known, lie in (("another key", server.url, other_vkey(vkey), None), ("a false proof", liar.url, vkey, false_proof),
                                          ("another command's receipt", liar.url, vkey, lambda _: older)):
                liar.lie = lie
                used += 1
                status, words = ask(command, url, known, used, used)
                assert status == 3, f"{name} believes {what}: {status} {words}"
            print(f"{name}: retired, verified, refused, not deceived")
        assert server.stop() == 0
        ledger.run("audit", "--dir", ledger.folder / "ledger", check=True)


main()
