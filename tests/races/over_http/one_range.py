#!/usr/bin/python3
"""Sixty-four clients, one range, over HTTP with the real server process: exactly one gets it, the others are told by name.

Usage: one_range.py TANBU [RACES]
"""
import json
import pathlib
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import Ledger, Server  # noqa: E402

RACES = int(sys.argv[2]) if len(sys.argv) > 2 else 30
CLIENTS = 64


def wish(ledger, race, client):
    first = race * 10 + 1
    if client % 4 == 3:
        return ledger.command(ledger.trader, "transfer", ledger.transfer_body(first, first + 9, ledger.rival))
    changes = {"factory": ledger.other_factory, "beneficiary": ledger.rival} if client % 4 == 2 else {}
    return ledger.command(ledger.trader, "retire", ledger.retire_body(first, first + 9 - client % 3, **changes))


def main():
    with tempfile.TemporaryDirectory(prefix="tanbu-race-") as temporary:
        ledger = Ledger(sys.argv[1], pathlib.Path(temporary) / "r")
        server = Server(ledger)
        ledger.populate(server, RACES * 10)
        wishes = [[wish(ledger, race, client) for race in range(RACES)] for client in range(CLIENTS)]
        answers = [[None] * RACES for _ in range(CLIENTS)]
        start = threading.Barrier(CLIENTS)

        def run(client):
            for race in range(RACES):
                start.wait()
                answers[client][race] = server.submit(wishes[client][race])

        threads = [threading.Thread(target=run, args=(client,)) for client in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for race in range(RACES):
            winners = [client for client in range(CLIENTS) if answers[client][race][0] == 201]
            assert len(winners) == 1, f"race {race}: winners {winners}"
            for client in range(CLIENTS):
                status, answer = answers[client][race]
                if client in winners:
                    continue
                assert status == 409 and answer["code"] in ("double_use", "not_free"), f"race {race}: {status} {answer}"
                # Of what another holds by now, the refusal names the range and nothing of his.
                assert "index" in answer["conflict"] if answer["code"] == "double_use" else "batch" in answer.get("conflict", answer.get("facts")), answer
        status, body = server.get(f"/v1/batches/{ledger.batch}")
        batch = json.loads(body)
        assert status == 200 and sum(part["quantity"] for part in batch["units"]) == RACES * 10, batch
        assert server.stop() == 0
        audit = ledger.run("audit", "--dir", ledger.folder / "ledger")
        assert audit.returncode == 0, audit.stdout
        print(f"{RACES} races of {CLIENTS} clients, one winner each")


main()
