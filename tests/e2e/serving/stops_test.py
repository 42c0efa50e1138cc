#!/usr/bin/python3
"""SIGTERM under load, again and again: the process ends with 0 within its promise, no reply is cut, and every command that was acknowledged is in
the ledger when it is served again.

Usage: stops_test.py TANBU [STOPS]     8 stops where no number is given; the table of docs/operations.md is made with 50
"""
import http.client
import json
import pathlib
import signal
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from serving_client import Process, populated, until  # noqa: E402

CLIENTS = 6
STOP_SECONDS_MAX = 15  # three times what the server promises, because the machine may have others to serve; the longest is printed


class Client(threading.Thread):
    """Sends what it is given until the server has gone; half of the clients read instead."""

    def __init__(self, server, wishes):
        super().__init__()
        self.server, self.wishes = server, wishes
        self.acknowledged, self.reads, self.cut, self.refused = [], 0, [], []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        for wish in self.wishes:
            try:
                if wish is None:
                    connection.request("GET", "/v1/entries?limit=500")
                else:
                    connection.request("POST", "/v1/commands", wish, {"Content-Type": "application/jose"})
                answer = connection.getresponse()
            except (OSError, http.client.HTTPException):
                return  # no answer at all: nothing was promised
            try:
                body = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError) as trouble:
                self.cut.append(repr(trouble))  # an answer that began must end
                return
            if wish is None:
                self.reads += 1
            elif answer.status in (200, 201):
                self.acknowledged.append(body["index"])
            else:
                self.refused.append((answer.status, body.get("code")))
            if answer.headers.get("Connection") == "close":
                return


def one_stop(ledger, number, first_unit):
    server = Process(ledger, "--threads", "2", name="stopped")
    clients, unit = [], first_unit
    for at in range(CLIENTS):
        wishes = [None] * 10_000
        if at % 2 == 0:
            wishes = [ledger.command(ledger.trader, "retire", ledger.retire_body(unit + i, unit + i)) for i in range(150)]
            unit += 150
        clients.append(Client(server, wishes))
    for client in clients:
        client.start()
    # Not a time: so much load at least, and at another point of it each time.
    until(lambda: sum(len(client.acknowledged) for client in clients) >= 5 + number % 40, "nothing is acknowledged")
    begin = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    status = server.process.wait(timeout=30)
    spent = time.monotonic() - begin
    for client in clients:
        client.join()
    server.process.stdout.close()
    cut = [word for client in clients for word in client.cut]
    refused = {code for client in clients for code in client.refused}
    assert status == 0, status
    assert spent < STOP_SECONDS_MAX, f"the stop took {spent:.1f} s"
    assert not cut, cut[:3]
    assert refused <= {(503, "stopping"), (503, "server_stopping")}, refused
    return [index for client in clients for index in client.acknowledged], sum(client.reads for client in clients), spent


def main():
    stops = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    with tempfile.TemporaryDirectory() as temporary:
        ledger = populated(sys.argv[1], pathlib.Path(temporary) / "all")
        acknowledged, reads, longest = [], 0, 0.0
        for number in range(stops):
            got, read, spent = one_stop(ledger, number, 1 + number * 450)
            acknowledged += got
            reads += read
            longest = max(longest, spent)
        assert len(acknowledged) == len(set(acknowledged)), "one index was given to two commands"
        server = Process(ledger, name="after")
        size = json.loads(server.request("GET", "/v1/log")[2])["size"]
        for index in acknowledged:
            assert index < size, f"entry {index} was acknowledged and is gone"
            assert json.loads(server.request("GET", f"/v1/entries/{index}")[2])["kind"] == "retire", index
        assert server.stop() == 0
        audit = ledger.run("audit", "--dir", ledger.folder / "ledger")
        assert audit.returncode == 0, audit.stdout + audit.stderr
        print(f"{stops} stops, {len(acknowledged)} commands acknowledged and none lost, {reads} reads, no answer cut, longest stop {longest:.2f} s")


if __name__ == "__main__":
    main()
