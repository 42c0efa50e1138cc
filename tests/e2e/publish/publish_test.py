#!/usr/bin/python3
"""A published log: the folder is what a fresh publication would write, byte for byte, also after a kill at any moment; it never shows a
checkpoint whose tiles are missing; it refuses an older copy, another log and another history. Proofs, differences and exports of the same log.

Usage: publish_test.py TANBU
"""
import base64
import contextlib
import fcntl
import functools
import hashlib
import http.server
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import Ledger, Server  # noqa: E402

TANBU = sys.argv[1]
FIRST, SECOND = 300, 600
CALLS = ("rename", "mkdir", "write", "openat", "syncfs", "fsync", "unlink")
MOMENTS = 28


def grow(ledger, server, size):
    now = json.loads(server.get("/v1/log")[1])["size"]
    lines = "".join(ledger.command(ledger.trader, "retire", ledger.retire_body(unit, unit)) + "\n" for unit in range(now, size))
    status, _, answers = server.request("POST", "/v1/commands:batch", lines, {"Content-Type": "application/jose-seq"})
    assert status == 200 and all(json.loads(line)["status"] == 201 for line in answers.decode().splitlines())


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def tile_names(size):
    """Every tile of a tree of that size, from the specification alone."""
    names = []
    for kind, count in [("entries", size)] + [(str(level), size >> (8 * level)) for level in range(8)]:
        for number in range((count + 255) // 256):
            width = min(256, count - 256 * number)
            names.append((kind, number, width, f"tile/{kind}/{number:03d}" + (f".p/{width}" if width < 256 else "")))
    return names


def check_right_for_its_checkpoint(folder, whole):
    """What a reader meets who comes at this moment: no checkpoint, or one with all of its tiles."""
    present = files_of(folder) if folder.exists() else {}
    if "checkpoint" not in present:
        return None
    size = int(present["checkpoint"].split(b"\n")[1])
    for kind, number, width, name in tile_names(size):
        full = f"tile/{kind}/{number:03d}"
        bytes_there = present.get(name, present.get(full))
        assert bytes_there is not None, f"the checkpoint of {size} entries stands and {name} is missing"
        expected = whole[full] if full in whole else whole[next(path for path in whole if path.startswith(full + ".p/"))]
        if kind != "entries":
            assert bytes_there[:32 * width] == expected[:32 * width], name
        else:
            assert expected.startswith(bytes_there) or bytes_there.startswith(expected), name
    return size


def publish(ledger, to, *more, check=True):
    return ledger.run("log", "publish", "--dir", ledger.folder / "ledger", "--to", to, "--json", *more, check=check)


def is_fresh(folder, fresh, leftovers=()):
    there = files_of(folder)
    for name in leftovers:
        there.pop(name, None)
    assert there == fresh, sorted(set(there) ^ set(fresh)) or [name for name in fresh if there[name] != fresh[name]]


def kill_moments(ledger, base, to):
    """How often an undisturbed publication makes each call; the moments are spread evenly over them."""
    counts = {}
    trace = ledger.folder / "trace"
    for call in CALLS:
        shutil.rmtree(to, ignore_errors=True)
        if base:
            shutil.copytree(base, to)
        run_traced(ledger, to, ["-e", f"trace={call}"], trace)
        lines = [line for line in trace.read_text(errors="replace").splitlines() if f"{call}(" in line]
        # Loading the program opens files too; what happens before the folder is first named changes nothing.
        start = next((at for at, line in enumerate(lines) if str(to) in line), 0)
        counts[call] = (start, len(lines))
    moments = []
    for call, (start, count) in counts.items():
        share = max(1, MOMENTS // len(CALLS))
        wanted = {start + 1 + (count - start) * step // share for step in range(share)}
        moments += [(call, when) for when in sorted(wanted) if when <= count]
    return moments


def run_traced(ledger, to, options, trace):
    environment = {**os.environ, "TANBU_HOME": str(ledger.home), "ASAN_OPTIONS": "detect_leaks=0", "LANG": "C.UTF-8"}
    command = [TANBU, "log", "publish", "--dir", str(ledger.folder / "ledger"), "--to", str(to)]
    return subprocess.run(["strace", "-f", "-o", str(trace), *options, *command], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)


def check_kills(ledger, base, fresh, leftovers):
    to, trace = ledger.folder / "killed", ledger.folder / "trace"
    killed = 0
    for call, when in kill_moments(ledger, base, to):
        shutil.rmtree(to, ignore_errors=True)
        if base:
            shutil.copytree(base, to)
        done = run_traced(ledger, to, ["-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={when}"], trace)
        if done.returncode == 0:
            continue  # the call was not made so often this time
        killed += 1
        shown = check_right_for_its_checkpoint(to, fresh)
        assert shown in ((FIRST, SECOND) if base else (None, SECOND)), f"{call} {when}: {shown}"
        publish(ledger, to)
        is_fresh(to, fresh, leftovers)
    print(f"killed at {killed} moments, {'over' if base else 'without'} an older publication: the folder was right each time")
    return killed


@contextlib.contextmanager
def open_folder(path):
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def change_database(folder, table, change, index):
    """Behind the ledger's back, past the triggers that guard it."""
    with contextlib.closing(sqlite3.connect(folder / "ledger.sqlite")) as database:
        database.execute(f"DROP TRIGGER {table}_update")
        assert database.execute(f"UPDATE {table} SET {change} WHERE idx = ?", (index,)).rowcount == 1
        database.commit()


def check_refusals(ledger, first, second, database_of_first):
    """Each leaves the folder as it was."""
    def refused(code, status, to, *arguments):
        before = files_of(to)
        done = ledger.run("log", "publish", "--to", to, *arguments)
        assert done.returncode == status and code in done.stderr, f"{code}: {done.returncode} {done.stdout}{done.stderr}"
        assert files_of(to) == before, code

    here = ("--dir", ledger.folder / "ledger")
    older = ("--dir", database_of_first)
    # Whoever has seen the newer log says that it was rolled back; who comes for the first time is told by the folder itself.
    refused("rolled back", 3, second, *older)
    home, ledger.home = ledger.home, ledger.folder / "another-home"
    refused("publish_older", 6, second, *older)
    ledger.home = home
    foreign = ledger.folder / "foreign"
    shutil.copytree(first, foreign)
    note = (foreign / "checkpoint").read_bytes()
    (foreign / "checkpoint").write_bytes(note.replace(b"\n300\n", b"\n299\n"))
    refused("publish_other_log", 6, foreign, *here)
    changed = ledger.folder / "changed"
    shutil.copytree(second, changed)
    tile = changed / "tile/0/000"
    tile.write_bytes(tile.read_bytes()[:-1] + b"?")
    (changed / "tile/0/001").unlink()  # so that everything is looked at again
    refused("publish_tile_differs", 3, changed, *here)
    refused("publish_into_ledger", 2, ledger.folder / "ledger", *here)
    with open_folder(second) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused("publish_busy", 6, second, *here)
    broken = ledger.folder / "broken-entries"
    shutil.copytree(ledger.folder / "ledger", broken)
    change_database(broken, "entries", "entry = CAST(replace(CAST(entry AS TEXT), 'retire', 'retirf') AS BLOB)", 400)
    for old in (first, None):
        into = ledger.folder / f"from-broken-{old is None}"
        if old:
            shutil.copytree(old, into)
        done = ledger.run("log", "publish", "--to", into, "--dir", broken)
        assert done.returncode == 3 and "publish_source_differs" in done.stderr, done.stderr
        assert check_right_for_its_checkpoint(into, files_of(second)) == (FIRST if old else None)
        # What it left uncovered is replaced by the truth.
        publish(ledger, into)
        is_fresh(into, files_of(second), ["tile/1/000.p/1"] if old else [])
    # A gap is filled without touching what is there.
    gap = ledger.folder / "gap"
    shutil.copytree(second, gap)
    (gap / "tile/entries/000").unlink()
    assert json.loads(publish(ledger, gap).stdout)["files_written"] == 1
    is_fresh(gap, files_of(second))


def node(level_zero, first, count):
    if count == 1:
        return level_zero[first]
    half = 1 << ((count - 1).bit_length() - 1)
    return hashlib.sha256(b"\1" + node(level_zero, first, half) + node(level_zero, first + half, count - half)).digest()


def check_proofs(ledger, server, leaves):
    url = ("--url", server.url)
    proof = json.loads(ledger.run("log", "proof", "255", *url, "--json", check=True).stdout)
    assert base64.b64decode(proof["root"]) == node(leaves, 0, SECOND) and proof["size"] == SECOND
    served = json.loads(server.get("/v1/proofs/inclusion?index=255")[1])
    assert proof["hashes"] == served["hashes"]
    small = json.loads(ledger.run("log", "proof", "3", "--size", "13", *url, "--json", check=True).stdout)
    assert base64.b64decode(small["root"]) == node(leaves, 0, 13)
    for place in (url, ("--dir", ledger.folder / "ledger")):
        both = json.loads(ledger.run("log", "proof", "--from", "257", "--to", "599", *place, "--json", check=True).stdout)
        assert both["hashes"] == json.loads(server.get("/v1/proofs/consistency?from=257&to=599")[1])["hashes"]
        assert base64.b64decode(both["root_to"]) == node(leaves, 0, 599)
    for wrong in (("600",), ("3", "--size", "601"), ("--from", "0", "--to", "5"), ("--from", "9", "--to", "5"), (), ("3", "--from", "1")):
        assert ledger.run("log", "proof", *wrong, *url).returncode == 2, wrong


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def check_differences(ledger, server, first, second):
    vkey = (ledger.folder / "ledger/log.vkey").read_text().strip()

    def diff(a, b, status=0):
        done = ledger.run("log", "diff", a, b, "--vkey", vkey, "--json")
        assert done.returncode == status, done.stdout + done.stderr
        return json.loads(done.stdout) if done.stdout else done.stderr

    assert diff(first / "checkpoint", first)["verdict"] == "same"
    further = diff(first / "checkpoint", second)
    assert further["verdict"] == "b_continues_a" and len(further["entries"]) == 100 and further["entries"][0]["index"] == FIRST
    assert diff(second, first)["verdict"] == "a_continues_b"
    assert diff(first / "checkpoint", server.url)["verdict"] == "b_continues_a"
    assert diff(first, ledger.folder / "ledger")["verdict"] == "b_continues_a" and diff(ledger.folder / "ledger", second)["verdict"] == "same"
    lost = ledger.folder / "lost"
    shutil.copytree(second, lost)
    (lost / "tile/0/002.p/88").unlink()
    assert "tiles_missing" in diff(first, lost, 3)
    for nowhere in (ledger.folder / "home", ledger.folder / "no-such-file"):
        assert "no checkpoint there" in diff(first, nowhere, 2)
    assert "diff_unproven" in diff(first / "checkpoint", second / "checkpoint", 2)
    # Any web server will do: Python's knows nothing of logs.
    static = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(second)))
    threading.Thread(target=static.serve_forever, daemon=True).start()
    assert diff(first, f"http://127.0.0.1:{static.server_port}")["verdict"] == "b_continues_a"
    assert diff(server.url, f"http://127.0.0.1:{static.server_port}/")["verdict"] == "same"
    static.shutdown()
    # The log's own key, used for another history: only its operator could do that, so the test signs with the operator's key.
    forked = ledger.folder / "forked.checkpoint"
    forked.write_text(sign_checkpoint(ledger, FIRST, bytes(32)), encoding="utf-8")
    fork = diff(forked, second, 3)
    assert fork["verdict"] == "fork" and fork["a"] == {"size": FIRST, "root": base64.b64encode(bytes(32)).decode()}
    assert diff(first, forked, 3)["verdict"] == "fork"
    damaged = ledger.folder / "damaged"
    shutil.copytree(second, damaged)
    tile = damaged / "tile/0/002.p/88"
    tile.write_bytes(bytes([tile.read_bytes()[0] ^ 1]) + tile.read_bytes()[1:])
    assert "tiles_differ" in diff(first, damaged, 3)


def check_fork_is_not_published(ledger, second):
    """A folder that shows another history under the log's own key stays as it is."""
    folder = ledger.folder / "other-history"
    shutil.copytree(second, folder)
    for size in (SECOND, FIRST):
        (folder / "checkpoint").write_text(sign_checkpoint(ledger, size, bytes(32)), encoding="utf-8")
        before = files_of(folder)
        done = ledger.run("log", "publish", "--to", folder, "--dir", ledger.folder / "ledger")
        assert done.returncode == 3 and "publish_fork" in done.stderr and base64.b64encode(bytes(32)).decode() in done.stderr, done.stderr
        assert files_of(folder) == before


def sign_checkpoint(ledger, size, root):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    text = (ledger.folder / "ledger/keys/log").read_text().strip()
    name, key_id, secret = text.removeprefix("PRIVATE+KEY+").split("+", 2)
    body = f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    signature = Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret)[1:]).sign(body.encode())
    return f"{body}\n— {name} {base64.b64encode(bytes.fromhex(key_id) + signature).decode()}\n"


