#!/usr/bin/python3
"""Drives the real command line against real servers in a temporary folder: every verb, every exit status, broken
connections, and servers that lie about their past.

Usage: cli_test.py TANBU
"""
import base64
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
TANBU = str(pathlib.Path(sys.argv[1]).resolve())
ORIGIN = "ledger.example/tanbu/1"
FACTORY_PARTY = "uscc:91330100799655058B"
OK, FAILURE, USAGE, FALSE, NOT_ALLOWED, NOT_FOUND, CONFLICT, UNREACHABLE, UNDER_COVERED = range(9)
SERIAL = "99999-900000001-900000100-VCS-VCU-999-VER-CN-1-99999-01012024-31122024-0"
ALGORITHMS = {"trader": "ES256", "factory": "SM2"}
everything_printed = []


class Server:
    """One `tanbu serve` over a folder."""

    def __init__(self, folder, listen="127.0.0.1:0"):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([TANBU, "serve", "--dir", str(folder), "--listen", listen], stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), (line, self.words())
        self.url = line.split()[2]
        self.port = int(self.url.rsplit(":", 1)[1])

    def words(self):
        self.log.seek(0)
        return self.log.read()

    def kill(self):
        self.process.kill()
        self.end()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.end() == 0, "a server that is asked to stop ends with 0"

    def end(self):
        status = self.process.wait(timeout=20)
        everything_printed.append(self.words())
        self.process.stdout.close()
        self.log.close()
        return status


