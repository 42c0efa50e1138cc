#!/usr/bin/python3
"""Kills the server between and during commits of an import: after each start every commit is in the log as a whole or not at all, the same
signed lines finish it after the file was posted again, and no row is recorded twice.

Usage: import_kills.py TANBU TANBU_WITH_FAULTS [POINTS]
"""
import collections
import http.client
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import Ledger, Server  # noqa: E402

TANBU, FAULTY = sys.argv[1:3]
POINTS = int(sys.argv[3]) if len(sys.argv) > 3 else 24
ROWS, LINES_OF_COMMIT = 40, 7
HEADER = "programme,serial,quantity,project_id,title,country,vintage_from,vintage_until,issued_on,status\n"
GONE = (OSError, http.client.HTTPException)


def table():
    rows = []
    for number in range(ROWS):
        first, last = 500_001 + 10 * number, 500_010 + 10 * number
        serial = f"15312-{first}-{last}-VCS-VCU-208-VER-CA-3-930-01012022-31122022-0"
        rows.append(f"VCS,{serial},10,930,Wind 930,CN,2022-01-01,2022-12-31,2023-02-01,active\n")
    return (HEADER + "".join(rows)).encode()


class Console:
    """What a registrar's browser does: it keeps what it signed, and knows nothing else after the server was gone."""

    def __init__(self, ledger, server):
        self.ledger, self.server = ledger, server

    def ask(self, method, path, body=None, kind=None):
        headers = {"Authorization": "Bearer " + self.ledger.token(self.ledger.registrar)}
        if kind:
            headers["Content-Type"] = kind
        return self.server.request(method, path, body, headers)

    def post(self, file):
        status, _, body = self.ask("POST", "/v1/imports", file, "text/csv")
        assert status == 202, body
        self.path = "/v1/imports/" + json.loads(body)["id"]
        while True:
            status, _, body = self.ask("GET", self.path)
            assert status == 200, body
            self.shown = json.loads(body)
            if self.shown["status"] != "reading":
                assert self.shown["status"] == "ready", body
                return self.shown

    def sign(self):
        lines = []
        while len(lines) < self.shown["commands"]:
            status, _, body = self.ask("GET", f"{self.path}/commands?limit=500&from={len(lines)}")
            assert status == 200, body
            for line in body.splitlines():
                payload = json.loads(line)["payload"]
                lines.append(self.ledger.command(self.ledger.registrar, payload["kind"], payload["body"]))
        return lines

    def commit(self, lines):
        return self.ask("POST", self.path + "/commit", "\n".join(lines).encode(), "application/jose-seq")


def chunks_of(lines):
    return [lines[at:at + LINES_OF_COMMIT] for at in range(0, len(lines), LINES_OF_COMMIT)]


def log_size(server):
    return json.loads(server.get("/v1/log")[1])["size"]


def serials(server):
    found, cursor = [], ""
    while cursor is not None:
        status, body = server.get("/v1/batches?programme=VCS&project=930&limit=500" + cursor)
        assert status == 200, body
        page = json.loads(body)
        found += [batch["serial"] for batch in page["data"]]
        cursor = "&cursor=" + page["next"] if page["next"] else None
    return found


def import_until_dead(ledger, server, kill_after):
    """Signs everything, then commits one chunk after another. Returns what a console keeps: its signed lines, and how many chunks were answered."""
    console = Console(ledger, server)
    console.post(table())
    lines = console.sign()
    answered = 0
    for chunk in chunks_of(lines):
        if answered == kill_after:
            server.process.kill()
        try:
            status, _, body = console.commit(chunk)
        except GONE:
            break
        if status == 503:  # The disk is dying under the server.
            break
        assert status == 200, body
        answered += 1
    return lines, answered