def third_reader(vkey, export):
    done = subprocess.run(["/usr/bin/python3", str(pathlib.Path(__file__).resolve().parents[2] / "support/verify_ledger.py"), vkey, str(export)],
                          capture_output=True, text=True, check=False)
    answer = json.loads(done.stdout)
    assert done.returncode == (0 if answer["verified"] else 3), done.stderr
    return answer


def retired_over(server, retirements):
    """What the server itself says of the same retirements."""
    return {index: json.loads(server.get(f"/v1/retirements/{index}")[1])["quantity"] for index in retirements}


def check_exports(ledger, server, second, leaves_root):
    by_folder, by_url = ledger.folder / "folder.ndjson", ledger.folder / "url.ndjson"
    ledger.run("export", "--dir", ledger.folder / "ledger", "--out", by_folder, check=True)
    ledger.run("export", "--url", server.url, "--out", by_url, check=True)
    lines = [json.loads(line) for line in by_folder.read_text(encoding="utf-8").splitlines()]
    assert lines[0] == {"format": "tanbu-export/1", "origin": lines[-1]["checkpoint"].split("\n")[0], "size": SECOND} and len(lines) == SECOND + 2
    assert lines[-1]["checkpoint"].encode() == (second / "checkpoint").read_bytes()
    for line in lines[1:-1]:
        digest = base64.b64encode(hashlib.sha256(line["command"].encode()).digest()).decode()
        assert json.loads(line["entry"])["command"] == digest
    public = [json.loads(line) for line in by_url.read_text(encoding="utf-8").splitlines()]
    # Transfers are read by right; everything else that this ledger holds is public.
    assert [line["entry"] for line in public[1:-1]] == [line["entry"] for line in lines[1:-1]]
    withheld = {json.loads(line["entry"])["kind"] for line in public[1:-1] if line["command"] is None}
    assert withheld == {"transfer"}, withheld
    vkey = (ledger.folder / "ledger/log.vkey").read_text().strip()
    judged = third_reader(vkey, by_folder)
    assert judged["verified"] and judged["signatures"] == SECOND and judged["not_followed"] is None, judged
    assert base64.b64decode(judged["root"]) == leaves_root and judged["retired"] == retired_over(server, judged["retired"]), judged
    judged = third_reader(vkey, by_url)
    assert judged["verified"] and judged["withheld"] == 1 and judged["holdings"] is None and judged["signatures"] == SECOND - 1, judged
    swapped = ledger.folder / "swapped.ndjson"
    rows = by_folder.read_text(encoding="utf-8").splitlines(keepends=True)
    swapped.write_text("".join([*rows[:400], rows[401], rows[400], *rows[402:]]), encoding="utf-8")
    assert third_reader(vkey, swapped)["entry"] == 399
    # A file that cannot be finished is not there at all.
    broken = ledger.folder / "broken"
    shutil.copytree(ledger.folder / "ledger", broken)
    change_database(broken, "commands", "jws = x'78'", 400)
    done = ledger.run("export", "--dir", broken, "--out", ledger.folder / "never.ndjson")
    assert done.returncode == 3 and "export_source_differs" in done.stderr, done.stderr
    assert not [path for path in ledger.folder.iterdir() if path.name.startswith("never")]
    return len(lines)


