#!/usr/bin/python3
"""A disk that is full and then is not: reads go on, writes are refused with their code, readiness says why, and both come back by themselves.

Usage: disk_full_test.py TANBU      exit 77 where a small file system cannot be mounted (it wants root)
"""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from serving_client import Process, populated, until  # noqa: E402


def fill(path):
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass


def drill(ledger):
    server = Process(ledger, "--metrics", "127.0.0.1:0", name="../../full")
    acknowledged, unit = [], 1

    def send(jws):
        status, answer = server.submit(jws)
        return status, answer.get("code"), answer.get("index")

    for round_number in range(3):
        for _ in range(5):
            status, _, index = send(ledger.command(ledger.trader, "retire", ledger.retire_body(unit, unit)))
            assert status == 201
            acknowledged.append(index)
            unit += 1
        fill(ledger.folder / "filler")
        wish, status = None, 201
        while status == 201:  # what the write-ahead log has room for is still taken
            wish = ledger.command(ledger.trader, "retire", ledger.retire_body(unit, unit))
            status, code, index = send(wish)
            if status == 201:
                acknowledged.append(index)
                unit += 1
        assert status == 503 and code in ("disk_full", "store_failed", "outcome_unknown"), (status, code)
        assert server.request("GET", "/v1/log")[0] == 200
        assert server.request("GET", f"/v1/entries/{acknowledged[0]}/receipt")[0] == 200
        assert server.request("GET", "/healthz")[0] == 200
        # However often somebody looks, a full disk is not called ready.
        status, _, body = server.request("GET", "/readyz")
        ready = json.loads(body)
        assert status == 503 and not ready["ready"] and ready["reason"] in ("disk_full", "recovering"), ready
        assert "disk_free_bytes" not in ready, "how large the operator's disk is concerns nobody"
        samples = server.metrics()
        assert samples["tanbu_ready"] == 0 and samples["tanbu_disk_free_bytes"] < 1 << 20
        assert sum(samples[f'tanbu_engine_events_total{{event="{event}"}}'] for event in ("store_failed", "outcome_unknown")) + samples.get(
            'tanbu_engine_events_total{event="disk_full"}', 0) > 0
        (ledger.folder / "filler").unlink()
        until(lambda: server.request("GET", "/readyz")[0] == 200, f"round {round_number}: not ready although there is room")
        status, code, index = send(wish)
        assert status in (200, 201), code
        acknowledged.append(index)
        unit += 1
    assert server.stop() == 0
    server = Process(ledger, name="../../after")
    for index in acknowledged:
        assert json.loads(server.request("GET", f"/v1/entries/{index}")[2])["kind"] == "retire"
    assert server.stop() == 0
    audit = ledger.run("audit", "--dir", ledger.folder / "ledger")
    assert audit.returncode == 0, audit.stdout + audit.stderr


def main():
    with tempfile.TemporaryDirectory() as temporary:
        small = pathlib.Path(temporary) / "small"
        small.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", small], capture_output=True, check=False)
        if mounted.returncode != 0:
            print("a small file system cannot be mounted: " + mounted.stderr.decode().strip())
            return 77
        try:
            drill(populated(sys.argv[1], small / "all"))
        finally:
            subprocess.run(["umount", small], check=True)
    print("a full disk three times: reads went on, writes came back, nothing acknowledged was lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