def check(ledger, lines, answered, before, name):
    """After a start: whole chunks only, at least those that were answered; then the same lines finish the import."""
    server = Server(ledger)
    assert server.url, f"{name}: the server does not start again"
    sizes = [0]
    for chunk in chunks_of(lines):
        sizes.append(sizes[-1] + len(chunk))
    there = log_size(server) - before
    assert there in sizes, f"{name}: {there} entries are no whole number of commits"
    assert there >= sizes[answered], f"{name}: {sizes[answered]} entries were acknowledged and {there} are there"
    console = Console(ledger, server)
    status, _, body = console.ask("GET", "/v1/imports/" + "A" * 22)
    assert status == 404 and json.loads(body)["code"] == "import_unknown"
    shown = console.post(table())
    # One command of the file registers the project; all others are rows.
    assert shown["rows"]["known"] == max(there - 1, 0), f"{name}: {shown}"
    assert shown["rows"]["recorded"] == ROWS - shown["rows"]["known"], f"{name}: {shown}"
    statuses = collections.Counter()
    for chunk in chunks_of(lines):
        status, _, body = console.commit(chunk)
        assert status == 200, f"{name}: {body}"
        statuses.update(json.loads(line)["status"] for line in body.splitlines())
    assert statuses[200] == there and statuses[201] == len(lines) - there, f"{name}: {statuses}"
    assert log_size(server) == before + len(lines), f"{name}: an entry is there twice"
    found = serials(server)
    assert len(found) == ROWS and len(set(found)) == ROWS, f"{name}: {len(found)} batches, {len(set(found))} serials"
    assert server.stop() == 0
    audit = ledger.run("audit", "--dir", ledger.folder / "ledger")
    assert audit.returncode == 0, f"{name}: {audit.stdout}{audit.stderr}"
    return there


def fresh(ledger, template):
    shutil.rmtree(ledger.folder / "ledger")
    shutil.copytree(template, ledger.folder / "ledger")


def count_operations(ledger, template):
    """How many operations of the disk a whole import has, so that the kills are spread over all of it."""
    low, high = 1, 4096
    while low < high:
        middle = (low + high) // 2
        fresh(ledger, template)
        server = Server(ledger, FAULTY, {"TANBU_FAULT": f"kill:any:any:{middle}"})
        survived = False
        if server.url:
            try:
                _, answered = import_until_dead(ledger, server, None)
                survived = answered * LINES_OF_COMMIT >= ROWS + 1 and server.process.poll() is None
            except GONE:
                pass
        server.process.kill()
        server.process.wait()
        server.process.stdout.close()
        low, high = (low, middle) if survived else (middle + 1, high)
    return low


def main():
    with tempfile.TemporaryDirectory(prefix="tanbu-import-kill-") as temporary:
        ledger = Ledger(TANBU, pathlib.Path(temporary) / "k")
        server = Server(ledger)
        ledger.populate(server)
        before = log_size(server)
        assert server.stop() == 0
        template = ledger.folder / "template"
        shutil.copytree(ledger.folder / "ledger", template)
        commits = len(chunks_of([None] * (ROWS + 1)))
        # Between commits: by SIGKILL, after each of them.
        for kill_after in range(commits):
            fresh(ledger, template)
            server = Server(ledger)
            lines, answered = import_until_dead(ledger, server, kill_after)
            server.process.wait()
            server.process.stdout.close()
            assert answered == kill_after
            assert check(ledger, lines, answered, before, f"after commit {kill_after}") == min(kill_after * LINES_OF_COMMIT, ROWS + 1)
        # Within commits: at operations of the disk, from the first commit to the last.
        opening = count_opening(ledger, template)
        last = count_operations(ledger, template)
        assert last - opening > POINTS, f"an import has only {last - opening} operations"
        inside = 0
        for point in range(POINTS):
            fresh(ledger, template)
            operation = opening + (last - opening) * point // POINTS
            server = Server(ledger, FAULTY, {"TANBU_FAULT": f"kill:any:any:{operation}"})
            name = f"operation {operation}"
            assert server.url, f"{name}: the server did not start"
            lines, answered = import_until_dead(ledger, server, None)
            status = server.process.wait(timeout=60)
            server.process.stdout.close()
            assert status == 137, f"{name}: the server ended with {status}, it was not killed"
            check(ledger, lines, answered, before, name)
            inside += answered < commits
        assert inside == POINTS
        print(f"{commits} kills between commits, {POINTS} within them: no half commit, no row twice")


def count_opening(ledger, template):
    """Operations until the server listens and has read the file: what is killed later is a commit."""
    low, high = 1, 1024
    while low < high:
        middle = (low + high) // 2
        fresh(ledger, template)
        server = Server(ledger, FAULTY, {"TANBU_FAULT": f"kill:any:any:{middle}"})
        survived = False
        if server.url:
            try:
                Console(ledger, server).post(table())
                survived = server.process.poll() is None
            except GONE:
                pass
        server.process.kill()
        server.process.wait()
        server.process.stdout.close()
        low, high = (low, middle) if survived else (middle + 1, high)
    return low


main()
