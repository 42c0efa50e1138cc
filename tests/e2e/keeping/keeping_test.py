"""The real binary keeps a book: backup beside a running server, restore, erasure by law over HTTP, digest of the state, a new ledger that goes on
from an older one. Usage: keeping_test.py TANBU"""
import json
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import Ledger, Server  # noqa: E402

OK, FAILURE, USAGE, FOUND_FALSE, INCOMPLETE, NOT_FOUND, CONFLICT = 0, 1, 2, 3, 4, 5, 6
MARKER = "Zebrafinch7Quagmire9Xylophone3Works"


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def run(ledger, *arguments, code=OK):
    done = ledger.run(*arguments)
    expect(done.returncode == code, f"{arguments}: {done.returncode} instead of {code}\n{done.stdout}{done.stderr}")
    return done


def project(number):
    return {"programme": "VCS", "project_id": number, "title": MARKER, "country": "CN", "technology": "wind", "methodology": "ACM0002"}


def backups(ledger, server, root):
    folder = ledger.folder / "ledger"
    made = json.loads(run(ledger, "backup", "--dir", folder, "--out", root / "copy", "--json").stdout)
    expect((root / "copy.checkpoint").read_text() == made["checkpoint"], "the checkpoint lies beside the copy")
    run(ledger, "backup", "--dir", folder, "--out", root / "copy", code=CONFLICT)
    known = root / "known"
    shutil.copy(folder / "checkpoint", known)
    run(ledger, "restore", "--from", root / "copy", "--to", root / "restored", "--latest", known)
    run(ledger, "audit", "--dir", root / "restored")
    server.grant(ledger.command(ledger.trader, "retire", ledger.retire_body(1, 5)))
    shutil.copy(folder / "checkpoint", known)
    refused = run(ledger, "restore", "--from", root / "copy", "--to", root / "older", "--latest", known, code=CONFLICT)
    expect("would_fork" in refused.stderr and "--continues" in refused.stderr, refused.stderr)
    expect(not (root / "older" / "ledger.sqlite").exists(), "an older copy was put in place")
    run(ledger, "restore", "--from", root / "copy", "--to", root / "older", "--latest", known, "--read-only")
    run(ledger, "audit", "--dir", root / "older", code=FOUND_FALSE)
    run(ledger, "init", "--dir", root / "next", "--origin", "test.ledger.example/tanbu/2", "--association", ledger.association, "--name", "Association",
        "--association-key", ledger.folder / "association.jwk", "--continues", root / "older")
    run(ledger, "audit", "--dir", root / "next")


def until(condition, what):
    for _ in range(1500):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(what)


