#!/usr/bin/python3
"""What an operator sees and sets: the page of metrics, the log, limits, proxies, the service manager.

Usage: operation_test.py TANBU
"""
import http.client
import io
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from serving_client import Process, populated, until  # noqa: E402

TRACE = "0af7651916cd43dd8448eb211c80319c"


def metrics_page(ledger):
    server = Process(ledger, "--metrics", "127.0.0.1:0", name="metrics")
    size = json.loads(server.request("GET", "/v1/log")[2])["size"]
    for _ in range(3):
        assert server.request("GET", "/v1/entries/1")[0] == 200
    assert server.request("GET", "/v1/entries/999999")[0] == 404
    assert server.request("GET", "/no/such/thing")[0] == 404
    retire = ledger.command(ledger.trader, "retire", ledger.retire_body(1, 10))
    assert server.submit(retire)[0] == 201
    twice = ledger.command(ledger.trader, "retire", ledger.retire_body(10, 11))
    assert server.submit(twice)[1]["code"] == "double_use"
    lines = [ledger.command(ledger.trader, "retire", ledger.retire_body(unit, unit)) for unit in (10, 20)]
    status, _, body = server.request("POST", "/v1/commands:batch", "\n".join(lines) + "\n", {"Content-Type": "application/jose-seq"})
    assert status == 200 and b"double_use" in body
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert b"host_missing" in raw.recv(5000)
    open_one = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    open_one.request("GET", "/healthz")
    open_one.getresponse().read()
    samples = server.metrics()
    open_one.close()
    assert samples['tanbu_http_requests_total{method="GET",route="/v1/entries/{index}",status="200"}'] == 3
    assert samples['tanbu_http_requests_total{method="GET",route="/v1/entries/{index}",status="404"}'] == 1
    assert samples['tanbu_http_requests_total{method="GET",route="none",status="404"}'] == 1
    assert samples['tanbu_http_requests_total{method="POST",route="/v1/commands",status="409"}'] == 1
    assert samples['tanbu_problems_total{code="double_use"}'] == 2, "one by itself and one in a batch"
    assert samples['tanbu_problems_total{code="host_missing"}'] == 1
    assert samples['tanbu_http_request_duration_seconds_count{route="/v1/entries/{index}"}'] == 4
    assert samples["tanbu_log_entries"] == size + 2
    assert samples["tanbu_ready"] == 1 and samples["tanbu_queue_commands"] == 0
    assert samples["tanbu_http_connections_open"] >= 1 and samples["tanbu_disk_free_bytes"] > 0
    # The page is not the ledger's, and the ledger's port does not have it.
    assert server.request("GET", "/metrics")[0] == 404
    port = int(server.metrics_url.split(":")[2].split("/")[0])
    assert server.request("GET", "/v1/log", port=port)[0] == 404
    assert server.request("POST", "/metrics", "", port=port)[0] == 404
    alerts_name_what_there_is(samples)
    assert server.stop() == 0


def alerts_name_what_there_is(samples):
    """Rules and dashboard ask for nothing that the server does not count."""
    docs = pathlib.Path(__file__).resolve().parents[3] / "docs" / "operations"
    known = {re.sub(r"\{.*", "", name) for name in samples}
    for file in ("alerts.yml", "grafana.json"):
        text = (docs / file).read_text(encoding="utf-8")
        asked = {re.sub("_bucket$", "_count", name) for name in re.findall(r"\btanbu_[a-z_]+", text)}
        assert asked and asked <= known, (file, asked - known)
    json.loads((docs / "grafana.json").read_text(encoding="utf-8"))


