#!/usr/bin/python3
"""Thousands of clients that send half a request and then nothing, against the real server: each costs little memory, others are answered
meanwhile, and all are closed by the deadline. Prints the figures; ends with 1 where one of them is out of bounds.

Usage: slow_clients.py TANBU [--clients 10000] [--small]

--small asks only whether every half request is closed, for machines that do other things: a few hundred clients and no figures judged.
Wants two descriptors a client: `ulimit -n` is raised as far as it may be. asvs: 15.2.2
"""
import argparse
import pathlib
import resource
import selectors
import socket
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "support"))
from ledger_client import Ledger, Server  # noqa: E402

BYTES_EACH_MAX = 16 * 1024
HEADER_SECONDS = 10  # of the server: from the first byte of a head
BODY_SECONDS = 30  # for the whole request
LATE_SECONDS = 3  # deadlines are looked at four times a second, and ten thousand of them take a moment
CONNECTIONS_MAX = 8192  # of the server; one more is answered 503 and closed, half a request or a whole one
SOURCES = 200  # clients of one address

# What a slow client has sent when it falls silent, and when it must be gone.
HALVES = [
    (b"", HEADER_SECONDS),
    (b"G", HEADER_SECONDS),
    (b"GET /v1/log HTTP/1.1\r\nHost: a\r\n", HEADER_SECONDS),
    (b"GET /v1/log HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 4000, HEADER_SECONDS),
    (b"POST /v1/commands HTTP/1.1\r\nHost: a\r\nContent-Type: application/jose\r\nContent-Length: 600\r\n\r\n", BODY_SECONDS),
    (b"POST /v1/commands HTTP/1.1\r\nHost: a\r\nContent-Type: application/jose\r\nContent-Length: 600\r\n\r\n" + b"e" * 300, BODY_SECONDS),
]


def resident_bytes(pid):
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def raise_descriptors():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def connect(port, number, half):
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    client.bind((f"127.0.{1 + number // SOURCES // 250}.{1 + number // SOURCES % 250}", 0))
    client.settimeout(30)
    client.connect(("127.0.0.1", port))
    try:
        client.sendall(half)
    except ConnectionError:
        pass  # more than the server takes: it was told so and closed
    return client


class Others(threading.Thread):
    """An honest client that asks all the while, each time on a connection of its own."""

    def __init__(self, server):
        super().__init__()
        self.server, self.seconds, self.refused, self.over = server, [], 0, threading.Event()

    def run(self):
        while not self.over.is_set():
            begin = time.monotonic()
            try:
                status, _ = self.server.get("/v1/log")
                self.refused += status != 200
            except OSError:
                self.refused += 1
            self.seconds.append(time.monotonic() - begin)
            self.over.wait(0.02)


def wait_for_the_end(clients, begin):
    """Seconds after which each client was closed; None for one that is still open."""
    selector = selectors.DefaultSelector()
    closed = [None] * len(clients)
    for number, client in enumerate(clients):
        client.setblocking(False)
        selector.register(client, selectors.EVENT_READ, number)
    until = begin + BODY_SECONDS * 3
    while selector.get_map() and time.monotonic() < until:
        for key, _ in selector.select(timeout=1):
            try:
                more = key.fileobj.recv(65536)
            except ConnectionError:
                more = b""
            if not more:
                closed[key.data] = time.monotonic() - begin
                selector.unregister(key.fileobj)
                key.fileobj.close()
    return closed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tanbu")
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    count = min(options.clients, 300) if options.small else options.clients
    if raise_descriptors() < count + 100:
        sys.exit(f"slow_clients: {count} clients want more descriptors than the {raise_descriptors()} of ulimit -n")
    faults = []
    with tempfile.TemporaryDirectory(prefix="tanbu-slow-") as temporary:
        ledger = Ledger(options.tanbu, pathlib.Path(temporary) / "s")
        server = Server(ledger)
        others = Others(server)
        others.start()
        for _ in range(200):
            server.get("/v1/log")
        before = resident_bytes(server.process.pid)
        begin = time.monotonic()
        clients = [connect(server.port, number, HALVES[number % len(HALVES)][0]) for number in range(count)]
        connected = time.monotonic() - begin
        most = resident_bytes(server.process.pid)
        closed = wait_for_the_end(clients, begin)
        others.over.set()
        others.join()
        after = resident_bytes(server.process.pid)
        alive = server.get("/healthz")[0] == 200
        stopped = server.stop()
    open_still = sum(one is None for one in closed)
    late = sum(one is not None and one > HALVES[number % len(HALVES)][1] + connected + LATE_SECONDS for number, one in enumerate(closed))
    each = (most - before) / min(count, CONNECTIONS_MAX)
    times = sorted(others.seconds)
    print(f"half requests          {count} in {connected:.1f} s")
    print(f"resident before        {before / 1024:.0f} KiB, with all of them {most / 1024:.0f} KiB, afterwards {after / 1024:.0f} KiB")
    print(f"resident for each      {each / 1024:.2f} KiB (at most {BYTES_EACH_MAX / 1024:.0f})")
    print(f"closed                 {count - open_still} of {count}, {late} of them late; the last after {max(filter(None, closed), default=0):.1f} s")
    print(f"others meanwhile       {len(times)} asked, {others.refused} not answered, p50 {times[len(times) // 2] * 1000:.2f} ms, "
          f"p99 {times[len(times) * 99 // 100] * 1000:.2f} ms")
    if open_still:
        faults.append(f"{open_still} half requests were never closed")
    if not alive or stopped != 0:
        faults.append("the server did not come through")
    if not options.small:
        if each > BYTES_EACH_MAX:
            faults.append(f"a half request costs {each:.0f} bytes")
        if late:
            faults.append(f"{late} half requests were closed late")
        if others.refused and count < CONNECTIONS_MAX - 100:
            faults.append(f"{others.refused} honest questions were not answered")
    for fault in faults:
        print("FAULT: " + fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
