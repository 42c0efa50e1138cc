#!/usr/bin/python3
"""Drives `tanbu audit follow` against real servers: cosignatures that other people's cryptography verifies, every answer over HTTP, an
operator who signs a double use, a record that is damaged, and kill -9 at many moments while two histories of one log are offered.

Usage: follow_test.py TANBU [SEED]
"""
import base64
import hashlib
import http.client
import http.server
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import ORIGIN, Ledger, Server  # noqa: E402

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey  # noqa: E402

TANBU = str(pathlib.Path(sys.argv[1]).resolve())
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 20261121
WITNESS = "witness.example/w1"
OK, FAILURE, USAGE, FALSE, NOT_ALLOWED, UNREACHABLE = 0, 1, 2, 3, 4, 7
INCOMPLETE = 4  # of an audit
EVIDENCE = {"sha256": "a" * 64, "bytes": 1, "media_type": "application/pdf", "reference": "R-1"}
ROUNDS = 24


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf(line):
    return sha256(b"\0" + line)


def tree_head(leaves):
    """RFC 6962 section 2.1, word by word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + tree_head(leaves[:split]) + tree_head(leaves[split:]))


def b64(data):
    return base64.b64encode(data).decode()


class Note:
    """A checkpoint as text: its body, size and root."""

    def __init__(self, text):
        self.text = text
        self.body = text[:text.index("\n\n") + 1]
        _, size, root = self.body.splitlines()
        self.size, self.root = int(size), root


def verify_cosignature(note, line, vkey):
    """The size and root that a witness's line vouches for; raises where it does not."""
    name, _, key = vkey.split("+", 2)
    raw = base64.b64decode(key)
    assert raw[0] == 4 and name == WITNESS, vkey
    dash, signer, blob = line.rstrip("\n").split(" ")
    assert (dash, signer) == ("\u2014", name), line
    signature = base64.b64decode(blob)
    assert signature[:4] == sha256(name.encode() + b"\n" + raw)[:4]
    seconds = int.from_bytes(signature[4:12], "big")
    assert abs(seconds - time.time()) < 3600, seconds
    Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signature[12:], f"cosignature/v1\ntime {seconds}\n{note.body}".encode())
    return note.size, note.root


def request_body(old, hashes, note):
    return f"old {old}\n" + "".join(line + "\n" for line in hashes) + "\n" + note.text


class History:
    """One served history: checkpoints as the server showed them, proofs on demand."""

    def __init__(self, server):
        self.server = server

    def note(self):
        self.server.local.connection = None  # a server ends a connection that was silent while witnesses were killed
        status, body = self.server.get("/log/checkpoint")
        assert status == 200, status
        return Note(body.decode())

    def request(self, old, note):
        hashes = []
        if 0 < old < note.size:
            status, body = self.server.get(f"/v1/proofs/consistency?from={old}&to={note.size}")
            assert status == 200, (status, body)
            hashes = json.loads(body)["hashes"]
        return request_body(old, hashes, note)


def first_line(pipe):
    """One line and not an octet more: what a buffer holds back is lost to communicate()."""
    line = b""
    while not line.endswith(b"\n"):
        octet = os.read(pipe.fileno(), 1)
        if not octet:
            break
        line += octet
    return line.decode()


