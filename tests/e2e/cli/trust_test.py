#!/usr/bin/python3
"""Whoever answers shows the pinned ledger first: real servers behind a proxy that lies, one lie at a time, and every verb that reads or writes.

Usage: trust_test.py TANBU TANBU_VERIFY [NAME OF A TEST]...
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
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "support"), str(HERE.parent / "witness")]
from ledger_client import ORIGIN, Ledger, Server  # noqa: E402
from witness_server import DASH, NoteKey, Witness, split_note  # noqa: E402

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: E402

TANBU, TANBU_VERIFY = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:3])
OK, FAILURE, USAGE, FALSE, INCOMPLETE, NOT_FOUND = 0, 1, 2, 3, 4, 5
UNUSED = Ledger.batch_body(910000001, 910000100)["serial"]
KNOWN = Ledger.batch_body(1, 1000)["serial"]
EVIDENCE = {"sha256": "a" * 64, "bytes": 1, "media_type": "application/pdf", "reference": "R-1"}


class Proxy:
    """One address in front of whichever server; `change(path, status, media type, bytes)` may answer instead of it."""

    def __init__(self, port):
        self.port, self.change, self.posts, self.asked = port, None, 0, 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def forward(self, body=None):
                connection = http.client.HTTPConnection("127.0.0.1", outer.port, timeout=60)
                headers = {name: self.headers[name] for name in ("Content-Type", "Authorization") if self.headers[name]}
                connection.request(self.command, self.path, body, headers)
                answer = connection.getresponse()
                status, media, content = answer.status, answer.headers["Content-Type"] or "", answer.read()
                outer.asked += 1
                if outer.change:
                    status, media, content = outer.change(self.path, status, media, content) or (status, media, content)
                self.send_response(status)
                self.send_header("Content-Type", media)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                try:
                    self.wfile.write(content)
                except OSError:  # a client that has had enough
                    pass

            def do_GET(self):
                self.forward()

            def do_POST(self):
                outer.posts += 1
                self.forward(self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = ("--url", f"http://127.0.0.1:{self.server.server_address[1]}", "--retry-seconds", "0")


class World:
    """A ledger with something in it, an older copy of it, and another ledger of the same name with keys of its own."""

    def __init__(self, root):
        self.root = root
        self.ledger, self.servers, self.homes = Ledger(TANBU, root / "one"), [], 0
        server = Server(self.ledger)
        self.ledger.populate(server, 1000)
        self.entries = server.grant(self.ledger.command(self.ledger.plant, "register_factory", self.ledger.site("3 Road"))) + 1
        assert server.stop() == 0
        shutil.copytree(self.ledger.folder / "ledger", root / "old")
        self.server = Server(self.ledger)
        self.certificate = self.server.grant(self.ledger.command(self.ledger.association, "record_legacy_certificate", {
            "number": "N1", "scheme": "ceca-g-0171-2022", "body_name": "B", "factory": self.ledger.factory, "applicant": "A", "period": "2022",
            "type": "UNKNOWN", "star": 5, "emissions_t": "1", "offset_percent": "100", "first_issued_on": "2025-07-21", "issued_on": "2025-07-21",
            "cycle_from": "2025-07-21", "valid_until": "2028-07-20", "evidence": EVIDENCE}))
        self.size = self.certificate + 1
        self.other = Ledger(TANBU, root / "two")
        self.other_server = Server(self.other)
        self.other.populate(self.other_server, 1000)
        self.vkey = (self.ledger.folder / "ledger" / "log.vkey").read_text().strip()
        self.other_vkey = (self.other.folder / "ledger" / "log.vkey").read_text().strip()
        self.ledger.keys[self.ledger.plant].write(root / "plant.jwk")
        self.proxy = Proxy(self.server.port)
        self.fresh_home()

    def fresh_home(self):
        self.homes += 1
        self.ledger.home = self.root / f"home-{self.homes}"
        self.proxy.port, self.proxy.change = self.server.port, None

    def call(self, *words, expect, says="", environment=None):
        held = {name: os.environ.get(name) for name in environment or {}}
        os.environ.update(environment or {})
        try:
            done = self.ledger.run(*words, timeout=180)
        finally:
            for name, value in held.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
        assert done.returncode == expect, f"{words}: exit {done.returncode}, expected {expect}\n{done.stdout}\n{done.stderr}"
        assert says in done.stdout + done.stderr, f"{words}: does not say {says}\n{done.stdout}\n{done.stderr}"
        return done

    def ask(self, *words, expect, says=""):
        return self.call(*self.proxy.url, *words, expect=expect, says=says)

    def kept(self):
        """What the home folder keeps as seen or pinned."""
        return sorted(file.name for file in self.ledger.home.rglob("*") if file.name in ("checkpoint", "ledger.json") or file.parent.name == "urls")

    def kept_size(self):
        return int(next(self.ledger.home.rglob("ledgers/*/checkpoint")).read_text().splitlines()[1])

    def pin(self):
        self.ask("log", "info", expect=OK)

    def reads(self):
        plant = ("--key", self.root / "plant.jwk", "--as", self.ledger.plant)
        return [("log", "info"), ("log", "checkpoint"), ("log", "show"), ("entry", "1"), ("receipt", "1"), ("certificate", "list"),
                ("certificate", "show", "N1"), ("conflicts",), ("serial", "VCS", "17"), ("units", "VCS", "--number", "17"), ("absence", "VCS", UNUSED),
                ("project", "show", "VCS", "929"), ("api", "GET", "/v1/retirements"), ("export", "--replace", "--out", self.root / "x.ndjson"), ("audit",),
                ("coverage", self.ledger.factory, "2022", *plant), ("holdings", *plant), ("--dry-run", *self.write())]

    def write(self):
        return ("factory", "register", "--name", "F", "--address", f"{time.monotonic_ns()} Road", "--division", "330108", "--industry", "C3823",
                "--established-on", "2010-05-01", "--key", self.root / "plant.jwk", "--as", self.ledger.plant)

    def every_verb_stops(self):
        for words in self.reads():
            done = self.ask(*words, expect=FALSE)
            assert done.stdout == "", f"{words} shows {done.stdout}"
        posts = self.proxy.posts
        self.ask(*self.write(), expect=FALSE)
        assert self.proxy.posts == posts, "a command was sent to a ledger that is not the pinned one"
        assert not list(self.ledger.home.rglob("*.jws")), "nothing was sent, so nothing waits for an answer"

    def policy(self, name, witnesses, quorum, head=None):
        path = self.root / name
        lines = [f"witness w{at} {vkey}\n" for at, vkey in enumerate(witnesses)]
        path.write_text((f"log {self.vkey}\n" if head is None else head) + "".join(lines) + f"quorum {quorum}\n")
        return path

    def stranger(self):
        """A witness that never cosigned anything."""
        private = Ed25519PrivateKey.generate()
        return vkey_of("w.example/1", 4, private)


def vkey_of(name, kind, private):
    public = bytes([kind]) + private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return name + "+" + hashlib.sha256(name.encode() + b"\n" + public).digest()[:4].hex() + "+" + base64.b64encode(public).decode()


def sign_note(text, vkey, private):
    name, identity, _ = vkey.split("+", 2)
    return text + "\n" + DASH + name + " " + base64.b64encode(bytes.fromhex(identity) + private.sign(text.encode())).decode() + "\n"


def every_verb_works(world):
    for words in world.reads():
        # Without a key nobody reads transfers, so the audit is sound as far as it goes.
        world.ask(*words, expect={"coverage": NOT_FOUND, "audit": INCOMPLETE}.get(words[0], OK))
    world.pin()


def rolled_back_server(world):
    """Nothing that a server says is shown once it denies what it signed before."""
    world.pin()
    old = Ledger.__new__(Ledger)
    old.tanbu, old.folder = TANBU, world.root / "rolled-back"
    old.folder.mkdir()
    shutil.copytree(world.root / "old", old.folder / "ledger")
    server = Server(old)
    world.proxy.port = server.port
    world.every_verb_stops()
    world.ask("certificate", "list", expect=FALSE, says="rolled back")
    server.stop()


def server_of_another_key(world):
    world.pin()
    world.proxy.port = world.other_server.port
    world.every_verb_stops()
    assert "another key" in world.ask("certificate", "list", expect=FALSE, says=world.other_vkey).stderr


def older_checkpoint_with_a_proof(world):
    """A checkpoint that is part of what was seen is no lie, and still no place to answer from."""
    world.pin()
    first = (world.root / "old" / "checkpoint").read_bytes()
    world.proxy.change = lambda path, *_: (200, "text/plain", first) if path == "/log/checkpoint" else None
    world.every_verb_stops()
    world.ask("conflicts", expect=FALSE, says="checkpoint_older")


def as_of_left_out_or_false(world):
    world.pin()
    questions = [("serial", "VCS", "17"), ("units", "VCS", "--number", "17")]

    def with_as_of(value):
        def change(_, status, media, content):
            if "json" not in media or b'"as_of"' not in content:
                return None
            answer = json.loads(content)
            del answer["as_of"]
            return status, media, json.dumps({**answer, **value, "answers": [], "found": False}).encode()
        return change

    old = json.loads(world.server.get(f"/v1/proofs/consistency?from={world.entries}&to={world.size}")[1])
    assert old["hashes"], old
    root = (world.root / "old" / "checkpoint").read_text().splitlines()[2]
    stranger = base64.b64encode(b"x" * 32).decode()
    for value, code in (({}, "as_of_missing"), ({"as_of": {"size": 0, "root": stranger}}, "as_of_older"),
                        ({"as_of": {"size": world.size, "root": stranger}}, "two different histories"),
                        ({"as_of": {"size": world.entries, "root": root}}, "as_of_older")):
        world.proxy.change = with_as_of(value)
        for words in questions:
            assert world.ask(*words, expect=FALSE, says=code).stdout == ""
    # A past state that was asked for by its size is held to it.
    world.proxy.change = None


def keys_and_files_that_cannot_be_read(world):
    world.pin()
    stranger = vkey_of(ORIGIN, 1, Ed25519PrivateKey.generate())
    for words in (("conflicts",), ("log", "show"), ("serial", "VCS", "17"), ("certificate", "list"), ("api", "GET", "/v1/conflicts")):
        for option, value, status, says in (("--vkey", "nonsense", USAGE, "vkey"), ("--vkey", stranger, FALSE, "another key"),
                                            ("--policy", "/nonexistent", USAGE, "no such file"), ("--sm2-vkey", "nonsense", USAGE, "--sm2-vkey"),
                                            ("--sm2-vkey", stranger, USAGE, "--sm2-vkey")):
            assert world.ask(option, value, *words, expect=status, says=says).stdout == ""
    sm2 = Ledger(TANBU, world.root / "sm2", "--sm2-line")
    sm2_vkey = (sm2.folder / "ledger" / "log-sm2.vkey").read_text().strip()
    assert world.ask("--sm2-vkey", sm2_vkey, "conflicts", expect=FALSE, says="checkpoint_without_sm2_line").stdout == ""


def unmet_policy_keeps_nothing(world):
    """What is kept once passes as seen the next time: so nothing is kept before the quorum."""
    unmet = world.policy("unmet", [world.stranger()], "w0")
    for _ in range(3):
        for words in (("log", "info"), ("serial", "VCS", "17"), ("receipt", "1"), ("api", "GET", "/v1/retirements")):
            assert world.ask("--policy", unmet, *words, expect=FALSE, says="NOT WITNESSED").stdout == ""
        assert world.kept() == [], world.kept()
    world.proxy.port = world.server.port
    world.pin()
    kept = world.kept()
    assert kept, "without a policy it is kept"
    world.server.grant(world.ledger.command(world.ledger.plant, "register_factory", world.ledger.site(f"{time.monotonic_ns()} Lane")))
    world.size += 1
    for _ in range(2):
        world.ask("--policy", unmet, "conflicts", expect=FALSE, says="NOT WITNESSED")
        assert world.kept_size() == world.size - 1
    world.pin()
    # Seen and kept by a call without a policy: with one it is not believed for that.
    world.ask("--policy", unmet, "conflicts", expect=FALSE, says="NOT WITNESSED")


def quorum_of_nobody(world):
    none = world.policy("none", [], "none")
    world.ask("--policy", none, "log", "info", expect=OK)
    world.ask("--policy", none, "receipt", "1", "--out", world.root / "none.tlog-proof", expect=OK)
    world.ask("--policy", none, "absence", "VCS", UNUSED, expect=OK)


def verify_hears_every_policy(world):
    unmet = world.policy("unmet", [world.stranger()], "w0")
    receipt = world.root / "r1.tlog-proof"
    world.ask("receipt", "1", "--out", receipt, expect=OK)
    world.call("verify", receipt, expect=OK, says="not compared with what you saw")
    world.call("verify", receipt, "--policy", unmet, expect=FALSE, says="too few of your witnesses")
    world.call("--policy", unmet, "verify", receipt, expect=FALSE, says="too few of your witnesses")
    world.call("verify", receipt, expect=FALSE, says="too few of your witnesses", environment={"TANBU_POLICY": str(unmet)})
    # A key that is named in the call is demanded beside the policy, not instead of it.
    world.call("verify", receipt, "--vkey", world.vkey, expect=FALSE, says="too few of your witnesses", environment={"TANBU_POLICY": str(unmet)})
    (world.ledger.home / "config").write_text(f"policy = {unmet}\n")
    world.call("verify", receipt, expect=FALSE, says="too few of your witnesses")
    alone = {"PATH": os.environ["PATH"], "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""), "LANG": "C.UTF-8"}

    def verifier(**environment):
        return subprocess.run([TANBU_VERIFY, receipt, "--vkey", world.vkey], env={**alone, **environment}, capture_output=True, text=True, check=False)

    assert verifier(TANBU_POLICY=str(unmet)).returncode == FALSE
    assert verifier(TANBU_HOME=str(world.ledger.home)).returncode == FALSE
    for environment in ({}, {"HOME": str(world.root / "nobody")}):
        done = verifier(**environment)
        assert done.returncode == OK and "not compared" in done.stdout, done
    (world.ledger.home / "config").unlink()
    for words in (("audit", "--dir", world.root / "old"), ("export", "--dir", world.root / "old", "--replace", "--out", world.root / "y.ndjson")):
        home, world.ledger.home = world.ledger.home, world.root / "home-of-nobody"
        world.call(*words, expect=OK)
        world.call("--policy", unmet, *words, expect=FALSE, says="policy_quorum_not_met")
        world.ledger.home = home


def verify_holds_to_what_was_seen(world):
    receipt, other = world.root / "seen.tlog-proof", world.root / "other.tlog-proof"
    world.ask("receipt", "1", "--out", receipt, expect=OK)
    newest = world.root / "newest.tlog-proof"
    newest.write_bytes(world.server.get("/v1/entries/1/receipt?checkpoint=latest")[1])
    seen = json.loads(world.call("verify", newest, "--json", expect=OK).stdout).get("seen_before")
    assert seen == {"compared": True, "size": world.kept_size()}, seen
    world.call("verify", newest, expect=OK, says="the same tree")
    world.call("verify", receipt, expect=OK, says=f"not compared with what you saw, which had entries: {world.kept_size()}")
    # A ledger of the same name under another key: not even where that key is named.
    other.write_bytes(world.other_server.get("/v1/entries/3/receipt")[1])
    world.call("verify", other, "--vkey", world.other_vkey, expect=FALSE, says="another key")
    world.fresh_home()
    world.call("verify", receipt, "--vkey", world.vkey, expect=OK, says="nothing to compare with")
    world.pin()
    # Another root at exactly the kept size, under the true statement key.
    name, identity, material = (world.ledger.folder / "ledger" / "keys" / "statement").read_text().strip().removeprefix("PRIVATE+KEY+").split("+", 2)
    private = Ed25519PrivateKey.from_private_bytes(base64.b64decode(material)[1:])
    vkey = vkey_of(name, 1, private)
    assert vkey.split("+")[1] == identity
    for root, status in ((world.server.get("/log/checkpoint")[1].decode().splitlines()[2], OK), (base64.b64encode(b"\7" * 32).decode(), FALSE)):
        note = world.root / "kept.absence"
        note.write_text(sign_note(f"tanbu-absence/1\n{ORIGIN}\nVCS {UNUSED}\n{world.kept_size()}\n{root}\n", vkey, private))
        world.call("verify", note, "--vkey", vkey, expect=status, says="another history" if status else "the same tree")


def absence_answers_the_question(world):
    world.pin()
    path = "/v1/units/absence?programme=VCS&serial="
    about_other = world.server.get(path + UNUSED + "&checkpoint=latest")[1]
    note_alone = world.server.get(path + UNUSED)[1]
    for answer, says in ((about_other, "absence_other_serial"), (note_alone, "")):
        world.proxy.change = lambda asked, *_, answer=answer: (200, "text/plain", answer) if "/absence" in asked else None
        assert world.ask("absence", "VCS", KNOWN, "--out", world.root / "lie.absence", expect=FALSE, says=says).stdout == ""
        assert not (world.root / "lie.absence").exists()
    # A key of somebody's own under the right name, in the file and in /v1/log.
    private = Ed25519PrivateKey.generate()
    vkey = vkey_of(ORIGIN + "/statements", 1, private)
    note = split_note(world.server.get("/log/checkpoint")[1].decode())[0].splitlines()
    text = f"tanbu-absence/1\n{ORIGIN}\nVCS {KNOWN}\n{note[1]}\n{note[2]}\n"
    genesis, _, rest = about_other.decode().partition("\n\n")
    receipt = rest[rest.index("c2sp.org/tlog-proof@v1"):]
    forged = genesis + "\n\n" + sign_note(text, vkey, private) + "\n" + receipt

    def change(asked, status, media, content):
        if "/absence" in asked:
            return 200, "text/plain", (forged if "checkpoint=" in asked else sign_note(text, vkey, private)).encode()
        return (status, media, json.dumps({**json.loads(content), "statement_vkey": vkey}).encode()) if asked == "/v1/log" else None

    world.proxy.change = change
    assert world.ask("absence", "VCS", KNOWN, expect=FALSE).stdout == ""
    # A true statement from before the serial was recorded.
    world.proxy.change = None
    fresh = Ledger.batch_body(5_001, 5_100)["serial"]
    before = {end: world.server.get(path + fresh + end)[1] for end in ("", "&checkpoint=latest")}
    world.server.grant(world.ledger.command(world.ledger.registrar, "record_batch", Ledger.batch_body(5_001, 5_100)))
    world.size += 1
    world.proxy.change = lambda asked, *_: (200, "text/plain", before[asked[asked.index(fresh) + len(fresh):]]) if "/absence" in asked else None
    assert world.ask("absence", "VCS", fresh, expect=FALSE, says="absence_older").stdout == ""
    world.proxy.change = None
    world.ask("absence", "VCS", fresh, expect=6, says="serial_known")
    assert world.ask("absence", "VCS", UNUSED.lower(), expect=OK).stdout.startswith("tanbu-absence/1\n")


def lists_that_never_end(world):
    world.pin()
    rows = json.dumps({"data": [{"x": "y" * 1000}] * 2000, "next": "z"}).encode()
    count = iter(range(10**9))
    world.proxy.change = lambda path, *_: (200, "application/json", rows[:-2] + f'{next(count)}"}}'.encode()) if "/v1/conflicts" in path else None
    world.proxy.asked = 0
    world.ask("conflicts", expect=FAILURE, says="list_too_long")
    assert world.proxy.asked < 60, world.proxy.asked


def audits_of_folders(world):
    folder = world.root / "audited"
    shutil.copytree(world.root / "old", folder)
    world.call("audit", "--dir", folder, expect=OK, says="not pinned")
    world.call("audit", "--dir", world.root / "nowhere", expect=NOT_FOUND)
    world.pin()
    world.call("audit", "--dir", folder, expect=FALSE, says="known_checkpoint_newer")
    report = json.loads(world.call("audit", "--dir", world.ledger.folder / "ledger", "--json", expect=OK).stdout)
    assert report["log_vkey_pinned"] is True and report["log_vkey"] == world.vkey, report
    world.call("audit", "--dir", world.ledger.folder / "ledger", expect=OK, says="(pinned)")
    world.call("audit", "--dir", world.other.folder / "ledger", expect=FALSE)
    world.call("audit", "--dir", world.other.folder / "ledger", "--vkey", world.other_vkey, expect=FALSE, says="another key")
    # What the folder itself holds of a longer history.
    world.fresh_home()
    (folder / "cosignatures").mkdir(exist_ok=True)
    newest = world.server.get("/log/checkpoint")[1]
    (folder / "cosignatures" / newest.decode().splitlines()[1]).write_bytes(newest)
    world.call("audit", "--dir", folder, expect=FALSE, says="cosigned_checkpoint_newer")


def empty_is_not_absent(world):
    """An option that demands something and is empty is refused: what a missing file leaves of "$(cat FILE)" demands nothing."""
    for option in ("--vkey", "--sm2-vkey", "--ca-file", "--policy", "--key", "--as"):
        world.ask("log", "info", option, "", expect=USAGE, says="given, but empty")
    assert not world.kept(), "a key was pinned for whoever named none"
    world.pin()
    receipt, folder = world.root / "empty.tlog-proof", world.ledger.folder / "ledger"
    world.ask("receipt", "1", "--out", receipt, expect=OK)
    for words in (("verify", receipt, "--vkey", ""), ("verify", receipt, "--vkey", world.vkey, "--policy", ""), ("verify", "--policy", "", receipt),
                  ("audit", "--dir", folder, "--vkey", ""), ("audit", "--dir", folder, "--tsa-ca", ""), ("audit", "--dir", ""),
                  ("serve", "--dir", folder, "--witnesses", "")):
        world.call(*words, expect=USAGE, says="given, but empty")
    # The environment says nothing by an empty value.
    world.call("verify", receipt, expect=OK, environment={"TANBU_VKEY": "", "TANBU_POLICY": ""})


def no_output_writes_over_a_file(world):
    world.pin()
    plant = ("--key", world.root / "plant.jwk", "--as", world.ledger.plant)
    body = {"factory": world.ledger.factory, "period": "2025", "purpose": "factory_offset", "quantity": 1, "beneficiary": world.ledger.plant,
            "retired_on": "2026-02-02", "ranges": [{"batch": world.ledger.batch, "first": 1000, "last": 1000}]}
    use = world.server.grant(world.ledger.command(world.ledger.trader, "retire", body))
    world.size += 1
    for words in (("receipt", "1"), ("absence", "VCS", UNUSED), ("export",), ("export", "--dir", world.ledger.folder / "ledger"),
                  ("bundle", "retirement", use, *plant)):
        name = world.root / "kept-out"
        for file in (name, world.root / "leads-nowhere"):
            name.write_text("the only copy")
            if file != name:
                file.symlink_to(world.root / "nowhere")
            world.ask(*words, "--out", file, expect=USAGE, says="the file exists already")
            assert name.read_text() == "the only copy" and not (world.root / "nowhere").exists()
            file.unlink()
        name.write_text("the only copy")
        world.ask(*words, "--out", name, "--replace", expect=OK)
        assert name.read_text() != "the only copy", words
        name.unlink(missing_ok=True)
        world.ask(*words, "--out", name, expect=OK)
        name.unlink()
    assert not list(world.root.glob("kept-out*")), "something was left behind"
    world.ask("receipt", "1", "--replace", expect=USAGE, says="names no file")


def witnessed_files(world):
    """A witness that cosigns: what is written with a policy holds under it, and what was published keeps its lines."""
    witness = Witness("w")
    ledger = Ledger(TANBU, world.root / "witnessed")
    witness.log = NoteKey((ledger.folder / "ledger" / "log.vkey").read_text().strip())
    asked = ledger.folder / "asked"
    asked.write_text(f"witness w {witness.vkey} {witness.url}/\nquorum w\n")
    server = Server(ledger, arguments=["--witnesses", asked])
    ledger.populate(server, 10)
    policy = ledger.folder / "policy"
    policy.write_text(f"log {(ledger.folder / 'ledger' / 'log.vkey').read_text()}witness w {witness.vkey}\nquorum w\n")
    url = ("--url", server.url, "--policy", policy, "--retry-seconds", "60")
    receipt = ledger.folder / "r.tlog-proof"
    ledger.run("receipt", "1", "--out", receipt, *url, check=True)
    ledger.run("verify", "--policy", policy, receipt, check=True)
    absence = ledger.folder / "a.absence"
    ledger.run("absence", "VCS", UNUSED, "--out", absence, *url, check=True)
    ledger.run("verify", "--policy", policy, absence, check=True)
    published = ledger.folder / "published"
    ledger.run("log", "publish", "--to", published, *url[:2], check=True)
    assert witness.name in (published / "checkpoint").read_text()
    ledger.run("log", "publish", "--to", published, "--dir", ledger.folder / "ledger", check=True)
    assert witness.name in (published / "checkpoint").read_text(), "a cosignature that was published is gone"
    assert server.stop() == 0
    ledger.run("--policy", policy, "audit", "--dir", ledger.folder / "ledger", check=True)
    ledger.run("--policy", policy, "export", "--dir", ledger.folder / "ledger", "--out", ledger.folder / "x.ndjson", check=True)
    witness.close()


TESTS = [every_verb_works, rolled_back_server, server_of_another_key, older_checkpoint_with_a_proof, as_of_left_out_or_false, keys_and_files_that_cannot_be_read,
         unmet_policy_keeps_nothing, quorum_of_nobody, verify_hears_every_policy, verify_holds_to_what_was_seen, absence_answers_the_question, lists_that_never_end,
         audits_of_folders, empty_is_not_absent, no_output_writes_over_a_file, witnessed_files]


def main():
    failed = []
    with tempfile.TemporaryDirectory(prefix="tanbu-e2e-trust-") as folder:
        world = World(pathlib.Path(folder))
        for test in TESTS:
            if sys.argv[3:] and test.__name__ not in sys.argv[3:]:
                continue
            world.fresh_home()
            try:
                test(world)
            except (AssertionError, KeyError, OSError, ValueError, StopIteration) as fault:
                failed.append(f"{test.__name__}: {type(fault).__name__}: {fault}")
                print(failed[-1], flush=True)
        world.server.stop()
        world.other_server.stop()
    if failed:
        sys.exit(f"{len(failed)} of {len(TESTS)} failed")
    print("whoever answers shows the pinned ledger first")


main()
