#!/usr/bin/python3
"""Kills the server at different writes and syncs under load: nothing that was acknowledged is lost, the audit is green, and every receipt
given before still verifies. A run that did not die proves nothing and fails the test.

Usage: kill_points.py TANBU TANBU_WITH_FAULTS [POINTS]
"""
import http.client
import pathlib
import shutil
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import Ledger, Server  # noqa: E402

TANBU, FAULTY = sys.argv[1:3]
POINTS = int(sys.argv[3]) if len(sys.argv) > 3 else 60
THREADS = 4


def plan(point):
    """Points alternate between any operation, writes and syncs of the log, and reach from the opening far into the load."""
    kinds = (("any", "any", 1 + point * 5), ("write", "wal", 1 + point * 4), ("sync", "wal", 1 + point // 2))
    operation, file, number = kinds[point % 3]
    return f"kill:{operation}:{file}:{number}"


def load(ledger, server, first, acknowledged, lock):
    """Retires one unit after another until the server is gone."""
    for unit in range(first, first + 2000):
        try:
            status, answer = server.submit(ledger.command(ledger.trader, "retire", ledger.retire_body(unit, unit)))
        except (OSError, http.client.HTTPException):
            return
        if status == 201:
            with lock:
                acknowledged.append((unit, answer["index"], answer["receipt"]))


def run_until_dead(ledger, template, point):
    shutil.rmtree(ledger.folder / "ledger")
    shutil.copytree(template, ledger.folder / "ledger")
    acknowledged, lock = [], threading.Lock()
    server = Server(ledger, FAULTY, {"TANBU_FAULT": plan(point)})
    if server.url:
        threads = [threading.Thread(target=load, args=(ledger, server, 1 + 2000 * number, acknowledged, lock)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    status = server.process.wait(timeout=60)
    server.process.stdout.close()
    assert status == 137, f"point {point} ({plan(point)}): the server ended with {status}, it was not killed"
    return acknowledged


def check_survivors(ledger, acknowledged, point, vkey):
    audit = ledger.run("audit", "--dir", ledger.folder / "ledger")
    assert audit.returncode == 0, f"point {point}: {audit.stdout}{audit.stderr}"
    server = Server(ledger)
    assert server.url, f"point {point}: the server does not start again"
    for unit, index, receipt in acknowledged:
        status, body = server.get(f"/v1/entries/{index}/receipt")
        assert status == 200 and body.decode() == receipt, f"point {point}: the receipt of entry {index} changed"
        status, problem = server.submit(ledger.command(ledger.trader, "retire", ledger.retire_body(unit, unit)))
        assert status == 409 and problem["code"] == "double_use", f"point {point}: unit {unit} was acknowledged and is free again: {problem}"
    if acknowledged:
        proof = ledger.folder / "last.tlog-proof"
        proof.write_text(acknowledged[-1][2], encoding="utf-8")
        assert ledger.run("verify", proof, "--vkey", vkey).returncode == 0
    assert server.stop() == 0


def main():
    with tempfile.TemporaryDirectory(prefix="tanbu-kill-") as temporary:
        ledger = Ledger(TANBU, pathlib.Path(temporary) / "k")
        server = Server(ledger)
        ledger.populate(server)
        assert server.stop() == 0
        vkey = (ledger.folder / "ledger" / "log.vkey").read_text(encoding="utf-8").strip()
        template = ledger.folder / "template"
        shutil.copytree(ledger.folder / "ledger", template)
        total, under_load = 0, 0
        for point in range(POINTS):
            acknowledged = run_until_dead(ledger, template, point)
            check_survivors(ledger, acknowledged, point, vkey)
            total += len(acknowledged)
            under_load += bool(acknowledged)
        assert under_load >= POINTS // 2, f"only {under_load} of {POINTS} kills came after an acknowledged entry"
        print(f"{POINTS} kills, {under_load} of them under load, {total} acknowledged entries, 0 lost")


main()