def leaves_of(published):
    raw = b"".join(published[name] for name in sorted(published) if name.startswith("tile/0/"))
    return [raw[at:at + 32] for at in range(0, len(raw), 32)]


def main():
    with tempfile.TemporaryDirectory(prefix="tanbu-publish-") as temporary:
        ledger = Ledger(TANBU, pathlib.Path(temporary) / "p")
        server = Server(ledger)
        ledger.populate(server)
        grow(ledger, server, FIRST)
        first, second = ledger.folder / "first", ledger.folder / "second"
        publish(ledger, first)
        database_of_first = ledger.folder / "database-of-first"
        shutil.copytree(ledger.folder / "ledger", database_of_first)
        grow(ledger, server, SECOND)
        assert ledger.run("log", "publish", "--url", server.url, "--to", second, check=True).returncode == 0
        fresh = files_of(second)
        assert set(fresh) == {"checkpoint"} | {name for _, _, _, name in tile_names(SECOND)}
        assert check_right_for_its_checkpoint(second, fresh) == SECOND
        leaves = leaves_of(fresh)
        assert int(fresh["checkpoint"].split(b"\n")[1]) == SECOND
        assert base64.b64decode(fresh["checkpoint"].split(b"\n")[2]) == node(leaves, 0, SECOND)
        again = json.loads(publish(ledger, second).stdout)
        assert again["files_written"] == 0 and again["from"] == again["published"] == SECOND
        # Only what is new: the full tile of the first publication is not written again.
        grown = ledger.folder / "grown"
        shutil.copytree(first, grown)
        full = (grown / "tile/0/000").stat()
        publish(ledger, grown)
        assert (grown / "tile/0/000").stat().st_ino == full.st_ino and not (grown / "tile/0/001.p").exists()
        leftovers = ["tile/1/000.p/1"]  # a checkpoint was published with it, and its full tile is not there yet
        is_fresh(grown, fresh, leftovers)
        check_refusals(ledger, first, second, database_of_first)
        check_fork_is_not_published(ledger, second)
        check_proofs(ledger, server, leaves)
        check_differences(ledger, server, first, second)
        check_exports(ledger, server, second, node(leaves, 0, SECOND))
        killed = check_kills(ledger, None, fresh, []) + check_kills(ledger, first, fresh, leftovers)
        assert killed >= 20, killed
        assert server.stop() == 0
        print(f"published {SECOND} entries in {len(fresh)} files; killed at {killed} moments")


main()