def log_lines(ledger):
    server = Process(ledger, name="log")
    token = ledger.token(ledger.trader)
    hostile = "/v1/serials/VCS/%0d%0ainjected%22%7b"
    status, headers, _ = server.request("GET", "/v1/holdings?party=" + ledger.trader, headers={
        "X-Request-Id": "mine-1", "traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "Authorization": "Bearer " + token})
    assert status == 200 and headers["X-Request-Id"] == "mine-1"
    line = server.logged(lambda line: line.get("request_id") == "mine-1", "no line of mine")
    assert line["trace_id"] == TRACE and line["method"] == "GET" and line["route"] == "/v1/holdings" and line["status"] == 200
    assert line["client"] == "127.0.0.1" and line["bytes"] > 0 and line["seconds"] >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"]), line["time"]
    made = set()
    for sent in ("", "a b", "x" * 65, "new/line", "a;b"):
        _, headers, _ = server.request("GET", "/healthz", headers={"X-Request-Id": sent})
        assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-Id"]), sent
        made.add(headers["X-Request-Id"])
    assert len(made) == 5
    server.request("GET", hostile, headers={"X-Request-Id": "hostile", "traceparent": "nonsense", "X-Forwarded-For": "A\"}{"})
    line = server.logged(lambda line: line.get("request_id") == "hostile", "no line of the hostile one")
    assert "trace_id" not in line and line["client"] == "127.0.0.1"
    secret = ledger.command(ledger.trader, "retire", ledger.retire_body(30, 30))
    assert server.submit(secret)[0] == 201
    assert server.stop() == 0
    text = server.log_file.read_text(encoding="utf-8")
    for word in (token, secret, token.split(".")[2], secret.split(".")[1], "injected", ledger.plant, "party="):
        assert word not in text, "bodies, queries and tokens are nobody's business"
    assert all(isinstance(json.loads(line), dict) for line in text.splitlines()), text


def limits(ledger):
    server = Process(ledger, "--limit-key", "3/3600", "--limit-batch", "4/3600", "--limit-import", "2/3600", "--limit-address", "5/3600",
                     "--trusted-proxy", "127.0.0.1", name="limits")

    def send(unit, party=None):
        return server.request("POST", "/v1/commands", ledger.command(party or ledger.trader, "retire", ledger.retire_body(unit, unit)),
                              {"Content-Type": "application/jose"})

    # By key, after its signature was checked: a stranger's rubbish under the same kid takes nothing away.
    rubbish = ledger.command(ledger.trader, "retire", ledger.retire_body(40, 40))[:-8] + "AAAAAAAA"
    for _ in range(5):
        assert server.request("POST", "/v1/commands", rubbish, {"Content-Type": "application/jose"})[0] == 401
    for unit in (40, 41, 42):
        status, _, body = send(unit)
        assert status == 201, body
    status, headers, body = send(43)
    assert status == 429 and json.loads(body)["code"] == "commands_too_many", body
    assert 1 <= int(headers["Retry-After"]) <= 1200
    assert headers["RateLimit-Policy"] == '"key";q=3;w=3600' and re.fullmatch(r'"key";r=0;t=\d+', headers["RateLimit"])
    status, _, body = server.request("POST", "/v1/commands?dry_run=true", ledger.command(ledger.trader, "retire", ledger.retire_body(43, 43)),
                                     {"Content-Type": "application/jose"})
    assert status == 429, body
    assert send(50, ledger.registrar)[0] != 429, "another key has its own"

    # Batches: all lines of it or none.
    def batch(units):
        lines = [ledger.command(ledger.trader, "retire", ledger.retire_body(unit, unit)) for unit in units]
        return server.request("POST", "/v1/commands:batch", "\n".join(lines) + "\n", {"Content-Type": "application/jose-seq"})

    before = json.loads(server.request("GET", "/v1/log")[2])["size"]
    status, headers, body = batch(range(60, 65))
    assert status == 413 and json.loads(body)["code"] == "batch_above_allowance" and "Retry-After" not in headers, body
    assert batch(range(60, 63))[0] == 200
    status, headers, body = batch(range(63, 65))
    assert status == 429 and json.loads(body)["code"] == "batch_lines_too_many", body
    assert json.loads(server.request("GET", "/v1/log")[2])["size"] == before + 3, "a line of a refused batch was decided"
    assert batch(range(63, 64))[0] == 200
    assert batch(range(64, 65))[0] == 429

    # Files.
    bearer = {"Authorization": "Bearer " + ledger.token(ledger.registrar), "Content-Type": "application/octet-stream"}
    codes = [json.loads(server.request("POST", "/v1/imports", b"a,b\n1,2\n", bearer)[2]).get("code") for _ in range(3)]
    assert codes[:2] == [None, None] and codes[2] == "imports_too_many", codes

    # By address: the machine's own is not limited, those behind its proxy are, each by himself.
    for _ in range(20):
        assert server.request("GET", "/healthz")[0] == 200
    def behind(address, spoofed=""):
        return server.request("GET", "/healthz", headers={"X-Forwarded-For": spoofed + address})
    assert [behind("198.51.100.1")[0] for _ in range(6)] == [200] * 5 + [429]
    assert behind("198.51.100.1", spoofed="203.0.113.5, ")[0] == 429, "what a client writes is not believed"
    status, headers, body = behind("198.51.100.1")
    assert json.loads(body)["code"] == "requests_too_many" and headers["RateLimit-Policy"] == '"address";q=5;w=3600'
    assert behind("198.51.100.2")[0] == 200
    assert [behind(f"2001:db8:0:1::{number}")[0] for number in range(6)] == [200] * 5 + [429], "one customer, one allowance"
    line = server.logged(lambda line: line.get("status") == 429 and line.get("client") == "198.51.100.1", "the client is not logged")
    assert line["code"] == "requests_too_many"
    # A cache may keep an immutable answer, so it does not tell one asker's allowance.
    _, headers, _ = server.request("GET", "/log/tile/0/000.p/1", headers={"X-Forwarded-For": "198.51.100.77"})
    if "immutable" in headers.get("Cache-Control", ""):
        assert headers["RateLimit"] is None
    _, headers, _ = server.request("GET", "/v1/log", headers={"X-Forwarded-For": "198.51.100.77"})
    assert ("public" in headers["Cache-Control"]) == (headers["RateLimit"] is None)
    assert server.stop() == 0

    # Without a trusted proxy nobody's word is taken.
    server = Process(ledger, "--limit-address", "5/3600", name="untrusted")
    assert all(server.request("GET", "/healthz", headers={"X-Forwarded-For": "198.51.100.1"})[0] == 200 for _ in range(10))
    assert {line["client"] for line in server.log() if "client" in line} == {"127.0.0.1"}
    assert server.stop() == 0


def large_workbook(ledger):
    """A workbook that is larger than allowed when unpacked is refused by its code, and read where the operator allows it."""
    names = ["programme", "serial", "quantity", "project_id", "vintage_from", "vintage_until", "issued_on", "status", "note"]
    rows = [names] + [["OTHER", f"X-{number}", "1", "P-1", "2024-01-01", "2024-01-31", "2024-05-20", "active", "x" * 10_000] for number in range(200)]
    cells = ("".join(f"<c t='inlineStr'><is><t>{text}</t></is></c>" for text in row) for row in rows)
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
                           "<sheets><sheet name='a' sheetId='1' r:id='r1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml' Type='http://schemas.openxmlformats.org/"
                                      "officeDocument/2006/relationships/worksheet'/></Relationships>",
        "xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + "".join(f"<row>{row}</row>" for row in cells) + "</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:  # stored: a bomb is told by its ratio first
        for name, text in parts.items():
            archive.writestr(name, text)
    for allowed, code in ((("--unpacked-max", "1"), "unpacked_too_large"), (("--unpacked-max", "3"), None), ((), None)):
        server = Process(ledger, *allowed, name="large")
        bearer = {"Authorization": "Bearer " + ledger.token(ledger.registrar), "Content-Type": "application/octet-stream"}
        status, _, body = server.request("POST", "/v1/imports", packed.getvalue(), bearer)
        assert status == 202, body
        shown = {}

        def is_read(server=server, path="/v1/imports/" + json.loads(body)["id"], shown=shown):
            shown.update(json.loads(server.request("GET", path, headers=bearer)[2]))
            return shown["status"] != "reading"

        until(is_read, "the file was never read")
        assert shown.get("fault", {}).get("code") == code, shown
        if code:
            assert shown["status"] == "failed" and "--unpacked-max" in shown["fault"]["words"], shown
        else:
            assert shown["status"] == "ready" and shown["rows"]["all"] == 200, shown
        assert server.stop() == 0
    for wrong in ("0", "16385", "much", "-1"):
        done = subprocess.run([ledger.tanbu, "serve", "--dir", str(ledger.folder / "ledger"), "--unpacked-max", wrong], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 2 and "--unpacked-max" in done.stderr, done


def service_manager(ledger, folder):
    """What systemd does, done here: a socket that is open before the service, and messages that the service sends."""
    messages = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    messages.bind(str(folder / "notify"))
    messages.settimeout(60)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    # This process becomes the server, so its number is the right one.
    become = ("import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1'); "
              "os.execv(sys.argv[2], sys.argv[2:])")
    prefix = ["/usr/bin/python3", "-c", become, str(listening.fileno())]
    environment = {"NOTIFY_SOCKET": str(folder / "notify")}
    for life in range(2):
        early = socket.create_connection(("127.0.0.1", port), timeout=60)
        early.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        server = Process(ledger, name=f"activated-{life}", prefix=prefix, descriptors=(listening.fileno(),), environment=environment)
        assert str(port) in server.lines[0], server.lines
        assert messages.recv(100) == b"READY=1"
        assert b'{"alive":true}' in early.makefile("rb").read(), "who came before the service was ready is served"
        early.close()
        assert server.request("GET", "/v1/log", port=port)[0] == 200
        server.process.send_signal(signal.SIGHUP)
        until(lambda s=server: any(line.get("event") == "reload_nothing" for line in s.log()), "SIGHUP without TLS is no end")
        server.process.send_signal(signal.SIGTERM)
        assert messages.recv(100) == b"STOPPING=1"
        assert server.stop() == 0
    listening.close()
    wrong = subprocess.run([*prefix[:3], "0", ledger.tanbu, "serve", "--dir", str(ledger.folder / "ledger")], stdin=subprocess.DEVNULL,
                           capture_output=True, text=True, check=False, timeout=60)
    assert wrong.returncode == 1 and "LISTEN_FDS" in wrong.stderr, wrong
    messages.close()


def unit_files():
    docs = pathlib.Path(__file__).resolve().parents[3] / "docs" / "operations"
    text = (docs / "tanbu.service").read_text(encoding="utf-8")
    assert "Type=notify" in text and "ExecReload=/bin/kill -HUP $MAINPID" in text
    # Every option that the unit uses is one that the program has.
    options = set(re.findall(r"(--[a-z-]+)", text[text.index("ExecStart="):]))
    shown = subprocess.run([sys.argv[1], "serve", "--help"], env={**os.environ, "LANG": "C.UTF-8"}, capture_output=True, text=True, check=True).stdout
    assert options and all(option in shown for option in options), options


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        ledger = populated(sys.argv[1], folder / "all")
        metrics_page(ledger)
        log_lines(ledger)
        limits(ledger)
        large_workbook(ledger)
        service_manager(ledger, folder)
        unit_files()
    print("operation: metrics and rules, one line a request, limits of keys, addresses and batches, large workbooks, the service manager")


if __name__ == "__main__":
    main()
