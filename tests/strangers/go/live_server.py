#!/usr/bin/python3
"""Go's golang.org/x/mod/sumdb/{note,tlog} judge the real server: its checkpoint (which carries a second line, by
an SM2 key), receipts and all of its tiles.

Usage: live_server.py TANBU BUILD_SCRIPT FOLDER_FOR_THE_GO_PROGRAM
"""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import Ledger, Server  # noqa: E402

ENTRIES = 600  # two full tiles, a partial one, and a partial tile of the level above


def tile_path(number):
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    return "/".join(groups)


def publish(server, folder, size):
    """The static tree that a mirror would keep: every tile of hashes and of entries, full ones and the partial right edge."""
    levels = [("entries", size)]
    level, width = 0, size
    while width > 0:
        levels.append((str(level), width))
        level, width = level + 1, width // 256
    for name, count in levels:
        for number in range((count + 255) // 256):
            partial = min(256, count - number * 256)
            path = f"tile/{name}/{tile_path(number)}" + (f".p/{partial}" if partial < 256 else "")
            status, body = server.get("/log/" + path)
            assert status == 200, f"{path}: {status}"
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(body)


def check_absence(server, ledger, program, log_vkey):
    """A signed absence opens under the key for statements and under no other."""
    serial = "15312-900000001-900000002-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0"
    status, body = server.get(f"/v1/units/absence?programme=VCS&serial={serial}")
    assert status == 200, body
    path = ledger.folder / "absence"
    path.write_bytes(body)
    info = json.loads(server.get("/v1/log")[1])
    opened = subprocess.run([str(program), "note", info["statement_vkey"], str(path)], capture_output=True, text=True, check=False)
    assert opened.returncode == 0, opened.stderr
    assert opened.stdout.splitlines() == ["tanbu-absence/1", info["origin"], f"VCS {serial}", str(info["size"]), info["root"]]
    assert subprocess.run([str(program), "note", log_vkey, str(path)], capture_output=True, check=False).returncode == 1


def main():
    tanbu, script, build = sys.argv[1:4]
    program = pathlib.Path(build) / "stranger"
    program.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([script, str(program)], check=True)
    with tempfile.TemporaryDirectory(prefix="tanbu-go-") as temporary:
        ledger = Ledger(tanbu, pathlib.Path(temporary) / "g", "--sm2-line")
        server = Server(ledger)
        ledger.populate(server)
        size = json.loads(server.get("/v1/log")[1])["size"]
        lines = "".join(ledger.command(ledger.trader, "retire", ledger.retire_body(unit, unit)) + "\n" for unit in range(1, ENTRIES - size + 1))
        status, _, answers = server.request("POST", "/v1/commands:batch", lines, {"Content-Type": "application/jose-seq"})
        assert status == 200 and all(json.loads(line)["status"] == 201 for line in answers.decode().splitlines())
        receipts = ledger.folder / "receipts"
        receipts.mkdir()
        for index in list(range(0, ENTRIES, 37)) + [255, 256, 511, 512, ENTRIES - 1]:
            status, body = server.get(f"/v1/entries/{index}/receipt")
            assert status == 200
            (receipts / f"{index}.tlog-proof").write_bytes(body)
        publish(server, ledger.folder / "log", ENTRIES)
        checkpoint = ledger.folder / "checkpoint"
        checkpoint.write_bytes(server.get("/log/checkpoint")[1])
        # The second line is by a key of a type that Go does not know; it must be no hindrance.
        assert checkpoint.read_text().count("\n\u2014 ") == 2
        vkey = json.loads(server.get("/v1/log")[1])["vkey"]
        done = subprocess.run([str(program), vkey, str(checkpoint), str(receipts), str(ledger.folder / "log")], capture_output=True, text=True, check=False)
        print(done.stdout + done.stderr)
        assert done.returncode == 0 and f"{ENTRIES} entries" in done.stdout.splitlines()[-1]
        # The same judgement of what `log publish` writes: no file of it may be unknown to the stranger.
        static = ledger.folder / "static"
        ledger.run("log", "publish", "--dir", ledger.folder / "ledger", "--to", static, check=True)
        judged = subprocess.run([str(program), vkey, str(static / "checkpoint"), str(receipts), str(static)], capture_output=True, text=True, check=False)
        assert judged.returncode == 0 and judged.stdout.splitlines()[-1] == done.stdout.splitlines()[-1], judged.stderr
        check_absence(server, ledger, program, vkey)
        assert server.stop() == 0


main()