class Follow:
    """One `tanbu audit follow --listen`."""

    def __init__(self, scene, url, state, *more, home=None, reader=True):
        words = scene.words(url, state, "--listen", "127.0.0.1:0", "--interval", "1", *more, reader=reader)
        self.process = subprocess.Popen(words, env=scene.environment(home),
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = first_line(self.process.stdout)
        assert line.startswith("listening on http://127.0.0.1:") and ORIGIN in line, (line, self.process.stderr.read())
        self.port = int(line.split()[2].rsplit(":", 1)[1])
        self.lines = ""

    def wait_for(self, beginning):
        """Reads on until a line begins so; the process ending first is a failure."""
        while True:
            line = first_line(self.process.stdout)
            assert line, f"ended before {beginning!r}: {self.lines}"
            self.lines += line
            if line.startswith(beginning):
                return line

    def post(self, body, path="/add-checkpoint", method="POST"):
        """Status, content type, text; nothing when nobody answers any more."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body.encode() if body is not None else None)
            answer = connection.getresponse()
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def kill(self):
        self.process.kill()
        self.end()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.end()

    def end(self):
        rest, self.errors = self.process.communicate(timeout=60)
        self.printed = self.lines + rest
        return self.process.returncode


class Scene:
    def __init__(self, root):
        self.root = root
        self.ledger = Ledger(TANBU, root / "a")
        self.key = root / "witness.key"
        made = self.ledger.run("keygen", "--witness", WITNESS, "--out", self.key, check=True)
        self.vkey = made.stdout.split()[1]
        assert oct(self.key.stat().st_mode & 0o777) == "0o600"

    def environment(self, home=None):
        return {**os.environ, "TANBU_HOME": str(home or self.root / "home"), "LANG": "C.UTF-8"}

    def words(self, url, state, *more, reader=True):
        words = [TANBU, "audit", "follow", url, "--witness-key", str(self.key), "--state", str(state), *map(str, more)]
        return words + (["--key", str(self.ledger.folder / "association.jwk"), "--as", "x:association"] if reader else [])

    def once(self, url, state, expect=OK, reader=True, home=None, more=()):
        done = subprocess.run(self.words(url, state, "--once", *more, reader=reader), env=self.environment(home), capture_output=True, text=True,
                              timeout=120, check=False)
        assert done.returncode == expect, f"exit {done.returncode}, expected {expect}\n{done.stdout}\n{done.stderr}"
        return done


def record_of(state):
    return next(pathlib.Path(state).glob("*/state"))


def a_single_run(scene, server, root):
    state = root / "single"
    note = History(server).note()
    done = scene.once(server.url, state)
    checked, cosigned = done.stdout.splitlines()
    assert checked == f"checked {note.size} {note.root}", done.stdout
    assert cosigned.startswith(f"cosigned {note.size} "), done.stdout
    assert verify_cosignature(note, cosigned.split(" ", 2)[2], scene.vkey) == (note.size, note.root)
    kept = next(state.glob("*/checkpoint")).read_text(encoding="utf-8")
    assert kept == note.text + cosigned.split(" ", 2)[2] + "\n", kept
    # Somebody who may not read every command cannot re-run every rule, and signs nothing.
    blind = scene.once(server.url, root / "blind", expect=NOT_ALLOWED, reader=False)
    assert "command_withheld" in blind.stdout and "cosigned" not in blind.stdout, blind.stdout
    assert "\u2014" not in record_of(root / "blind").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in scene.once(server.url, state, more=("--json",)).stdout.splitlines()]
    assert [line["event"] for line in lines] == ["checked", "cosigned"] and lines[1]["size"] == note.size, lines
    scene.once("http://127.0.0.1:9", root / "nobody", expect=UNREACHABLE)
    print("a single run cosigns what it re-ran, and nothing that it could not")


def records_that_cannot_be_trusted(scene, server, root):
    state = root / "single"
    whole = record_of(state).read_bytes()
    for spoil in (lambda data: data[:-1], lambda data: b"", lambda data: data.replace(b"\n\n", b"\n", 1), lambda data: bytes(len(data)),
                  lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:], lambda data: data[:data.index(b"\n\n") + 2]):
        record_of(state).write_bytes(spoil(whole))
        assert "state_damaged" in scene.once(server.url, state, expect=FAILURE).stderr
    record_of(state).unlink()
    assert "state_missing" in scene.once(server.url, state, expect=FAILURE).stderr
    (next(state.iterdir()) / "state").write_bytes(whole)
    other = root / "other.key"
    scene.ledger.run("keygen", "--witness", "witness.example/w2", "--out", other, check=True)
    mine, scene.key = scene.key, other
    assert "state_other_key" in scene.once(server.url, state, expect=FAILURE).stderr
    scene.key = mine
    mine.chmod(0o640)
    assert "witness_key_permissions" in scene.once(server.url, state, expect=FAILURE).stderr
    mine.chmod(0o600)
    scene.key = scene.ledger.folder / "ledger" / "keys" / "log"
    assert "witness_key_type" in scene.once(server.url, state, expect=FAILURE).stderr
    scene.key = mine
    scene.once(server.url, state)
    assert scene.ledger.run("keygen", "--witness", WITNESS, "--out", mine).returncode == FAILURE
    assert scene.ledger.run("keygen", "--witness", "two words", "--out", root / "x").returncode == USAGE
    print("a record or a key that cannot be trusted is refused by name")


def every_answer(scene, server, root):
    history = History(server)
    follow = Follow(scene, server.url, root / "answers")
    assert "state_locked" in scene.once(server.url, root / "answers", expect=FAILURE).stderr
    first = history.note()
    status, kind, line = follow.post(history.request(0, first))
    assert status == 200, (status, line)
    verify_cosignature(first, line, scene.vkey)
    # The log grows: the checkpoint is asked for before the witness has looked at it.
    server.grant(scene.ledger.command(scene.ledger.trader, "transfer", scene.ledger.transfer_body(1, 10, scene.ledger.plant)))
    second = history.note()
    assert follow.post(history.request(0, second)) == (409, "text/x.tlog.size", f"{first.size}\n")
    status, kind, line = follow.post(history.request(first.size, second))
    assert status == 200, (status, line)
    verify_cosignature(second, line, scene.vkey)
    assert follow.post(history.request(first.size, second)) == (409, "text/x.tlog.size", f"{second.size}\n")
    status, _, line = follow.post(history.request(second.size, second))
    assert status == 200, (status, line)
    forged = Note(second.text.replace(f"\n{second.size}\n", f"\n{second.size + 1}\n", 1))
    stranger = Note(second.text.replace(ORIGIN, ORIGIN + "/2"))
    cases = [("old 0\n", 400), (request_body(second.size, [], forged), 403), (request_body(0, [], stranger), 404),
             (request_body(second.size + 1, [], second), 400), (request_body(second.size, [b64(bytes(32))], second), 422), ("x" * 70000, 413)]
    for body, expected in cases:
        status, _, words = follow.post(body)
        assert status == expected, (expected, status, words, body[:100])
    assert follow.post(None, path="/", method="GET")[0] == 404
    assert follow.post(None, method="GET")[0] == 405
    assert follow.stop() == OK, follow.errors
    sizes = [int(line.split()[1]) for line in follow.printed.splitlines() if line.startswith("checked ")]
    assert sizes == sorted(set(sizes)) and sizes[-1] == second.size, follow.printed
    print("every answer has its status")


def signed_by_the_log(scene, size, root):
    """What whoever holds the log's key can sign: any size with any root."""
    private = (scene.ledger.folder / "ledger" / "keys" / "log").read_text(encoding="utf-8").strip().split("+", 4)
    signer = Ed25519PrivateKey.from_private_bytes(base64.b64decode(private[4])[1:])
    body = f"{ORIGIN}\n{size}\n{b64(root)}\n"
    return Note(body + f"\n\u2014 {ORIGIN} {b64(bytes.fromhex(private[3]) + signer.sign(body.encode()))}\n")


class CrookedOperator:
    """Holds the log's key, serves the real log and one entry more: a command that was refused, put in by hand, under right hashes."""

    def __init__(self, scene, server, jws, kind):
        self.server = server
        real = History(server).note()
        status, bundle = server.get(f"/log/tile/entries/000.p/{real.size}")
        assert status == 200 and real.size < 255, (status, real.size)
        self.lines = []
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            self.lines.append(bundle[2:2 + length])
            bundle = bundle[2 + length:]
        last = json.loads(self.lines[-1])
        self.bad = len(self.lines)
        self.jws = jws
        entry = {"v": 1, "index": self.bad, "prev": b64(leaf(self.lines[-1])), "time": last["time"], "kind": kind,
                 "command": b64(sha256(jws.encode())), "rules": last["rules"]}
        self.lines.append(json.dumps(entry, separators=(",", ":")).encode())
        self.leaves = [leaf(line) for line in self.lines]
        self.note = signed_by_the_log(scene, len(self.leaves), tree_head(self.leaves))
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                status, body = outer.answer(self.path, self.headers["Authorization"])
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def answer(self, path, authorization):
        if path == "/log/checkpoint":
            return 200, self.note.text.encode()
        if path == f"/log/tile/entries/000.p/{len(self.lines)}":
            return 200, b"".join(len(line).to_bytes(2, "big") + line for line in self.lines)
        if path == f"/log/tile/0/000.p/{len(self.lines)}":
            return 200, b"".join(self.leaves)
        status, _, body = self.server.request("GET", path, headers={"Authorization": authorization} if authorization else {})
        if path.startswith("/v1/commands"):
            body += json.dumps({"index": self.bad, "command": self.jws}).encode() + b"\n"
        return status, body


def an_operator_who_signs_a_double_use(scene, server, root):
    ledger = scene.ledger
    jws = ledger.command(ledger.trader, "transfer", ledger.transfer_body(1, 10, ledger.rival))  # the plant holds them by now
    status, answer = server.submit(jws)
    assert status == 409, (status, answer)
    crook = CrookedOperator(scene, server, jws, "transfer")
    home = root / "home-crook"
    honest = History(server).note()
    scene.once(server.url, root / "crook")
    before = record_of(root / "crook").read_bytes()
    done = scene.once(crook.url, root / "crook", expect=FALSE, home=home)
    assert f"FAULT entry {crook.bad} (rules): rules_refuse" in done.stdout and "cosigned" not in done.stdout, done.stdout
    # As a plain witness one would sign: tree, proof and signature are right.
    follow = Follow(scene, crook.url, root / "crook", home=home)
    hashes = proof_of_one_more(crook.leaves)
    body = request_body(honest.size, hashes, crook.note)
    for _ in range(2):
        status, _, words = follow.post(body)
        assert status == 422 and words.startswith(f"rules_refuse: entry {crook.bad}: "), (status, words)
    assert follow.stop() == FALSE, follow.errors
    assert record_of(root / "crook").read_bytes() == before
    crook.http.shutdown()
    print("a double use under the log's own signature is never cosigned")


def proof_of_one_more(leaves):
    """RFC 6962 section 2.1.2 from one leaf fewer."""
    def subproof(old, part, whole):
        if old == len(part):
            return [] if whole else [tree_head(part)]
        split = 1
        while split * 2 < len(part):
            split *= 2
        if old <= split:
            return subproof(old, part[:split], whole) + [tree_head(part[split:])]
        return subproof(old - split, part[split:], False) + [tree_head(part[:split])]
    return [b64(digest) for digest in subproof(len(leaves) - 1, leaves, True)]


class OtherLedger:
    """The same log key over a copied folder: what follows is another history."""

    def __init__(self, ledger, folder):
        self.tanbu, self.folder = ledger.tanbu, folder
        folder.mkdir()
        shutil.copytree(ledger.folder / "ledger", folder / "ledger")


def two_histories(scene, server, root):
    """Copies the folder, and lets both copies grow differently. The witness's record stands where they part."""
    ledger = scene.ledger
    assert server.stop() == 0
    other = OtherLedger(ledger, root / "b")
    first, second = Server(ledger), Server(other)
    base = root / "base"
    scene.once(first.url, base)
    parting = History(first).note()
    for number in range(3):
        first.grant(ledger.command(ledger.trader, "transfer", ledger.transfer_body(101 + number, 101 + number, ledger.plant)))
        second.grant(ledger.command(ledger.trader, "transfer", ledger.transfer_body(101 + number, 101 + number, ledger.rival)))
    return first, second, base, parting


def time_to_an_answer(scene, history, base, parting, note, root):
    """What the kills are spread over: it depends on the machine and decides nothing else."""
    state = root / "moment"
    root.mkdir(exist_ok=True)
    shutil.copytree(base, state)
    follow = Follow(scene, history.server.url, state, home=root / "home-0")
    begun = time.monotonic()
    status, _, line = follow.post(history.request(parting.size, note))
    assert status == 200, (status, line)
    taken = time.monotonic() - begun
    assert follow.stop() == OK, follow.errors
    return taken


def kills_between_two_histories(scene, server, root, rng):
    first, second, base, parting = two_histories(scene, server, root)
    histories = (History(first), History(second))
    notes = [history.note() for history in histories]
    assert notes[0].size == notes[1].size == parting.size + 3 and notes[0].root != notes[1].root
    granted_rounds = 0
    moment = time_to_an_answer(scene, histories[0], base, parting, notes[0], root)
    for number in range(ROUNDS):
        state = root / f"kill-{number}"
        shutil.copytree(base, state)
        granted = set()
        for life in range(3):
            side = (number + life) % 2
            follow = Follow(scene, (first, second)[side].url, state, home=root / f"home-{side}")
            order = [0, 1] if rng.random() < 0.5 else [1, 0]
            answers = []

            def offer(which, follow=follow, answers=answers):
                answer = follow.post(histories[which].request(parting.size, notes[which]))
                if answer and answer[0] == 200:
                    answers.append(verify_cosignature(notes[which], answer[2], scene.vkey))

            crowd = [threading.Thread(target=offer, args=(which,)) for which in order]
            for one in crowd:
                one.start()
            # Somewhere between the start and a little behind the answers.
            if life < 2:
                time.sleep(rng.random() * 1.3 * moment)
                follow.kill()
            for one in crowd:
                one.join()
            if life == 2:
                assert follow.stop() in (OK, FALSE), follow.errors
            granted.update(answers)
        assert len(granted) <= 1, f"round {number}: {granted} are two histories"
        granted_rounds += len(granted)
        kept = record_of(state).read_text(encoding="utf-8")
        if granted:
            assert granted.pop()[1] in kept, kept
    assert 0 < granted_rounds, "no round granted anything, so that nothing was tried"
    print(f"{2 * ROUNDS} kills: {granted_rounds} of {ROUNDS} rounds granted one history, none granted two")
    return first, second, base, parting


def growing_under_kills(scene, first, second, base, root, rng):
    """One witness, killed again and again while the log grows; what it signed is one history, and the other is never in it."""
    ledger, state = scene.ledger, root / "growing"
    shutil.copytree(base, state)
    ours, theirs = History(first), History(second)
    moment = time_to_an_answer(scene, ours, base, Note(next(base.glob("*/checkpoint")).read_text(encoding="utf-8")), ours.note(), root / "again")
    signed, old = [], Note(next(base.glob("*/checkpoint")).read_text(encoding="utf-8")).size
    for number in range(8):
        first.grant(ledger.command(ledger.trader, "transfer", ledger.transfer_body(201 + number, 201 + number, ledger.plant)))
        follow = Follow(scene, first.url, state, home=root / "home-0")
        killer = threading.Timer(rng.random() * 3 * moment, follow.process.kill)
        killer.start()
        note = ours.note()
        answer = follow.post(ours.request(old, note))
        if answer and answer[0] == 200:
            signed.append(verify_cosignature(note, answer[2], scene.vkey))
        killer.join()
        follow.end()
        old = Note(record_of(state).read_text(encoding="utf-8").split("\n\n", 1)[1]).size
    follow = Follow(scene, first.url, state, home=root / "home-0")
    note = ours.note()
    status, _, line = follow.post(ours.request(old, note))
    assert status == 200, (status, line)
    signed.append(verify_cosignature(note, line, scene.vkey))
    sizes = [size for size, _ in signed]
    assert sizes == sorted(sizes), sizes
    lie = theirs.note()
    assert follow.post(theirs.request(lie.size, lie))[0] in (400, 409)
    follow.wait_for("FAULT ")
    assert follow.stop() == FALSE, follow.errors
    (record_of(state).parent / "fault").unlink()
    shutil.rmtree(record_of(state).parent / "evidence")
    # Led to the other history with its record alone at hand, it finds that history false and never signs in it.
    done = scene.once(second.url, state, expect=FALSE, home=root / "home-1")
    assert "cosigned" not in done.stdout and ("known_checkpoint_root" in done.stdout or "log_behind" in done.stdout), done.stdout
    print(f"8 kills while the log grew: {len(signed)} cosignatures over one history")


def a_second_history_is_remembered(scene, first, second, base, root):
    """What the log's key signed twice stays known to the next process, though only the signed checkpoint tells it."""
    state = root / "remembered"
    shutil.copytree(base, state)
    parting = Note(next(base.glob("*/checkpoint")).read_text(encoding="utf-8"))
    follow = Follow(scene, first.url, state, home=root / "home-0")
    other = History(second)
    status, _, words = follow.post(other.request(parting.size, other.note()))
    assert status == 422 and words.startswith("checkpoint_root"), (status, words)
    assert follow.stop() == FALSE, follow.errors
    follow = Follow(scene, first.url, state, home=root / "home-0")
    ours = History(first)
    status, _, words = follow.post(ours.request(parting.size, ours.note()))
    assert status == 422 and words.startswith("checkpoint_root"), (status, words)
    assert follow.stop() == FALSE, follow.errors
    # A person takes the fault away on purpose: what remains is the proof, and it convicts again.
    (record_of(state).parent / "fault").unlink()
    done = scene.once(first.url, state, expect=FALSE, home=root / "home-0")
    assert "known_checkpoint_root" in done.stdout, done.stdout
    print("a second history under the log's own signature is remembered")


def evidence_of(state):
    return {path.read_text(encoding="utf-8") for path in pathlib.Path(state).glob("*/evidence/*.checkpoint")}


def a_longer_second_history(scene, first, second, base, root):
    """Served in the place of the first one, it is found by an entry's prev before it is found by its root; the proof is kept all the same."""
    state, home = root / "longer", root / "home-longer"
    shutil.copytree(base, state)
    seen = History(first).note()
    ledger = scene.ledger
    while History(second).note().size <= seen.size:
        number = 400 + History(second).note().size
        second.grant(ledger.command(ledger.trader, "transfer", ledger.transfer_body(number, number, ledger.rival)))
    with Through(first) as way:
        follow = Follow(scene, way.url, state, home=home)
        follow.wait_for("checked ")
        way.server = second
        follow.wait_for("FAULT ")
        assert follow.stop() == FALSE, follow.errors
        kept = evidence_of(state)
        assert History(second).note().text in kept and any(Note(text).root == seen.root for text in kept), kept
        way.server = first
        done = scene.once(way.url, state, expect=FALSE, home=home)
    assert "FAULT" in done.stdout and "checkpoint_root" in done.stdout and "cosigned" not in done.stdout, done.stdout
    print("a longer second history leaves its proof behind")


def a_posted_second_history(scene, first, second, base, root):
    """Posted with a size that nobody asked for it is refused at the door, and is evidence all the same."""
    state = root / "posted"
    shutil.copytree(base, state)
    follow = Follow(scene, first.url, state, home=root / "home-0")
    follow.wait_for("checked ")
    lie = History(second).note()
    assert follow.post(request_body(0, [], lie))[0] == 409
    follow.wait_for("FAULT ")
    assert follow.stop() == FALSE, follow.errors
    assert lie.text in evidence_of(state)
    print("a second history that is posted and refused is kept")


def until(what, holds):
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.05)


