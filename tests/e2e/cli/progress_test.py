#!/usr/bin/python3
"""`tanbu audit` on a pseudo-terminal, over a URL that answers slowly: the bar, the rate and the time left appear on stderr while it works and are
wiped off at the end; stdout holds the report alone; and where stderr is no terminal, nothing moves.

Usage: progress_test.py TANBU
"""
import http.server
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import Ledger, Server  # noqa: E402

OK = 0
ENTRIES = 600  # three bundles, each asked for by itself
ANSWER_SECONDS = 0.6  # so that the second bundle comes after the second that the line waits


class SlowWay:
    """Passes everything on, and takes its time for bundles of entries."""

    def __init__(self, server):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path.startswith("/log/tile/entries/"):
                    time.sleep(ANSWER_SECONDS)
                shown = self.headers["Authorization"]
                status, given, body = server.request("GET", self.path, headers={"Authorization": shown} if shown else {})
                self.send_response(status)
                self.send_header("Content-Type", given["Content-Type"] or "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def stop(self):
        self.http.shutdown()
        self.http.server_close()


def everything_from(terminal):
    """What was written to the other end until nobody holds it open any more."""
    data = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # EIO: the last writer is gone
            return data.decode()
        if not piece:
            return data.decode()
        data += piece


def audit(ledger, url, language, terminal):
    """Exit status, stdout, and what stderr showed on a terminal or in a pipe."""
    reader = ["--key", str(ledger.folder / "association.jwk"), "--as", ledger.association]
    words = [ledger.tanbu, "audit", "--url", url, "--yes", *reader]
    environment = {**os.environ, "TANBU_HOME": str(ledger.home), "LC_ALL": language, "TERM": "xterm"}
    if not terminal:
        done = subprocess.run(words, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300, check=False)
        return done.returncode, done.stdout, done.stderr
    ours, theirs = pty.openpty()
    process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs, text=True)
    os.close(theirs)
    shown = []
    watching = threading.Thread(target=lambda: shown.append(everything_from(ours)))
    watching.start()
    stdout, _ = process.communicate(timeout=300)
    watching.join()
    os.close(ours)
    return process.returncode, stdout, shown[0]


def check_shown(shown, size, moving):
    """`moving` is the line as a pattern: bar, done, rate, minutes and seconds left."""
    lines = re.findall("\r\033\\[K" + moving, shown)
    assert lines, repr(shown)
    for bar, done, rate, minutes, seconds in lines:
        assert int(done) <= size and bar.count("#") == int(done) * 24 // size, lines
        assert int(rate) > 0 and int(minutes) == 0 and int(seconds) < 60, lines
    assert any(int(done) < size for _, done, *_ in lines), lines
    assert shown.endswith("\r\033[K"), repr(shown[-80:])


def main():
    with tempfile.TemporaryDirectory(prefix="tanbu-progress-") as temporary:
        ledger = Ledger(sys.argv[1], pathlib.Path(temporary) / "p")
        server = Server(ledger)
        ledger.populate(server, quantity=10_000)
        index = 0
        while index < ENTRIES - 1:
            index = server.grant(ledger.command(ledger.trader, "retire", ledger.retire_body(index + 1, index + 1)))
        way = SlowWay(server)
        ledger.run("log", "info", "--url", way.url, check=True)  # the pin is told once, and not here
        status, plain, quiet = audit(ledger, way.url, "C.UTF-8", terminal=False)
        assert status == OK and f"{ENTRIES} entries" in plain, plain
        assert "\r" not in quiet and "\033" not in quiet and "[#" not in quiet, quiet
        bar = r"\[(#*)-*\] (\d+)/" + str(ENTRIES)
        for language, moving in (("C.UTF-8", r"auditing " + bar + r"  (\d+) entries/s  (\d+):(\d\d) left"),
                                 ("zh_CN.UTF-8", "核验 " + bar + r"  (\d+) 条/秒  剩余 (\d+):(\d\d)")):
            status, stdout, shown = audit(ledger, way.url, language, terminal=True)
            assert status == OK, (status, stdout, shown)
            check_shown(shown, ENTRIES, moving)
            assert "\r" not in stdout and "\033" not in stdout and "[#" not in stdout, repr(stdout)
            if language == "C.UTF-8":
                assert stdout == plain, stdout
        way.stop()
        assert server.stop() == OK
    print("an audit shows bar, rate and time left on a terminal, and leaves nothing of it behind")


main()
