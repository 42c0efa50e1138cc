#!/usr/bin/python3
"""Twice as many commands as the real server can take, for a while: what it acknowledged is there afterwards, its memory stays flat, and it
is itself again as soon as the load is gone. Prints the figures; ends with 1 where one of them is out of bounds.

Usage: overload.py TANBU [--seconds 60] [--small]

First the server is asked as fast as 64 clients that wait for their answers can; that is its capacity here. Then commands are sent at twice
that rate over connections that wait for nobody. --small does the same for a moment and judges only that nothing acknowledged is lost.
asvs: 2.3.3, 15.2.2
"""
import argparse
import atexit
import concurrent.futures
import json
import pathlib
import selectors
import socket
import sys
import tempfile
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "support"))
from ledger_client import ORIGIN, Key, Ledger, Server  # noqa: E402
from slow_clients import raise_descriptors, resident_bytes  # noqa: E402

WAITING_CLIENTS = 64
CONNECTIONS = 2000
RECOVERY_SECONDS = 2
BYTES_OF_A_CONNECTION = 32 * 1024


class Connection:
    """One request at a time; the answer's status, headers and body once it is whole."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.out, self.got, self.jws = b"", b"", None

    def send(self, jws):
        self.jws, self.got = jws, b""
        self.out = b"POST /v1/commands HTTP/1.1\r\nHost: a\r\nContent-Type: application/jose\r\nContent-Length: %d\r\n\r\n" % len(jws) + jws
        self.flush()

    def flush(self):
        if self.out:
            try:
                self.out = self.out[self.socket.send(self.out):]
            except BlockingIOError:
                pass

    def receive(self):
        """Nothing while the answer is not whole. Raises ConnectionError when the server has gone."""
        try:
            more = self.socket.recv(65536)
        except BlockingIOError:
            return None
        if not more:
            raise ConnectionError("closed")
        self.got += more
        end = self.got.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.got[:end].lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        if len(self.got) < end + 4 + length:
            return None
        return int(head[9:12]), head, self.got[end + 4:]


class Load:
    def __init__(self, server, connections):
        self.server, self.selector = server, selectors.DefaultSelector()
        self.free = [Connection(server.port) for _ in range(connections)]
        for connection in self.free:
            self.selector.register(connection.socket, selectors.EVENT_READ, connection)
        self.acknowledged = {}  # index by command
        self.statuses, self.without_retry, self.broken, self.most_bytes = {}, 0, 0, 0

    def take_answers(self, patience):
        for key, _ in self.selector.select(patience):
            connection = key.data
            connection.flush()
            try:
                answer = connection.receive()
            except ConnectionError:
                self.broken += 1
                self.selector.unregister(connection.socket)
                connection.socket.close()
                continue
            if answer is None:
                continue
            status, head, body = answer
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if status == 201:
                self.acknowledged[connection.jws] = json.loads(body)["index"]
            if status == 503 and b"\r\nretry-after: " not in head:
                self.without_retry += 1
            self.free.append(connection)
        self.most_bytes = max(self.most_bytes, resident_bytes(self.server.process.pid))

    def run(self, commands, per_second, seconds):
        """At that rate, or without one as fast as the answers come. Returns how many were sent and how many found no free connection."""
        begin, sent, held_back = time.monotonic(), 0, 0
        while (spent := time.monotonic() - begin) < seconds and sent < len(commands):
            due = len(commands) if per_second is None else min(len(commands), int(spent * per_second))
            while sent < due and self.free:
                self.free.pop().send(commands[sent])
                sent += 1
            held_back = max(held_back, due - sent if per_second else 0)
            self.take_answers(0.001)
        spent = time.monotonic() - begin
        until = time.monotonic() + 60
        busy = len(self.selector.get_map())
        while len(self.free) < busy and time.monotonic() < until:
            self.take_answers(0.1)
            busy = len(self.selector.get_map())
        return sent, spent, held_back

    def close(self):
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()
        self.selector.close()


def sign_some(work):
    """In a process of its own: commands that retire one unit each."""
    ledger, first, count = work
    secret, kid, factory, batch, beneficiary, party = ledger
    key = Key()
    key.private, key.kid, now, commands = Ed25519PrivateKey.from_private_bytes(secret), kid, int(time.time()), []
    for unit in range(first, first + count):
        body = {"factory": factory, "period": "2022", "purpose": "factory_offset", "ranges": [{"batch": batch, "first": unit, "last": unit}],
                "quantity": 1, "beneficiary": beneficiary, "retired_on": "2023-06-01"}
        payload = {"iss": party, "aud": ORIGIN, "jti": f"load-{unit:010d}", "iat": now, "exp": now + 7200, "kind": "retire", "body": body}
        commands.append(key.sign(payload).encode())
    return commands


def commands_of(ledger, first, count):
    key = ledger.keys[ledger.trader]
    secret = key.private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    facts, size = (secret, key.kid, ledger.factory, ledger.batch, ledger.plant, ledger.trader), 5_000
    works = [(facts, at, min(size, first + count - at)) for at in range(first, first + count, size)]
    if len(works) == 1:
        return sign_some(works[0])
    with concurrent.futures.ProcessPoolExecutor() as workers:
        return [command for part in workers.map(sign_some, works) for command in part]


def lost(server, acknowledged):
    """Acknowledged commands that do not stand in the log under the index that was told."""
    by_index, at, missing = {index: jws for jws, index in acknowledged.items()}, 0, 0
    if len(by_index) != len(acknowledged):
        return len(acknowledged) - len(by_index)
    last = max(by_index, default=-1)
    while at <= last:
        _, body = server.get(f"/v1/commands?from={at}&limit=500")
        for line in body.splitlines():
            entry = json.loads(line)
            at = entry["index"] + 1
            if entry["index"] in by_index and by_index[entry["index"]].decode() != entry["command"]:
                missing += 1
    return missing


def recovery_seconds(server, jws):
    server.reconnect()
    begin = time.monotonic()
    status, answer = server.submit(jws)
    assert status == 201, answer
    return time.monotonic() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tanbu")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    raise_descriptors()
    seconds = 3 if options.small else options.seconds
    faults = []
    with tempfile.TemporaryDirectory(prefix="tanbu-overload-") as temporary:
        ledger = Ledger(options.tanbu, pathlib.Path(temporary) / "o")
        server = Server(ledger, arguments=("--limit-key", "0"))  # what is measured is the queue, not the allowance
        atexit.register(server.process.kill)  # where something fails before it is stopped
        ledger.populate(server, 20_000_000)
        # Signed before anybody connects: a connection that says nothing is closed.
        commands = commands_of(ledger, 1, 1_000 if options.small else min(100_000, 20_000 * seconds))
        waiting = Load(server, WAITING_CLIENTS)
        _, spent, _ = waiting.run(commands, None, seconds)
        capacity = len(waiting.acknowledged) / spent
        steady = resident_bytes(server.process.pid)
        waiting.close()
        commands = commands_of(ledger, 1_000_001, int(2 * capacity * seconds) + 1)
        flood = Load(server, 100 if options.small else CONNECTIONS)
        sent, spent, held_back = flood.run(commands, 2 * capacity, seconds)
        back = recovery_seconds(server, commands_of(ledger, 15_000_001, 1)[0].decode())
        flood.close()
        missing = lost(server, {**waiting.acknowledged, **flood.acknowledged})
        stopped = server.stop()
        audit = ledger.run("audit", "--dir", ledger.folder / "ledger")
    allowed = steady * 1.10 + len(flood.free) * BYTES_OF_A_CONNECTION
    print(f"capacity               {capacity:.0f} commands a second from {WAITING_CLIENTS} clients")
    print(f"overload               {sent} sent in {spent:.1f} s, {sent / spent:.0f} a second; at most {held_back} found no free connection")
    print(f"answers                {dict(sorted(flood.statuses.items()))}, {flood.broken} connections broken")
    print(f"resident               {steady / 2**20:.0f} MiB before, at most {flood.most_bytes / 2**20:.0f} MiB (allowed {allowed / 2**20:.0f})")
    print(f"acknowledged           {len(waiting.acknowledged) + len(flood.acknowledged)}, lost {missing}")
    print(f"recovery               {back:.3f} s for the first command afterwards (at most {RECOVERY_SECONDS})")
    if missing:
        faults.append(f"{missing} acknowledged commands are not in the log")
    if not flood.acknowledged:
        faults.append("nothing was acknowledged under load")
    if flood.without_retry:
        faults.append(f"{flood.without_retry} answers 503 without Retry-After")
    if flood.broken or set(flood.statuses) - {201, 503}:
        faults.append("answers that were neither 201 nor 503, or none")
    if stopped != 0 or audit.returncode != 0:
        faults.append("the server or the audit did not come through: " + audit.stdout)
    if not options.small:
        if flood.most_bytes > allowed:
            faults.append("memory grew under load")
        if back > RECOVERY_SECONDS:
            faults.append("recovery took too long")
    for fault in faults:
        print("FAULT: " + fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
