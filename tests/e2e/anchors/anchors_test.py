#!/usr/bin/python3
"""A timestamping authority (RFC 3161), played by the openssl command behind HTTP, stamps the checkpoints of a real server: what it stamps is
served, openssl verifies it, and an audit holds a rewritten or rolled back ledger to it. A dead, slow, lying or foreign authority stops nothing.

Usage: anchors_test.py TANBU
"""
import base64
import hashlib
import http.server
import json
import pathlib
import shutil
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import ORIGIN, Ledger, Server  # noqa: E402

TANBU = sys.argv[1]
PATIENCE_SECONDS = 120


class Authority:
    """`behaviour` is honest, silent (holds every request), refusing, foreign (another root signs) or replaying (its first answer again)."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        (folder / "extensions.cnf").write_text("extendedKeyUsage=critical,timeStamping\nbasicConstraints=CA:FALSE\n", encoding="utf-8")
        (folder / "tsa.cnf").write_text(f"[tsa]\ndefault_tsa=one\n[one]\nserial={folder}/serial\ndefault_policy=1.2.3.4.1\ndigests=sha256\n"
                                        "signer_digest=sha256\n", encoding="utf-8")
        (folder / "serial").write_text("01\n", encoding="utf-8")
        for name in ("root", "foreign"):
            self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650", "-subj", f"/CN={name}",
                         "-keyout", f"{name}.key", "-out", f"{name}.pem")
            self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN=stamps of {name}", "-keyout",
                         f"{name}-tsa.key", "-out", f"{name}.csr")
            self.openssl("x509", "-req", "-days", "3650", "-in", f"{name}.csr", "-CA", f"{name}.pem", "-CAkey", f"{name}.key", "-set_serial", "7",
                         "-extfile", "extensions.cnf", "-out", f"{name}-tsa.pem")
        self.behaviour, self.requests, self.first = "honest", 0, None
        self.release = threading.Event()
        authority = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                request = self.rfile.read(int(self.headers["Content-Length"]))
                assert self.headers["Content-Type"] == "application/timestamp-query"
                status, answer = authority.answer(request)
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # clients that go away are part of the test
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/stamp/here"

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def answer(self, request):
        self.requests += 1
        if self.behaviour == "silent":
            self.release.wait()
            return 503, b""
        if self.behaviour == "refusing":
            return 500, b"no"
        if self.behaviour == "replaying" and self.first:
            return 200, self.first
        name = "foreign" if self.behaviour == "foreign" else "root"
        (self.folder / "request.tsq").write_bytes(request)
        self.openssl("ts", "-reply", "-config", "tsa.cnf", "-section", "one", "-queryfile", "request.tsq", "-signer", f"{name}-tsa.pem", "-inkey",
                     f"{name}-tsa.key", "-out", "answer.tsr")
        answer = (self.folder / "answer.tsr").read_bytes()
        self.first = self.first or answer
        return 200, answer

    def verifies(self, answer, data):
        (self.folder / "checked.tsr").write_bytes(answer)
        (self.folder / "checked").write_bytes(data)
        return subprocess.run(["openssl", "ts", "-verify", "-in", "checked.tsr", "-data", "checked", "-CAfile", "root.pem"], cwd=self.folder,
                              capture_output=True, check=False).returncode == 0


def until(condition, what):
    """Waits for something that another thread or process brings about; the bound only ends a hopeless wait."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def sizes(server):
    return [anchor["size"] for anchor in json.loads(server.get("/v1/anchors")[1])["data"]]


def stamps_are_served(ledger, authority):
    arguments = ("--tsa", authority.url, "--tsa-ca", authority.folder / "root.pem", "--tsa-every", "1")
    server = Server(ledger, arguments=arguments)
    ledger.populate(server, quantity=20)
    size = json.loads(server.get("/v1/log")[1])["size"]
    until(lambda: size in sizes(server), "the newest checkpoint is stamped")
    status, answer = server.get(f"/log/anchor/{size}.tsr")
    checkpoint = server.get(f"/log/anchor/{size}.checkpoint")[1]
    assert status == 200
    assert checkpoint == server.get("/log/checkpoint")[1]
    assert authority.verifies(answer, checkpoint), "openssl verifies what is served"
    assert not authority.verifies(answer, checkpoint.replace(b"/tanbu/", b"/other/"))
    for absent in (f"/log/anchor/{size + 1}.tsr", f"/log/anchor/0{size}.tsr", f"/log/anchor/{size}", f"/log/anchor/{size}.jwk",
                   "/log/anchor/..%2f..%2fkeys%2flog", "/log/anchor/-1.tsr"):
        assert server.get(absent)[0] == 404, absent
    assert server.stop() == 0
    # After a restart, without an authority, they are still served.
    server = Server(ledger)
    assert size in sizes(server)
    assert server.get(f"/log/anchor/{size}.tsr")[1] == answer
    assert server.stop() == 0
    return size


