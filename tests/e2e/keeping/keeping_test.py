"""The real binary keeps a book: backup beside a running server, restore, erasure by law over HTTP, digest of the state, a new ledger that goes on
from an older one. Usage: keeping_test.py TANBU"""
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import Ledger, Server  # noqa: E402

OK, FAILURE, FOUND_FALSE, NOT_FOUND, CONFLICT = 0, 1, 3, 5, 6
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
    told = run(ledger, "audit", "--url", server.url, "--yes")
    expect(f"erased by law: entry {entry} register_project, by entry {by}" in told.stdout, told.stdout)


def digest(ledger, server):
    size, sha256 = run(ledger, "state-digest", "--dir", ledger.folder / "ledger").stdout.split()
    server.grant(ledger.command(ledger.association, "record_state_digest", {"size": int(size), "sha256": sha256}))
    status, answer = server.submit(ledger.command(ledger.association, "record_state_digest", {"size": int(size), "sha256": "0" * 64}))
    expect((status, answer["code"]) == (409, "digest_stated"), answer)


def main():
    with tempfile.TemporaryDirectory() as place:
        root = pathlib.Path(place)
        ledger = Ledger(sys.argv[1], root / "home")
        server = Server(ledger)
        try:
            ledger.populate(server, 1_000)
            backups(ledger, server, root)
            erasure(ledger, server)
            digest(ledger, server)
        finally:
            server.stop()
        report = json.loads(run(ledger, "audit", "--dir", ledger.folder / "ledger", "--json").stdout)
        expect(report["ok"] and not report["complete"] and report["erased_count"] == 1 and report["state_digests_verified"] == 1, report)
        run(ledger, "backup", "--dir", ledger.folder / "ledger", "--out", root / "last")
        expect(MARKER.encode() not in (root / "last").read_bytes(), "a backup after the erasure holds the text")
    print("backup, restore, erasure and digest: all as promised")


if __name__ == "__main__":
    main()