def a_flood_of_doubtful_checkpoints(scene, first, second, base, root):
    """Sizes that no log reaches, signed without end, take no place from what will be judged, nor from the proof of a fault."""
    ledger, places = scene.ledger, 16
    flood = [signed_by_the_log(scene, 1_000_000_000 + number, sha256(b"%d" % number)) for number in range(places + 4)]

    def flooded(state):
        shutil.copytree(base, state)
        follow = Follow(scene, first.url, state, home=root / "home-0")
        follow.wait_for("checked ")
        for number, note in enumerate(flood):
            assert follow.post(request_body(0, [], note))[0] == 409
            until("a doubtful checkpoint is kept", lambda least=min(number + 1, places): len(evidence_of(state)) >= least)
        return follow

    lie = History(second).note()
    assert lie.size > History(first).note().size
    follow = flooded(root / "flooded")
    assert follow.post(request_body(0, [], lie))[0] == 409
    until("one that is judged sooner is kept", lambda: lie.text in evidence_of(root / "flooded"))
    assert len(evidence_of(root / "flooded")) == places
    while History(first).note().size < lie.size:
        number = 800 + History(first).note().size
        first.grant(ledger.command(ledger.trader, "transfer", ledger.transfer_body(number, number, ledger.plant)))
    follow.wait_for("FAULT ")
    assert follow.stop() == FALSE, follow.errors
    assert lie.text in evidence_of(root / "flooded")

    # Now the lie is one at once: its proof finds a place though every doubtful one is taken.
    follow = flooded(root / "flooded-before")
    assert len(evidence_of(root / "flooded-before")) == places
    assert follow.post(request_body(0, [], lie))[0] == 409
    follow.wait_for("FAULT ")
    assert follow.stop() == FALSE, follow.errors
    assert lie.text in evidence_of(root / "flooded-before")
    print(f"{len(flood)} doubtful checkpoints crowd nothing out")