def put_back(ledger, root):
    """The folder lost its database alone: what else lies there tells an older copy."""
    folder = root / "in-place"
    shutil.copytree(ledger.folder / "ledger", folder)
    for file in folder.glob("ledger.sqlite*"):
        file.unlink()
    refused = run(ledger, "restore", "--from", root / "copy", "--to", folder, "--latest", root / "copy.checkpoint", code=CONFLICT)
    expect("would_fork" in refused.stderr and str(folder / "checkpoint") in refused.stderr, refused.stderr)
    shutil.copytree(ledger.folder / "ledger" / "keys", root / "older" / "keys")
    refused = subprocess.run([ledger.tanbu, "serve", "--dir", root / "older", "--listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=60)
    expect(refused.returncode == FAILURE and "would_fork" in refused.stderr, refused.stderr)
    run(ledger, "backup", "--dir", root / "older", "--out", root / "of-archive")
    expect((root / "of-archive.checkpoint").read_bytes() == (root / "known").read_bytes(), "the archive's newest checkpoint goes with its backup")
    for file in (root / "copy", ledger.folder / "ledger" / "ledger.sqlite", ledger.folder / "ledger" / "ledger.sqlite-wal"):
        expect(file.stat().st_mode & 0o777 == 0o600, f"{file} can be read by others")
    expect((ledger.folder / "ledger").stat().st_mode & 0o777 == 0o700, "the ledger's folder is open to others")
    expect((ledger.folder / "ledger" / "checkpoint").stat().st_mode & 0o777 == 0o644, "the checkpoint is published")


def cut_off(ledger, root):
    """A backup that is ended while it works leaves nothing; a killed one leaves what the next removes."""
    holder = sqlite3.connect(root / "restored" / "ledger.sqlite", isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN IMMEDIATE")
    parts = lambda: list(root.glob("*.tanbu-part-*"))
    for sent, left in ((signal.SIGTERM, 0), (signal.SIGINT, 0), (signal.SIGKILL, 1)):
        process = subprocess.Popen([ledger.tanbu, "backup", "--dir", root / "restored", "--out", root / "cut-off"], stderr=subprocess.DEVNULL)
        until(parts, "no backup began")
        process.send_signal(sent)
        expect(process.wait(timeout=30) != OK, "the backup was not ended")
        expect(len(parts()) == left and not (root / "cut-off").exists(), f"{sent!r}: {parts()}")
    holder.execute("ROLLBACK")
    holder.close()
    run(ledger, "backup", "--dir", root / "restored", "--out", root / "cut-off")
    expect(not parts(), f"left behind: {parts()}")


def foundings(ledger, root):
    def arguments(folder, origin, *more):
        return ["init", "--dir", root / folder, "--origin", origin, "--association", ledger.association, "--name", "Association",
                "--association-key", ledger.folder / "association.jwk", *more]

    refused = run(ledger, *arguments("new", "test.ledger.example/tanbu/1", "--continues", root / "older"), code=FAILURE)
    expect("continues_itself" in refused.stderr, refused.stderr)
    expect([file.name for file in (root / "new").iterdir()] == ["lock"], "a refused founding left files")
    for _ in range(3):
        shutil.rmtree(root / "new")
        processes = [subprocess.Popen([ledger.tanbu, *map(str, arguments("new", "test.ledger.example/tanbu/3", "--json"))], stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True) for _ in range(3)]
        answers = [(*process.communicate(timeout=60), process.returncode) for process in processes]
        made = [json.loads(out) for out, _, code in answers if code == OK]
        expect(len(made) == 1, answers)
        expect(all("locked" in err or "exists" in err for _, err, code in answers if code != OK), answers)
        expect((root / "new" / "log.vkey").read_text() == made[0]["vkey"] + "\n", "the keys are of another founding than the entries")
        run(ledger, "audit", "--dir", root / "new", "--vkey", made[0]["vkey"])


def held_up(ledger, server):
    """An erasure waits for a reader in an old snapshot, says so, and ends without another command."""
    entry = server.grant(ledger.command(ledger.registrar, "register_project", project("931")))
    reader = sqlite3.connect(f"file:{ledger.folder / 'ledger' / 'ledger.sqlite'}?mode=ro", uri=True, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entries").fetchone()
    server.grant(ledger.command(ledger.association, "redact", {"entry": entry, "reason": "a court wants it gone", "authority": "order 18"}))
    status, ready = server.get("/readyz")
    expect(status == 200 and json.loads(ready)["erasure_pending"] is True, ready)
    reader.close()
    until(lambda: json.loads(server.get("/readyz")[1])["erasure_pending"] is False, "the erasure waits for ever")
    for file in (ledger.folder / "ledger").rglob("*"):
        expect(not file.is_file() or MARKER.encode() not in file.read_bytes(), f"{file} holds the text")
    events = re.findall(r'"event":"(erase_\w+)"', (ledger.folder / "server.log").read_text(encoding="utf-8"))
    expect(events[-2:] == ["erase_pending", "erase_finished"], events)


def authorities(ledger, root):
    (root / "none.pem").write_text("no certificate\n")
    refused = run(ledger, "serve", "--dir", root / "restored", "--tsa", "http://127.0.0.1:1/", "--tsa-ca", root / "none.pem", code=USAGE)
    expect("--tsa-ca" in refused.stderr, refused.stderr)


def erasure(ledger, server):
    command = ledger.command(ledger.registrar, "register_project", project("930"))
    entry = server.grant(command)
    expect(server.get(f"/v1/entries/{entry}/command") == (200, command.encode()), "the command is public")
    receipt = server.get(f"/v1/entries/{entry}/receipt")
    order = ledger.command(ledger.association, "redact", {"entry": entry, "reason": "a court wants it gone", "authority": "order 17"})
    by = server.grant(order)
    status, body = server.get(f"/v1/entries/{entry}/command")
    expect((status, json.loads(body)["code"]) == (410, "erased"), body)
    expect(server.get(f"/v1/entries/{entry}/receipt") == receipt, "the receipt is the same")
    expect(server.submit(command)[0] == 200, "the same command gets the same answer")
    lines = [json.loads(line) for line in server.get("/v1/commands?limit=500")[1].splitlines()]
    expect(lines[entry] == {"index": entry, "command": None, "erased_by": by}, lines[entry])
    status, again = server.submit(ledger.command(ledger.association, "redact", {"entry": entry, "reason": "again", "authority": "order 17"}))
    expect((status, again["code"], again["conflict"]["index"]) == (409, "erased_already", by), again)
    for file in (ledger.folder / "ledger").rglob("*"):
        expect(not file.is_file() or MARKER.encode() not in file.read_bytes(), f"{file} holds the text")
    told = run(ledger, "audit", "--url", server.url, "--yes", code=INCOMPLETE)
    expect(f"erased by law: entry {entry} register_project, by entry {by}" in told.stdout, told.stdout)


def digest(ledger, server):
    size, sha256 = run(ledger, "state-digest", "--dir", ledger.folder / "ledger").stdout.split()
    server.grant(ledger.command(ledger.association, "record_state_digest", {"size": int(size), "sha256": sha256}))
    status, answer = server.submit(ledger.command(ledger.association, "record_state_digest", {"size": int(size), "sha256": "0" * 64}))
    expect((status, answer["code"]) == (409, "digest_stated"), answer)
    # A wrong one is taken back in the open, and the size is stated anew.
    stated = server.grant(ledger.command(ledger.association, "record_state_digest", {"size": int(size) + 1, "sha256": "0" * 64}))
    status, answer = server.submit(ledger.command(ledger.association, "redact", {"entry": stated, "reason": "wrong", "authority": "order 17"}))
    expect((status, answer["code"]) == (409, "not_erasable"), answer)
    run(ledger, "audit", "--url", server.url, "--key", ledger.folder / "association.jwk", "--as", ledger.association, code=INCOMPLETE)
    found = run(ledger, "audit", "--dir", ledger.folder / "ledger", code=FOUND_FALSE)
    expect("state_digest_differs" in found.stdout, found.stdout)
    evidence = {"sha256": "a" * 64, "bytes": 1, "media_type": "application/pdf", "reference": "R-1"}
    server.grant(ledger.command(ledger.association, "void", {"target": stated, "reason": "mistyped", "evidence": evidence}))


def main():
    with tempfile.TemporaryDirectory() as place:
        root = pathlib.Path(place)
        ledger = Ledger(sys.argv[1], root / "home")
        server = Server(ledger)
        try:
            ledger.populate(server, 1_000)
            backups(ledger, server, root)
            put_back(ledger, root)
            cut_off(ledger, root)
            foundings(ledger, root)
            authorities(ledger, root)
            erasure(ledger, server)
            held_up(ledger, server)
            digest(ledger, server)
        finally:
            server.stop()
        report = json.loads(run(ledger, "audit", "--dir", ledger.folder / "ledger", "--json", code=INCOMPLETE).stdout)
        expect([notice["code"] for notice in report["notices"]] == ["state_digest_voided"], report["notices"])
        expect(report["ok"] and not report["complete"] and report["erased_count"] == 2 and report["state_digests_verified"] == 1, report)
        run(ledger, "backup", "--dir", ledger.folder / "ledger", "--out", root / "last")
        expect(MARKER.encode() not in (root / "last").read_bytes(), "a backup after the erasure holds the text")
    print("backup, restore, erasure and digest: all as promised")


if __name__ == "__main__":
    main()
