#!/usr/bin/python3
"""A real server, a real executing witness, and signed absences under the checkpoints that it cosigned: given, kept, judged with nothing but
the file, and held against the log, also when the operator lies.

Usage: absence_test.py TANBU TANBU_VERIFY
"""
import base64
import hashlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import ORIGIN, Ledger, Server  # noqa: E402

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402

TANBU, TANBU_VERIFY = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:3])
OK, USAGE, FALSE, CONFLICT = 0, 2, 3, 6
NO_NETWORK = ["unshare", "-n"] if subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode == 0 else []
EVIDENCE = {"sha256": "a" * 64, "bytes": 1, "media_type": "application/pdf", "reference": "R-1"}


def serial(first, last):
    return Ledger.batch_body(first, last)["serial"]


def until(what, holds, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return
        threading.Event().wait(0.1)
    raise AssertionError("never: " + what)


class Witness:
    """`tanbu audit follow --listen` on a port of its own, which the server asks."""

    def __init__(self, ledger):
        self.ledger, self.key = ledger, ledger.folder / "witness.key"
        self.vkey = ledger.run("keygen", "--witness", "witness.example/w1", "--out", self.key, check=True).stdout.split()[1]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self, server):
        words = [TANBU, "audit", "follow", server.url, "--witness-key", self.key, "--state", self.ledger.folder / "state", "--listen",
                 f"127.0.0.1:{self.port}", "--interval", "1", "--key", self.ledger.folder / "association.jwk", "--as", "x:association"]
        environment = {**os.environ, "TANBU_HOME": str(self.ledger.folder / "witness-home"), "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(list(map(str, words)), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=60) == OK


def judge(file, *words, expect=OK):
    """Both programs, without a network, a home or a server, say the same."""
    seen = []
    for command in ([TANBU, "verify"], [TANBU_VERIFY]):
        done = subprocess.run([*NO_NETWORK, *command, str(file), *map(str, words)], capture_output=True, text=True, timeout=120, check=False,
                              env={**os.environ, "TANBU_HOME": "/nonexistent", "LANG": "C.UTF-8"})
        assert done.returncode == expect, f"{command} {words}: exit {done.returncode}, expected {expect}\n{done.stdout}{done.stderr}"
        seen.append(done.stdout + done.stderr)
    assert seen[0] == seen[1] and seen[0].startswith("TRUE" if expect == OK else "FALSE"), seen
    return seen[0]


def size_of(server, path):
    status, body = server.get(path)
    return int(body.split(b"\n")[1]) if status == 200 else 0


def forged(ledger, server, wanted):
    """The operator has all keys but the witnesses': he signs what he likes, under a checkpoint that they have cosigned."""
    receipt = server.get("/v1/entries/0/receipt?checkpoint=witnessed")[1].decode()
    genesis = server.get("/v1/entries/0/command")[1].decode()
    _, size, root = receipt.split("\n\n", 1)[1].split("\n")[:3]
    text = f"tanbu-absence/1\n{ORIGIN}\nVCS {wanted}\n{size}\n{root}\n"
    private = (ledger.folder / "ledger" / "keys" / "statement").read_text(encoding="utf-8").strip().split("+", 4)
    signature = Ed25519PrivateKey.from_private_bytes(base64.b64decode(private[4])[1:]).sign(text.encode())
    line = f"\u2014 {private[2]} {base64.b64encode(bytes.fromhex(private[3]) + signature).decode()}\n"
    return f"tanbu-witnessed-absence/1\ngenesis {genesis}\n\n{text}\n{line}\n{receipt}"


def altered(folder, text, change):
    file = folder / "altered.absence"
    other = change(text)
    assert other != text
    file.write_text(other, encoding="utf-8")
    return file


def without_cosignatures(text):
    return "".join(line for line in text.splitlines(keepends=True) if "witness.example" not in line)


def main():
    with tempfile.TemporaryDirectory(prefix="tanbu-e2e-absence-") as name:
        folder = pathlib.Path(name)
        ledger = Ledger(TANBU, folder / "work")
        witness = Witness(ledger)
        vkey = (ledger.folder / "ledger" / "log.vkey").read_text(encoding="utf-8").strip()
        policy = folder / "policy.txt"
        policy.write_text(f"log {vkey}\nwitness w1 {witness.vkey} {witness.url}\nquorum w1\n", encoding="utf-8")
        server = Server(ledger, arguments=("--witnesses", policy))
        ledger.populate(server, quantity=1000)
        url = ("--url", server.url)
        kept, later = folder / "kept.absence", folder / "later.absence"

        def absence(of, out, *words, expect=OK):
            done = ledger.run("absence", "VCS", of, *url, "--policy", policy, *(("--out", out) if out else ()), *words)
            assert done.returncode == expect, f"exit {done.returncode}, expected {expect}\n{done.stdout}{done.stderr}"
            return done.stdout + done.stderr

        # Nobody has cosigned yet.
        unused = serial(5001, 5002)
        assert "checkpoint_not_witnessed" in absence(unused, kept, "--retry-seconds", "0", expect=FALSE) and not kept.exists()
        path = f"/v1/units/absence?programme=VCS&serial={unused}"
        refused, problem = server.get(path + "&checkpoint=witnessed")
        assert refused == 404 and json.loads(problem)["code"] == "checkpoint_not_witnessed", problem
        assert server.get(path + "&checkpoint=soon")[0] == 400 and server.get(path + "&witness=1")[0] == 400
        (folder / "latest.absence").write_bytes(server.get(path + "&checkpoint=latest")[1])
        judge(folder / "latest.absence", "--vkey", vkey)
        assert "policy_quorum_not_met" in judge(folder / "latest.absence", "--policy", policy, expect=FALSE)

        witness.start(server)
        until("the witness has cosigned everything", lambda: size_of(server, "/log/checkpoint.witnessed") == size_of(server, "/log/checkpoint"))
        then = size_of(server, "/log/checkpoint")
        said = absence(unused, kept)
        assert said.startswith("TRUE") and f"when the log had {then} entries" in said and "w1" in said, said
        assert absence(unused, None).startswith("tanbu-witnessed-absence/1\n")
        told = json.loads(absence(unused, None, "--json", "--executing", "w1"))
        assert told["serial"] == unused and told["witnesses"][0] == {**told["witnesses"][0], "name": "w1", "executing": True}, told
        assert "no such witness" in absence(unused, None, "--executing", "w2", expect=USAGE)
        assert "serial_known" in absence(serial(990, 1010), later, expect=CONFLICT)
        assert "re-run every rule" in judge(kept, "--policy", policy, "--executing", "w1")
        judge(kept, "--vkey", vkey)
        plain = folder / "plain.note"
        ledger.run("absence", "VCS", unused, *url, "--out", plain, check=True)
        assert "absence_not_witnessed" in judge(plain, "--policy", policy, expect=FALSE)

        # Stripped, cut, about another ledger, about something else.
        text = kept.read_text(encoding="utf-8")
        assert "policy_quorum_not_met" in judge(altered(folder, text, without_cosignatures), "--policy", policy, expect=FALSE)
        other = Ledger(TANBU, folder / "other")
        elsewhere = Server(other)
        other.populate(elsewhere, quantity=1000)
        foreign = elsewhere.get("/v1/entries/0/receipt?checkpoint=latest")[1].decode()
        assert elsewhere.stop() == 0
        for change in (lambda whole: whole[:whole.index("c2sp.org/")] + foreign, lambda whole: whole.replace(unused, serial(7001, 7002)),
                       lambda whole: whole.replace(f"\n{then}\n", f"\n{then - 1}\n", 1), lambda whole: whole[:-1]):
            judge(altered(folder, text, change), "--policy", policy, expect=FALSE)

        # The serial is recorded after that size: what was signed stays true. The server still has it to give under the witnessed checkpoint; who has
        # seen a newer state takes no answer from an older one, and nobody has cosigned the newer one.
        witness.stop()
        recorded = server.grant(ledger.command(ledger.registrar, "record_batch", ledger.batch_body(5001, 5002)))
        assert json.loads(server.get(path)[1])["code"] == "serial_known"
        assert f"\n{then}\n" in server.get(path + "&checkpoint=witnessed")[1].decode()
        assert "checkpoint_not_witnessed" in absence(unused, later, "--retry-seconds", "0", expect=FALSE) and not later.exists()
        association = ("--key", ledger.folder / "association.jwk", "--as", ledger.association)
        for source in (("--dir", ledger.folder / "ledger"), (*url, *association)):
            done = ledger.run("audit", *source, "--absence", kept, "--absence", plain)
            assert done.returncode == OK and "2 signed absences true" in done.stdout, done.stdout
        witness.start(server)
        until("the witness has seen the batch", lambda: size_of(server, "/log/checkpoint.witnessed") == recorded + 1)
        assert "serial_known" in absence(unused, None, expect=CONFLICT)

        # Voided while the witness sleeps: nothing of it stands now, and as of what is witnessed it does.
        witness.stop()
        server.grant(ledger.command(ledger.registrar, "void", {"target": recorded, "reason": "clerk's error", "evidence": EVIDENCE}))
        assert server.get(path)[0] == 200
        assert f'"index":{recorded}' in server.get(path + "&checkpoint=witnessed")[1].decode()
        assert server.get(path + "&checkpoint=witnessed")[0] == 409

        # The lie: signatures, tree and cosignature are right, and the entries say otherwise.
        lie = folder / "lie.absence"
        lie.write_text(forged(ledger, server, serial(1, 1000)), encoding="utf-8")
        assert judge(lie, "--policy", policy, "--executing", "w1").startswith("TRUE")
        for source in (("--dir", ledger.folder / "ledger"), (*url, *association)):
            done = ledger.run("audit", *source, "--absence", lie, "--absence", kept)
            assert done.returncode == FALSE, done.stdout
            assert f"entry {ledger.batch} (absence {lie}): absence_untrue: the operator signed that of VCS {serial(1, 1000)} nothing" in done.stdout, done.stdout
            assert "this entry recorded it" in done.stdout and "1 signed absences true" in done.stdout, done.stdout
        # Who may not read every command is not told that all is well.
        done = ledger.run("audit", *url, "--absence", lie)
        assert "not examined: 1 signed absences" in done.stdout, done.stdout
        assert server.stop() == 0
        print(f"absences of {hashlib.sha256(kept.read_bytes()).hexdigest()[:8]} hold as of {then} entries, and a lie convicts")


main()