class Through:
    """A way to a server on which something may go wrong: `spoil` sees every answer, and may give another."""

    def __init__(self, server, spoil=None):
        self.server, self.spoil, self.hits = server, spoil, 0

    def __enter__(self):
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                shown = self.headers["Authorization"]
                status, given, body = outer.server.request("GET", self.path, headers={"Authorization": shown} if shown else {})
                other = outer.spoil(self.path, body) if outer.spoil else None
                if other is not None:
                    outer.hits += 1
                    status, body = other
                self.send_response(status)
                self.send_header("Content-Type", given["Content-Type"] or "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()


def troubles_on_the_way(scene, server, root):
    """A proxy that answers 404 for a tile, flips a bit of a command or of a line, or is busy, is no proof against the log."""
    ledger = scene.ledger
    spoils = [lambda path, body: (404, b"no route\n") if path.startswith("/log/tile/0/") else None,
              lambda path, body: (200, body.replace(b'"command":"eyJ', b'"command":"eyK', 1)) if path.startswith("/v1/commands") else None,
              lambda path, body: (200, body[:-9] + bytes([body[-9] ^ 1]) + body[-8:]) if path.startswith("/log/tile/entries/") else None,
              lambda path, body: (503, b"busy\n") if path.startswith("/v1/commands") else None]
    reader = ("--key", ledger.folder / "association.jwk", "--as", "x:association")
    with Through(server) as way:
        # It has to follow the same ledger from one home, whatever way leads there.
        follow = Follow(scene, way.url, root / "troubled", home=root / "home-way")
        follow.wait_for("checked ")
        for number, spoil in enumerate(spoils):
            way.spoil, way.hits = spoil, 0
            assert ledger.run("audit", "--url", way.url, "--yes", *reader).returncode == UNREACHABLE, number
            server.grant(ledger.command(ledger.plant, "register_factory", ledger.site(f"{number} Proxy Road")))
            follow.wait_for("waiting: source_")
            assert way.hits > 0
            way.spoil = None
            follow.wait_for(f"checked {History(server).note().size} ")
            assert ledger.run("audit", "--url", way.url, *reader).returncode == OK
        # Whoever may not read everything learns that not everything was examined, by the exit status too.
        done = ledger.run("audit", "--url", way.url)
        assert done.returncode == INCOMPLETE and "as far as it could be examined" in done.stdout, done.stdout
        assert follow.stop() == OK, follow.errors
    print("what goes wrong on the way is asked for again")


def a_false_state_digest(scene, server, root):
    """A running witness signs nothing while it stands, and goes on with the entry that voids it."""
    ledger = scene.ledger
    follow = Follow(scene, server.url, root / "digest")
    follow.wait_for("checked ")
    history = History(server)
    before = history.note()
    wrong = server.grant(ledger.command(ledger.association, "record_state_digest", {"size": before.size, "sha256": "0" * 64}))
    follow.wait_for("waiting: state_digest_differs")
    note = history.note()
    status, _, words = follow.post(history.request(0, note))
    assert status == 503 and words.startswith("state_digest_differs"), (status, words)
    done = ledger.run("audit", "--url", server.url, "--key", ledger.folder / "association.jwk", "--as", "x:association")
    assert done.returncode == FALSE and "state_digest_differs" in done.stdout, done.stdout
    server.grant(ledger.command(ledger.association, "void", {"target": wrong, "reason": "of another copy", "evidence": EVIDENCE}))
    follow.wait_for("notice: ")
    note = history.note()
    status, _, line = follow.post(history.request(0, note))
    assert status == 200, (status, line)
    verify_cosignature(note, line, scene.vkey)
    assert follow.stop() == OK, follow.errors
    print("a false digest of the state holds a witness up until it is taken back")


def asked_in_front_of_a_withheld_entry(scene, server, root):
    """The log asks for its own checkpoint of a size at which the witness was stopped: that is granted, and nobody is accused."""
    ledger = scene.ledger
    reader = root / "trader.jwk"
    ledger.keys[ledger.trader].write(reader)
    note = History(server).note()
    server.grant(inventory(ledger))
    follow = Follow(scene, server.url, root / "front", "--key", reader, "--as", ledger.trader, home=root / "home-front", reader=False)
    follow.wait_for("waiting: command_withheld")
    status, _, words = follow.post(request_body(0, [], note))
    assert status in (200, 503), (status, words)
    if status == 503:
        assert words.startswith("command_withheld"), words
    assert follow.stop() == OK, follow.errors
    assert "FAULT" not in follow.printed, follow.printed
    print("a checkpoint in front of a withheld entry accuses nobody")


def inventory(ledger):
    return ledger.command(ledger.plant, "declare_inventory", {
        "factory": ledger.factory, "period": "2025", "standard": "ISO 14064-1:2018", "scope1_t": "200.00",
        "electricity": {"consumed_kwh": 0, "purchased_kwh": 0, "factor_location": "0.4974"}})


def a_log_that_is_silent_or_gone(scene, first, base, root):
    parting = Note(next(base.glob("*/checkpoint")).read_text(encoding="utf-8"))
    ours = History(first)
    body = ours.request(parting.size, ours.note())
    shutil.copytree(base, root / "silent")
    # It takes connections and never answers: whoever is asked to end must not wait for it.
    first.process.send_signal(signal.SIGSTOP)
    follow = Follow(scene, first.url, root / "silent", home=root / "home-0")
    assert follow.stop() == OK, follow.errors
    first.process.send_signal(signal.SIGCONT)
    assert first.stop() == 0
    follow = Follow(scene, first.url, root / "silent", home=root / "home-0")
    status, _, words = follow.post(body)
    assert status == 503 and words.startswith("source_unreachable"), (status, words)
    assert follow.stop() == OK, follow.errors
    assert follow.printed.startswith("waiting: source_unreachable"), follow.printed
    print("a log that is silent or gone gets 503 and holds nobody up")


def main():
    print(f"seed {SEED}", flush=True)
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        scene = Scene(root)
        server = Server(scene.ledger)
        scene.ledger.populate(server, quantity=1000)
        a_single_run(scene, server, root)
        records_that_cannot_be_trusted(scene, server, root)
        every_answer(scene, server, root)
        troubles_on_the_way(scene, server, root)
        a_false_state_digest(scene, server, root)
        asked_in_front_of_a_withheld_entry(scene, server, root)
        an_operator_who_signs_a_double_use(scene, server, root)
        first, second, base, _ = kills_between_two_histories(scene, server, root, rng)
        growing_under_kills(scene, first, second, base, root, rng)
        a_second_history_is_remembered(scene, first, second, base, root)
        a_posted_second_history(scene, first, second, base, root)
        a_longer_second_history(scene, first, second, base, root)
        a_flood_of_doubtful_checkpoints(scene, first, second, base, root)
        a_log_that_is_silent_or_gone(scene, first, base, root)
        assert second.stop() == 0


main()