def bad_authorities_stop_nothing(ledger, authority):
    for behaviour in ("refusing", "foreign", "replaying", "silent"):
        authority.behaviour, authority.requests = behaviour, 0
        server = Server(ledger, arguments=("--tsa", authority.url, "--tsa-ca", authority.folder / "root.pem", "--tsa-every", "1"))
        before = sizes(server)
        entry = server.grant(ledger.command(ledger.trader, "retire", ledger.retire_body(*ledger.next_unit())))
        until(lambda: authority.requests > 1 or (behaviour == "silent" and authority.requests > 0), behaviour)
        assert sizes(server) == before, behaviour
        assert server.get(f"/v1/entries/{entry}")[0] == 200, "it goes on answering"
        if behaviour == "silent":
            # The question is still open: who is told to stop ends it, and calls nothing a failure.
            said = (ledger.folder / "server.log").read_text(encoding="utf-8").count("anchor_failed")
            assert server.stop() == 0 and not authority.release.is_set()
            assert (ledger.folder / "server.log").read_text(encoding="utf-8").count("anchor_failed") == said, "it waited for the authority"
            authority.release.set()
        assert server.stop() == 0
        if behaviour != "silent":
            said = (ledger.folder / "server.log").read_text(encoding="utf-8")
            reason = {"refusing": "status 500", "foreign": "timestamp_untrusted", "replaying": "timestamp_"}[behaviour]
            assert "anchor_failed" in said and reason in said, behaviour
    authority.behaviour = "honest"


def over_tls(ledger, authority):
    """An authority behind a certificate that only --ca-file knows."""
    authority.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650", "-subj", "/CN=tls",
                      "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "tls.key", "-out", "tls.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.folder / "tls.pem", authority.folder / "tls.key")
    tls = http.server.ThreadingHTTPServer(("127.0.0.1", 0), authority.server.RequestHandlerClass)
    tls.daemon_threads, tls.handle_error = True, lambda *_: None
    tls.socket = context.wrap_socket(tls.socket, server_side=True)
    threading.Thread(target=tls.serve_forever, daemon=True).start()
    url = f"https://127.0.0.1:{tls.server_address[1]}/stamp/here"
    arguments = ("--tsa", url, "--tsa-ca", authority.folder / "root.pem", "--tsa-every", "1")
    for known in ((), ("--ca-file", authority.folder / "tls.pem")):
        server = Server(ledger, arguments=(*arguments, *known))
        entry = server.grant(ledger.command(ledger.trader, "retire", ledger.retire_body(*ledger.next_unit())))
        if known:
            until(lambda: entry + 1 in sizes(server), "the authority behind TLS stamps")
        else:
            until(lambda: "certificate" in (ledger.folder / "server.log").read_text(encoding="utf-8"), "an unknown certificate is refused")
            assert entry + 1 not in sizes(server)
        assert server.stop() == 0
    tls.shutdown()


def audit(ledger, folder, *arguments):
    done = ledger.run("audit", "--dir", folder, "--json", *arguments)
    return done.returncode, {finding["code"] for finding in json.loads(done.stdout)["findings"]}, json.loads(done.stdout)