class Person:
    """Somebody with a home folder, perhaps a key, and a ledger's address."""

    def __init__(self, root, name, party=None, url=None):
        self.root, self.party, self.url = root, party, url
        self.key = root / f"{name}.jwk"
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(root), "TANBU_HOME": str(root / f"home-{name}"), "LANG": "C.UTF-8"}
        for variable in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LD_LIBRARY_PATH"):
            if variable in os.environ:
                self.environment[variable] = os.environ[variable]

    def arguments(self, words):
        command = [TANBU, *map(str, words)]
        if self.url:
            command += ["--url", self.url]
        if self.party:
            command += ["--key", str(self.key), "--as", self.party]
        return command

    def call(self, *words, expect=OK, typed="", **environment):
        done = subprocess.run(self.arguments(words), input=typed, capture_output=True, text=True, timeout=120, env={**self.environment, **environment}, check=False)
        everything_printed.extend([done.stdout, done.stderr])
        assert done.returncode == expect, f"{words}: exit {done.returncode}, expected {expect}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *words, expect=OK):
        return json.loads(self.call(*words, "--json", expect=expect).stdout)

    def start(self, *words):
        return subprocess.Popen(self.arguments(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment)


class DroppingProxy:
    """Forwards to a server, but the first `drops` commands lose their answer on the way back."""

    def __init__(self, target, drops):
        outer = self
        self.posts = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def forward(self, body=None):
                headers = {name: self.headers[name] for name in ("Content-Type", "Authorization") if self.headers[name]}
                try:
                    with urllib.request.urlopen(urllib.request.Request(target + self.path, data=body, headers=headers), timeout=30) as answer:
                        return answer.status, answer.read(), dict(answer.headers)
                except urllib.error.HTTPError as error:
                    return error.code, error.read(), dict(error.headers)

            def respond(self, answer):
                status, body, headers = answer
                self.send_response(status)
                for name in ("Content-Type", "Idempotency-Replayed"):
                    for given, value in headers.items():
                        if given.lower() == name.lower():
                            self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                self.respond(self.forward())

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.posts.append(body)
                answer = self.forward(body)
                if len(outer.posts) <= drops:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                    return
                self.respond(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def found_ledger(root, people, folder="D"):
    done = people["association"].call("init", "--dir", root / folder, "--origin", ORIGIN, "--association", "x:association", "--name", "协会",
                                      "--association-key", people["association"].key)
    assert "vkey" in done.stdout and ORIGIN in done.stdout
    return next(line.split("\t")[1] for line in done.stdout.splitlines() if line.startswith("vkey\t"))


def keys_and_founding(root, people):
    for name, person in people.items():
        made = json.loads(subprocess.run([TANBU, "keygen", "--out", str(person.key), "--alg", ALGORITHMS.get(name, "EdDSA"), "--json"],
                                         env=person.environment, capture_output=True, text=True, check=True).stdout)
        assert len(made["kid"]) == 43 and "d" not in made["jwk"], made
        assert stat.S_IMODE(person.key.stat().st_mode) == 0o600
        (root / f"{name}.pub").write_text(json.dumps(made["jwk"]))
        person.call("keygen", "--out", person.key, expect=FAILURE)
    people["nobody"].call("keygen", "--out", root / "x.jwk", "--alg", "RS256", expect=USAGE)
    people["nobody"].call("frobnicate", expect=USAGE)
    people["nobody"].call("log", "info", expect=USAGE)  # no address
    vkey = found_ledger(root, people)
    people["association"].call("init", "--dir", root / "D", "--origin", ORIGIN, "--association", "x:association", "--name", "x",
                               "--association-key", people["association"].key, expect=CONFLICT)
    people["association"].call("init", "--dir", root / "E", "--origin", "https://no origin", "--association", "x:association", "--name", "x",
                               "--association-key", people["association"].key, expect=USAGE)
    return vkey


def parties(root, people):
    association = people["association"]
    # The registrar sends a proof; the trader's key lies on the same machine, so that the verb makes the proof itself.
    prove = ("key", "prove", "--key", root / "registrar.jwk", "--party", "x:registrar", "--aud", ORIGIN)
    (root / "registrar.proof").write_text(people["nobody"].call(*prove).stdout)
    assert people["nobody"].json(*prove)["proof"].count(".") == 2
    people["nobody"].call("key", "prove", "--key", root / "none.jwk", "--party", "x:registrar", "--aud", ORIGIN, expect=FAILURE)
    people["nobody"].call("key", "prove", "--key", root / "registrar.jwk", "--party", "somebody", "--aud", ORIGIN, expect=USAGE)
    people["nobody"].call("key", "prove", "--key", root / "registrar.jwk", "--party", "x:registrar", "--aud", "https://x", expect=USAGE)
    association.call("party", "enroll", "x:registrar", "--alias", "registrar Ltd", "--name", "registrar", "--jwk", root / "registrar.pub",
                     "--proof", root / "registrar.proof")
    association.call("party", "enroll", "x:trader", "--alias", "trader Ltd", "--name", "trader", "--party-key", root / "trader.jwk")
    association.call("party", "enroll", "x:friend", "--name", "x", "--jwk", root / "registrar.pub", expect=USAGE)  # a key needs its proof
    rehearsal = association.json("party", "enroll", "91330100799655058b", "--name", "示例工厂", "--dry-run")
    assert rehearsal["dry_run"] is True
    # Lower case, full width and blanks are the command line's business; the ledger sees one spelling.
    enrolled = association.json("party", "enroll", "ＵＳＣＣ：9133 0100 7996 5505 8b", "--name", "示例工厂", "--party-key", root / "factory.jwk")
    assert enrolled["effects"][0]["party"] == FACTORY_PARTY, enrolled
    refused = association.json("party", "enroll", FACTORY_PARTY, "--name", "示例工厂", expect=CONFLICT)
    assert refused["code"] == "party_exists"
    words = association.call("party", "enroll", FACTORY_PARTY, "--name", "示例工厂", expect=CONFLICT).stderr
    assert "party_exists" in words and f"entry {enrolled['index']}" in words and "request" in words, words
    chinese = association.call("party", "enroll", FACTORY_PARTY, "--name", "示例工厂", expect=CONFLICT, LANG="zh_CN.UTF-8").stderr
    assert "冲突于" in chinese and "代码" in chinese, chinese
    association.call("party", "enroll", "91330100799655058C", "--name", "x", expect=USAGE)
    association.call("party", "enroll", "x:secret", "--name", "x", "--jwk", root / "factory.jwk", "--proof", root / "registrar.proof",
                     expect=USAGE)  # a private key is not read
    association.call("registrar", "appoint", "x:registrar", "--programme", "vcs", "--from", "2020-01-01", "--until", "2099-12-31")
    people["trader"].call("party", "enroll", "x:friend", "--name", "x", expect=NOT_ALLOWED)
    people["stranger"].call("party", "enroll", "x:friend", "--name", "x", expect=NOT_ALLOWED)


def sources(root, people):
    (root / "proof.pdf").write_bytes(b"%PDF a document that stays here")
    registrar = people["registrar"]
    registrar.call("project", "register", "--programme", "VCS", "--project-id", "99999", "--title", "Wind farm", "--technology", "wind", "--methodology", "ACM0002",
                   "--developer", "Some Developer Ltd", "--evidence", root / "proof.pdf", "--evidence-reference", "PR-99999")
    batch = registrar.json("batch", "record", "--programme", "VCS", "--project", "99999", "--serial", SERIAL, "--quantity", "100", "--vintage-from", "2024-01-01",
                           "--vintage-until", "2024-12-31", "--issued-on", "2025-02-01")["index"]
    again = registrar.json("batch", "record", "--programme", "VCS", "--project", "99999", "--serial", SERIAL, "--quantity", "100", "--vintage-from", "2024-01-01",
                           "--vintage-until", "2024-12-31", "--issued-on", "2025-02-01", expect=CONFLICT)
    assert again["code"] == "serial_overlap" and again["conflict"]["index"] == batch, again
    faulty = registrar.json("batch", "record", "--programme", "VCS", "--project", "99999", "--serial", "nonsense", "--quantity", "100", "--vintage-from", "2024-01-01",
                            "--vintage-until", "2024-12-31", "--issued-on", "2025-02-01", expect=FAILURE)
    assert faulty["errors"], faulty
    registrar.call("credits", "transfer", "--range", f"{batch}:900000001-900000100", "--to", FACTORY_PARTY, "--evidence", root / "proof.pdf")
    return batch


def use(root, people, batch):
    factory_user = people["factory"]
    factory = factory_user.json("factory", "register", "--name", "示例工厂", "--address", "演示路 1 号", "--division", "330108", "--industry", "C3823",
                                "--established-on", "2010-05-01")["index"]
    factory_user.call("inventory", "declare", "--factory", factory, "--period", "2025-01-01..2025-12-31", "--standard", "ISO 14064-1", "--scope1", "60.5",
                      "--consumed-kwh", "0", "--purchased-kwh", "0", "--factor-location", "0.4974")
    retire = ("credits", "retire", "--factory", factory, "--period", "2025")
    first_part = f"{batch}:900000001-900000050"
    factory_user.call(*retire, "--range", first_part, "--dry-run")
    factory_user.call(*retire, "--range", first_part, typed="51\n", expect=FAILURE)  # not the tonnes
    factory_user.call(*retire, "--range", first_part, typed="", expect=FAILURE)
    assert factory_user.json("api", "GET", "/v1/retirements")["data"] == []
    factory_user.call(*retire, "--range", first_part, typed="50\n")
    assert factory_user.json(*retire, "--range", first_part, "--yes", expect=CONFLICT)["code"] == "double_use"
    factory_user.call("credits", "retire", "--factory", "4000", "--period", "2025", "--range", first_part, "--yes", expect=CONFLICT)
    factory_user.call(*retire, "--range", "nonsense", "--yes", expect=USAGE)
    factory_user.call("coverage", factory, "2025", "--require", "100", expect=UNDER_COVERED)
    factory_user.call("coverage", factory, "2025", "--require", "82.64")
    factory_user.call("coverage", factory, "2025", "--require", "82.65", expect=UNDER_COVERED)
    factory_user.call("coverage", factory, "2025", "--require", "all", expect=USAGE)
    body = {"factory": factory, "period": "2025", "purpose": "factory_offset", "ranges": [{"batch": batch, "first": 900000051, "last": 900000061}],
            "quantity": 11, "beneficiary": FACTORY_PARTY, "retired_on": "2026-01-15"}
    (root / "body.json").write_text(json.dumps(body))
    accepted = factory_user.json("submit", "--kind", "retire", "--body", root / "body.json")
    shown = factory_user.call("coverage", factory, "2025", "--require", "100").stdout
    assert "60.50 t" in shown and "COVERED" in shown and "NOT" not in shown, shown
    assert "已覆盖" in factory_user.call("coverage", factory, "2025", LANG="zh_CN.UTF-8").stdout
    people["nobody"].call("coverage", factory, "2025", expect=NOT_FOUND)  # without right: as if absent
    generic = json.loads(factory_user.call("send", "update_factory", "-", "--json", typed=json.dumps({"factory": factory, "name": "示例工厂（新）"})).stdout)
    assert generic["effects"][0]["type"] == "factory_changed", generic
    (root / "update.json").write_text(json.dumps({"factory": factory, "name": "示例工厂"}))
    factory_user.call("send", "update_factory", root / "update.json")
    assert factory_user.json("send", "update_factory", root / "update.json", "--dry-run")["dry_run"] is True
    (root / "body.json").write_text('{"factory":1,"factory":2}')
    factory_user.call("submit", "--kind", "retire", "--body", root / "body.json", expect=FAILURE)
    return factory, accepted["index"]


def reads(root, people, vkey, batch, retirement):
    nobody, factory_user = people["nobody"], people["factory"]
    life = nobody.json("serial", "vcs", "900000007")
    assert life["found"] is True and life["answers"][0]["batch"] == batch, life
    assert "retired" in nobody.call("serial", "VCS", SERIAL).stdout
    nobody.call("serial", "VCS", "123456789012", expect=NOT_FOUND)
    life = nobody.json("units", "vcs", "--number", "900000007")
    assert life["found"] is True and life["parsed"] is True and life["answers"][0]["batch"] == batch, life
    assert "retired" in nobody.call("units", "VCS", SERIAL).stdout
    nobody.call("units", "VCS", "--number", "123456789012", expect=NOT_FOUND)
    nobody.call("units", "VCS", expect=USAGE)
    unused = SERIAL.replace("900000001", "910000001").replace("900000100", "910000100")
    absent = nobody.json("absence", "VCS", unused)
    assert absent["text"].splitlines()[:3] == ["tanbu-absence/1", ORIGIN, f"VCS {unused}"], absent
    nobody.call("absence", "VCS", unused, "--out", root / "absence.note")
    assert (root / "absence.note").read_text().startswith("tanbu-absence/1\n")
    known = nobody.json("absence", "VCS", SERIAL, expect=CONFLICT)
    assert known["code"] == "serial_known" and known["entries"], known
    said = nobody.call("absence", "VCS", SERIAL, expect=CONFLICT).stderr
    assert "recorded by the entries: " + ", ".join(str(one["index"]) for one in known["entries"]) in said, said
    assert nobody.json("conflicts")["data"] == []
    assert nobody.json("conflicts", "--status", "all")["data"] == []
    nobody.call("conflicts", "--status", "some", expect=USAGE)
    assert len(nobody.json("project", "show", "VCS", "99999")["uses"]) == 2
    assert "99999" in nobody.call("project", "show", "VCS", "99999").stdout
    nobody.call("project", "show", "VCS", "11111", expect=NOT_FOUND)
    assert "+" in nobody.json("log", "info")["statement_vkey"]
    holdings = factory_user.json("holdings")
    assert sum(row["quantity"] for row in holdings["data"] if row["status"] == "free") == 39, holdings
    assert "\t" in factory_user.call("holdings", FACTORY_PARTY).stdout
    nobody.call("holdings", FACTORY_PARTY, expect=NOT_FOUND)
    assert nobody.json("log", "info")["vkey"] == vkey
    assert ORIGIN in nobody.call("log", "checkpoint").stdout
    assert "founding" in nobody.call("log", "show").stdout
    assert nobody.json("entry", retirement)["kind"] == "retire"
    nobody.call("entry", retirement)
    nobody.call("entry", "99999", expect=NOT_FOUND)
    nobody.call("api", "GET", "/v1/nothing-here", expect=NOT_FOUND)
    nobody.call("api", "POST", "/v1/commands", expect=USAGE)
    nobody.call("api", "GET", "/v1/parties?unknown=1", expect=FAILURE)


def reconciling(root, people, batch, retirement):
    nobody = people["nobody"]
    assert "unchecked" in nobody.call("retirement", "list").stdout
    assert "未核对" in nobody.call("retirement", "list", LANG="zh_CN.UTF-8").stdout
    assert [row["match"]["state"] for row in nobody.json("retirement", "list")["data"]] == ["unchecked", "unchecked"]
    assert "unchecked" in nobody.call("retirement", "show", retirement).stdout
    nobody.call("retirement", "show", batch, expect=NOT_FOUND)
    export = root / "export.csv"
    names = "programme,serial,quantity,project_id,title,country,vintage_from,vintage_until,issued_on,status,ended_on,beneficiary\n"
    row = f"VCS,{SERIAL},100,99999,Wind farm,CN,2024-01-01,2024-12-31,2025-02-01,"
    export.write_text(names + row + "active,,\n")
    found = nobody.json("reconcile", export)
    assert found["rows"] == {"total": 1, "unchanged": 1} and found["commands"] == [], found
    assert found["row_findings"][0]["notes"] == ["waits_for_registry"], found
    export.write_text(names + row + "retired,2026-01-20,Somebody Else Ltd\n")
    shown = nobody.call("reconcile", export, "--out", root / "commands.ndjson", expect=FAILURE).stdout
    assert "conflict: 1" in shown and "retirements: " in shown, shown
    assert "冲突" in nobody.call("reconcile", export, expect=FAILURE, LANG="zh_CN.UTF-8").stdout
    assert "contradicts_use" in nobody.call("reconcile", export, "--csv", expect=FAILURE).stdout
    proposed = [json.loads(line) for line in (root / "commands.ndjson").read_text().splitlines()]
    assert [one["kind"] for one in proposed] == ["record_registry_event"], proposed
    assert proposed[0]["body"]["ranges"] == [{"batch": batch, "first": 900000001, "last": 900000100}], proposed
    people["trader"].call("reconcile", "--commands", root / "commands.ndjson", "--yes", expect=NOT_ALLOWED)
    nobody.call("reconcile", expect=USAGE)
    nobody.call("reconcile", export, "--complete-list", expect=USAGE)
    nobody.call("reconcile", export, "--scope", "programme", expect=USAGE)
    nobody.call("reconcile", export, "--complete-list", "--made-on", "2026-01-31", "--scope", "country", expect=USAGE)
    nobody.call("reconcile", export, "--programme", "GS", expect=USAGE)
    nobody.call("reconcile", root / "absent.csv", expect=USAGE)
    (root / "broken.ndjson").write_text('{"kind":"retire"}\n')
    people["registrar"].call("reconcile", "--commands", root / "broken.ndjson", "--yes", expect=FAILURE)


def certificates(root, people, factory):
    association, nobody = people["association"], people["nobody"]
    load = ("body", "load", ROOT / "docs" / "data" / "ceca-authorised-bodies-batch-1.csv", "--scheme", "ceca-g-0171-2022", "--batch", "1",
            "--from", "2023-03-17", "--until", "2026-03-16")
    size = nobody.json("log", "info")["size"]
    association.call(*load, "--dry-run")
    assert nobody.json("log", "info")["size"] == size
    assert association.json(*load) == {"listed": 44, "enrolled": 44, "authorised": 44}
    assert association.json(*load) == {"listed": 44, "enrolled": 0, "authorised": 0}
    listed = nobody.json("api", "GET", "/v1/bodies?scheme=ceca-g-0171-2022")["data"]
    assert len(listed) == 44 and all(body["until"] == "2026-03-16" for body in listed), listed
    (root / "bad.csv").write_text("party,name,alias\nx:one,One\n")
    association.call("body", "load", root / "bad.csv", "--scheme", "s", "--batch", "1", "--from", "2023-03-17", "--until", "2026-03-16", expect=USAGE)
    printed = {"number": "15/23GHGZC1001R0", "scheme": "ceca-g-0171-2022", "body": "x:ceca-body-41", "body_name": "杭州万泰认证有限公司", "factory": factory,
               "applicant": "示例工厂", "period": "2022", "type": "UNKNOWN", "star": 5, "emissions_t": "19706.57", "offset_percent": "100",
               "first_issued_on": "2023-07-21", "issued_on": "2023-07-21", "cycle_from": "2023-07-21", "valid_until": "2026-07-20",
               "evidence": {"sha256": "a" * 64, "bytes": 1, "media_type": "application/pdf", "reference": "R-1"}}
    (root / "printed.json").write_text(json.dumps(printed))
    association.call("submit", "--kind", "record_legacy_certificate", root / "printed.json")
    show = ("certificate", "show", "15/23GHGZC1001R0")
    assert nobody.json(*show, "--on", "2026-07-20")["status"]["state"] == "overdue"
    gone = nobody.json(*show, "--on", "2026-07-21", expect=FALSE)["status"]
    assert gone["state"] == "expired" and gone["expired_days"] == 1 and gone["coverage_holds"] is None, gone
    assert "expired" in nobody.call(*show, "--on", "2026-11-21", expect=FALSE).stdout
    nobody.call(*show, "--on", "2026-07-20", "--as-of", "3", expect=NOT_FOUND)
    nobody.call("certificate", "show", "none", expect=NOT_FOUND)
    # Two bodies may print one number: then everybody has to say which certificate is meant.
    printed |= {"body": "x:ceca-body-01", "body_name": "另一机构"}
    (root / "printed.json").write_text(json.dumps(printed))
    association.call("submit", "--kind", "record_legacy_certificate", root / "printed.json")
    first, second = (row["entry"] for row in nobody.json("certificate", "list")["data"])
    asked = nobody.call(*show, expect=USAGE).stderr
    assert f"--entry {first}: x:ceca-body-41" in asked and f"--entry {second}: x:ceca-body-01" in asked, asked
    assert nobody.json(*show, "--entry", second, "--on", "2026-07-20")["entry"] == second
    nobody.call(*show, "--entry", 3, expect=NOT_FOUND)
    assert "15/23GHGZC1001R0" in nobody.call("certificate", "list", "--status", "expired", "--on", "2026-11-21").stdout
    assert nobody.json("certificate", "list", "--status", "valid")["data"] == []
    assert "record of an old certificate" in nobody.call("log", "show", "--from", second).stdout
    # The year is not verified, so no scheme passes it, whatever was retired.
    people["factory"].call("coverage", factory, "2025", "--check")
    people["factory"].call("coverage", factory, "2025", "--scheme", "ceca-g-0171-2022", "--check", expect=UNDER_COVERED)
    people["factory"].call("coverage", factory, "2025", "--scheme", "none", "--check", expect=FAILURE)


def offline(root, people, vkey, retirement):
    receipt = root / "retirement.tlog-proof"
    people["nobody"].call("receipt", retirement, "--out", receipt)
    alone = Person(root, "alone")  # no address, no pins
    alone.call("verify", receipt, expect=USAGE)
    assert alone.json("verify", receipt, "--vkey", vkey)["index"] == retirement
    assert "TRUE" in people["nobody"].call("verify", receipt).stdout
    forged = root / "forged.tlog-proof"
    forged.write_text(receipt.read_text().replace(f"index {retirement}", f"index {retirement - 1}"))
    assert alone.json("verify", forged, "--vkey", vkey, expect=FALSE)["verified"] is False
    forged.write_text("not a receipt")
    alone.call("verify", forged, expect=FALSE)
    alone.call("verify", root / "missing", "--vkey", vkey, expect=USAGE)


def audits(root, people):
    over_folder = people["nobody"].json("audit", "--dir", root / "D")
    assert over_folder["findings"] == [], over_folder
    people["nobody"].call("audit", expect=NOT_ALLOWED)  # nothing amiss, and not everything may be read by everybody
    over_url = people["association"].json("audit")
    assert over_url["findings"] == [] and over_url["origin"] == ORIGIN, over_url


def broken_connections(root, people, server):
    """A command whose answer is lost is asked for again with the same bytes, and happens once."""
    trader = people["trader"]
    before = trader.json("log", "info")["size"]
    proxy = DroppingProxy(server.url, drops=1)
    through = Person(root, "trader", "x:trader", proxy.url)
    done = through.call("factory", "register", "--name", "甲厂", "--address", "演示路 2 号", "--division", "330108", "--industry", "C3823", "--established-on",
                        "2012-01-01")
    assert len(proxy.posts) == 2 and proxy.posts[0] == proxy.posts[1], "the same bytes"
    assert "again" in done.stderr and "recorded before" in done.stdout, done
    proxy.stop()
    assert trader.json("log", "info")["size"] == before + 1

    server.kill()
    lost = trader.call("factory", "register", "--name", "乙厂", "--address", "演示路 3 号", "--division", "330108", "--industry", "C3823", "--established-on",
                       "2012-01-01", "--retry-seconds", "0", expect=UNREACHABLE)
    assert "outbox resend" in lost.stderr, lost.stderr
    waiting = trader.json("outbox", "list")["data"]
    assert [command["kind"] for command in waiting] == ["register_factory"], waiting
    kept = list((root / "home-trader").rglob("*.jws"))
    assert len(kept) == 1 and stat.S_IMODE(kept[0].stat().st_mode) == 0o600
    trader.call("log", "info", expect=UNREACHABLE)
    trader.call("outbox", "resend", "--retry-seconds", "0", expect=UNREACHABLE)

    # A command that is given while nobody answers waits for the server's return.
    patient = trader.start("factory", "register", "--name", "丙厂", "--address", "演示路 4 号", "--division", "330108", "--industry", "C3823", "--established-on",
                           "2012-01-01", "--retry-seconds", "60")
    deadline = time.monotonic() + 30
    while len(list((root / "home-trader").rglob("*.jws"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    server = Server(root / "D", f"127.0.0.1:{server.port}")
    out, words = patient.communicate(timeout=90)
    assert patient.returncode == OK, (out, words)
    trader.call("outbox", "resend", waiting[0]["jti"])
    assert trader.json("outbox", "list")["data"] == []
    trader.call("outbox", "resend", waiting[0]["jti"], expect=NOT_FOUND)
    assert trader.json("log", "info")["size"] == before + 3
    return server


def lying_servers(root, people, server, vkey):
    """The same address with a shorter past, another past, and another key."""
    witness, nobody = people["trader"], people["nobody"]
    server.stop()
    shutil.copytree(root / "D", root / "old")
    server = Server(root / "D", f"127.0.0.1:{server.port}")
    witness.call("factory", "register", "--name", "丁厂", "--address", "演示路 5 号", "--division", "330108", "--industry", "C3823", "--established-on", "2012-01-01")
    server.stop()

    server = Server(root / "old", f"127.0.0.1:{server.port}")
    rolled_back = witness.call("log", "checkpoint", expect=FALSE)
    assert "rolled back" in rolled_back.stderr and rolled_back.stdout == "", rolled_back
    assert "回滚" in witness.call("log", "info", expect=FALSE, LANG="zh_CN.UTF-8").stderr
    # Who did not see the lost entry writes on; for the witness that is another history.
    nobody.call("log", "checkpoint")
    for name in ("戊厂", "己厂"):
        people["factory"].call("factory", "register", "--name", name, "--address", f"演示路 {name}", "--division", "330108", "--industry", "C3823", "--established-on",
                               "2012-01-01")
    forked = witness.call("log", "checkpoint", expect=FALSE)
    assert "two different histories" in forked.stderr, forked.stderr
    evidence = list((root / "home-trader").rglob("evidence/*/*.checkpoint"))
    assert len(evidence) >= 4 and all(ORIGIN in file.read_text() for file in evidence), evidence
    # Not even a receipt from before the fork is believed: this server cannot connect it with what it signed since.
    witness.call("receipt", "0", expect=FALSE)
    server.stop()

    found_ledger(root, people, "other")
    server = Server(root / "other", f"127.0.0.1:{server.port}")
    other_key = nobody.call("log", "info", expect=FALSE)
    assert "another key" in other_key.stderr, other_key.stderr
    nobody.call("log", "checkpoint", expect=FALSE)
    # Nothing is sent to another ledger than the pinned one, so nothing waits for an answer either.
    assert people["factory"].call("factory", "register", "--name", "x", "--address", "x", "--division", "330108", "--industry", "C3823", "--established-on", "2012-01-01",
                                  expect=FALSE).stdout == ""
    assert not list((root / "home-factory").rglob("*.jws"))
    fresh = Person(root, "fresh", url=server.url)
    fresh.call("log", "info", "--vkey", f"{ORIGIN}+00000000+AAAA", expect=USAGE)
    fresh.call("log", "info", "--vkey", vkey, expect=FALSE)
    server.stop()


def foreign_servers(root):
    """A server that is no ledger, and one that sends the caller elsewhere."""

    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(302 if self.server.redirect else 200)
            self.send_header("Location", "http://127.0.0.1:1/v1/log")
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, *_):
            pass

    foreign = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=foreign.serve_forever, daemon=True).start()
    visitor = Person(root, "visitor", url=f"http://127.0.0.1:{foreign.server_address[1]}")
    foreign.redirect = True
    assert "--url" in visitor.call("log", "info", expect=FAILURE).stderr
    foreign.redirect = False
    visitor.call("log", "info", expect=FAILURE)
    foreign.shutdown()
    foreign.server_close()
    Person(root, "visitor", url="ftp://ledger.example").call("log", "info", expect=USAGE)


def secrets(people):
    text = "".join(everything_printed)
    for person in people.values():
        assert json.loads(person.key.read_text())["d"] not in text, "a private key was printed"
    # A proof of possession is there to be handed over; it opens nothing.
    types = [json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["typ"] for header in re.findall(r"(eyJhbGciOi[\w-]+)", text)]
    assert "Bearer" not in text and set(types) == {"tanbu-proof+jws"}, "a token or a signed command was printed"


def main():
    with tempfile.TemporaryDirectory(prefix="tanbu-e2e-cli-") as folder:
        root = pathlib.Path(folder)
        people = {name: Person(root, name, party) for name, party in (("association", "x:association"), ("registrar", "x:registrar"), ("trader", "x:trader"),
                                                                      ("factory", FACTORY_PARTY), ("stranger", "x:trader"), ("nobody", None))}
        vkey = keys_and_founding(root, people)
        server = Server(root / "D")
        for person in people.values():
            person.url = server.url
        people["nobody"].call("serve", "--dir", root / "D", "--listen", "127.0.0.1:0", expect=FAILURE)  # one process for one folder
        first = people["nobody"].call("log", "info")
        assert vkey in first.stdout and vkey in first.stderr, "the key is shown when it is pinned"
        parties(root, people)
        batch = sources(root, people)
        factory, retirement = use(root, people, batch)
        reads(root, people, vkey, batch, retirement)
        reconciling(root, people, batch, retirement)
        certificates(root, people, factory)
        offline(root, people, vkey, retirement)
        audits(root, people)
        os.chmod(people["trader"].key, 0o644)
        assert "key_file_permissions" in people["trader"].call("holdings", expect=FAILURE).stderr
        os.chmod(people["trader"].key, 0o600)
        server = broken_connections(root, people, server)
        lying_servers(root, people, server, vkey)
        foreign_servers(root)
        secrets(people)
    print("the command line does what it says")


main()