def audits_hold_the_ledger_to_them(ledger, authority, size):
    honest = ledger.folder / "ledger"
    root = authority.folder / "root.pem"
    status, codes, report = audit(ledger, honest, "--tsa-ca", root)
    assert (status, codes) == (0, set()) and report["anchors_verified"] == len(list((honest / "anchors").glob("*.tsr"))) > 0, report
    assert audit(ledger, honest, "--tsa-ca", authority.folder / "foreign.pem")[:2] == (3, {"anchor_untrusted"})

    def spoiled(change):
        copy = ledger.folder / "copy"
        shutil.copytree(honest, copy)
        change(copy)
        status, codes, _ = audit(ledger, copy, "--tsa-ca", root)
        shutil.rmtree(copy)
        assert status == 3
        return codes

    def flip(file):
        return lambda copy: (copy / file).write_bytes((copy / file).read_bytes()[:-3] + b"\0\0\0")

    assert "anchor_untrusted" in spoiled(flip(f"anchors/{size}.tsr")), "its last bytes are the signature"
    assert "anchor_damaged" in spoiled(flip(f"anchors/{size}.checkpoint"))
    assert "anchor_damaged" in spoiled(lambda copy: (copy / f"anchors/{size}.checkpoint").unlink())
    assert "anchor_newer" in spoiled(lambda copy: roll_back(copy, size - 1))
    assert "anchor_root" in spoiled(rewrite_with_the_logs_key)


def roll_back(copy, size):
    """As if an older database, with an older checkpoint beside it, had been put in place."""
    database = sqlite3.connect(copy / "ledger.sqlite")
    for (trigger,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {trigger}")
    for table in ("entries", "commands", "effects"):
        database.execute(f"DELETE FROM {table} WHERE idx >= ?", (size,))
    database.execute("DELETE FROM checkpoints WHERE size > ?", (size,))
    (note,) = database.execute("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1").fetchone()
    database.commit()
    database.close()
    (copy / "checkpoint").write_bytes(note)


def rewrite_with_the_logs_key(copy):
    """Somebody who has the log's key signs another root for every size: all that is signed fits, but for what was stamped."""
    skey = (copy / "keys/log").read_text(encoding="utf-8").strip()
    _, _, name, key_id, secret = skey.split("+", 4)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    private = Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret)[1:])
    assert name == ORIGIN
    database = sqlite3.connect(copy / "ledger.sqlite")
    for (trigger,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {trigger}")
    lines = [line.decode() for (line,) in database.execute("SELECT entry FROM entries ORDER BY idx").fetchall()]
    changed = json.loads(lines[3])
    assert lines[3] == json.dumps(changed, separators=(",", ":"))
    changed["time"] = changed["time"][:-4] + ("1" if changed["time"][-4] == "0" else "0") + changed["time"][-3:]
    leaves = []
    for index, line in enumerate(lines):
        entry = changed if index == 3 else json.loads(line)
        if index > 0:
            entry["prev"] = base64.b64encode(leaves[-1]).decode()
        text = json.dumps(entry, separators=(",", ":"))
        leaves.append(hashlib.sha256(b"\0" + text.encode()).digest())
        database.execute("UPDATE entries SET entry = ?, leaf = ? WHERE idx = ?", (text.encode(), leaves[-1], index))

    def root(some):
        if len(some) == 1:
            return some[0]
        split = 1 << ((len(some) - 1).bit_length() - 1)
        return hashlib.sha256(b"\1" + root(some[:split]) + root(some[split:])).digest()

    for (size,) in database.execute("SELECT size FROM checkpoints").fetchall():
        text = f"{ORIGIN}\n{size}\n{base64.b64encode(root(leaves[:size])).decode()}\n"
        line = base64.b64encode(bytes.fromhex(key_id) + private.sign(text.encode())).decode()
        note = f"{text}\n\u2014 {ORIGIN} {line}\n".encode()
        database.execute("UPDATE checkpoints SET note = ? WHERE size = ?", (note, size))
    database.commit()
    database.close()
    (copy / "checkpoint").write_bytes(note)


def wrong_options(ledger, authority):
    for arguments in (("--tsa", authority.url), ("--tsa", "ftp://x", "--tsa-ca", authority.folder / "root.pem"),
                      ("--tsa", authority.url, "--tsa-ca", "absent.pem")):
        done = ledger.run("serve", "--dir", ledger.folder / "ledger", "--listen", "127.0.0.1:0", *arguments)
        assert done.returncode == 2, (arguments, done.stderr)


def main():
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(TANBU, pathlib.Path(folder) / "a")
        units = iter(range(1, 21))
        ledger.next_unit = lambda: (lambda unit: (unit, unit))(next(units))
        authority = Authority(pathlib.Path(folder) / "authority")
        size = stamps_are_served(ledger, authority)
        bad_authorities_stop_nothing(ledger, authority)
        over_tls(ledger, authority)
        audits_hold_the_ledger_to_them(ledger, authority, size)
        wrong_options(ledger, authority)
    print("stamps are served, verified by openssl, and bind the ledger")


main()
