#!/usr/bin/python3
"""Bundles out of a real server, judged by both programs with no home folder, no server and, where this machine allows it, no network.

Usage: bundle_test.py TANBU TANBU_VERIFY
"""
import base64
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: E402
from ledger_client import Key, Ledger, Server  # noqa: E402

TANBU, TANBU_VERIFY = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:3])
OK, FAILURE, USAGE, FALSE, NOT_FOUND = 0, 1, 2, 3, 5
EVIDENCE = {"sha256": "a" * 64, "bytes": 1, "media_type": "application/pdf", "reference": "R-1"}
NO_NETWORK = ["unshare", "-n"] if subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode == 0 else []


class Witness:
    """C2SP tlog-cosignature by other people's cryptography."""

    def __init__(self, name):
        self.name, self.private = name, Ed25519PrivateKey.generate()
        self.public = b"\x04" + self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = hashlib.sha256(name.encode() + b"\n" + self.public).digest()[:4]

    def vkey(self):
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self.public).decode()}"

    def cosign(self, note, seconds=1_763_700_000):
        body = note[:note.rindex("\n\n") + 1]
        signature = self.private.sign(f"cosignature/v1\ntime {seconds}\n{body}".encode())
        line = base64.b64encode(self.id + seconds.to_bytes(8, "big") + signature).decode()
        return f"{note}\u2014 {self.name} {line}\n"


def judge(file, *words, expect=OK, language="C.UTF-8"):
    """Both programs say the same: the same exit status, the same bytes."""
    seen = []
    for command in ([TANBU, "verify"], [TANBU_VERIFY]):
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": language}
        for variable in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if variable in os.environ:
                environment[variable] = os.environ[variable]
        done = subprocess.run([*NO_NETWORK, *command, str(file), *map(str, words)], env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == expect, f"{command} {file} {words}: exit {done.returncode}, expected {expect}\n{done.stdout}{done.stderr}"
        seen.append((done.stdout, done.stderr))
    assert expect == USAGE or seen[0] == seen[1], seen
    return seen[0][0] + seen[0][1]


def populate(ledger, server):
    ledger.populate(server, quantity=1000)
    grant = server.grant
    body = {"factory": ledger.factory, "period": "2025", "standard": "ISO 14064-1:2018", "scope1_t": "100.00",
            "electricity": {"consumed_kwh": 0, "purchased_kwh": 0, "factor_location": "0.4974"}}
    inventory = grant(ledger.command(ledger.plant, "declare_inventory", body))
    engagement = grant(ledger.command(ledger.plant, "engage_body", {"factory": ledger.factory, "scheme": "ceca-g-0171-2022", "from_period": "2025",
                                                                    "body": ledger.trader, "role": "verify"}))
    grant(ledger.command(ledger.trader, "accept_engagement", {"engagement": engagement}))
    grant(ledger.command(ledger.trader, "verify_inventory", {"inventory": inventory, "verifier": ledger.trader, "criteria": "ISO 14064-3:2019",
                                                            "assurance": "limited", "opinion": "unqualified", "statement_number": "V-1",
                                                            "verified_on": "2026-02-01", "evidence": EVIDENCE}))
    uses = []
    for first in (1, 41):
        uses.append(grant(ledger.command(ledger.trader, "retire", {
            "factory": ledger.factory, "period": "2025", "purpose": "factory_offset", "quantity": 40, "beneficiary": ledger.plant, "retired_on": "2026-02-02",
            "ranges": [{"batch": ledger.batch, "first": first, "last": first + 39}]})))
    # A part of the second one loses its value.
    grant(ledger.command(ledger.registrar, "invalidate", {"ranges": [{"batch": ledger.batch, "first": 71, "last": 100}], "authority": "Ministry",
                                                          "reason": "报告失实", "evidence": EVIDENCE}))
    printed = {"number": "15/23GHGZC1001R0", "scheme": "ceca-g-0171-2022", "body_name": "某机构", "factory": ledger.factory, "applicant": "示例工厂",
               "period": "2022", "type": "UNKNOWN", "star": 5, "emissions_t": "19706.57", "offset_percent": "100", "first_issued_on": "2023-07-21",
               "issued_on": "2023-07-21", "cycle_from": "2023-07-21", "valid_until": "2026-07-20", "evidence": EVIDENCE}
    certificate = grant(ledger.command(ledger.association, "record_legacy_certificate", printed))
    return uses, certificate


def altered(folder, file, change):
    bundle = json.loads(file.read_text())
    change(bundle)
    forged = folder / "forged.tanbu.json"
    forged.write_text(json.dumps(bundle, ensure_ascii=False))
    return forged


def forgeries(folder, file, vkey, uses):
    def figure(bundle):
        bundle["statement"]["figures"]["all"]["counted_t"] = 100

    def short(bundle):
        bundle["statement"]["retirements"] = bundle["statement"]["retirements"][:1]

    def left_out(bundle):
        bundle["entries"] = [one for one in bundle["entries"] if json.loads(one["entry"])["index"] != uses[0]]

    def node(bundle):
        proof = bundle["entries"][-1]["proof"]
        proof[0] = ("A" if proof[0][0] != "A" else "B") + proof[0][1:]

    def invented(bundle):
        bundle["entries"][-1]["command"] = bundle["entries"][-2]["command"]

    def counted(bundle):
        for use in bundle["statement"]["retirements"]:
            use.update(status="matched", counted=use["quantity"])
            use["units"][0]["counted"] = use["quantity"]

    def other_word(bundle):
        bundle["word"] = bundle["word"].replace("\nretirement ", "\nretirement 9", 1)

    for change, code in ((figure, "statement_differs"), (short, "statement_differs"), (left_out, "statement_differs"), (node, "entry_not_in_tree"),
                         (invented, "command_hash"), (counted, "statement_differs"), (other_word, "note_signature_invalid")):
        said = judge(altered(folder, file, change), "--vkey", vkey, expect=FALSE)
        assert "FALSE" in said and code in said, said
        told = json.loads(judge(altered(folder, file, change), "--vkey", vkey, "--json", expect=FALSE).splitlines()[0])
        assert told["verified"] is False and told["code"] == code, told


def unsaid(folder, file, vkey):
    """Without the ledger's word a file shows nothing, whatever its entries are."""
    said = judge(altered(folder, file, lambda bundle: bundle.pop("word")), "--vkey", vkey, expect=FALSE)
    assert "NOT SHOWN" in said and "word_missing" in said and "TRUE" not in said, said
    assert "未获证明" in judge(altered(folder, file, lambda bundle: bundle.pop("word")), "--vkey", vkey, expect=FALSE, language="zh_CN.UTF-8")


def on_hold(ledger, server, folder, plant):
    """A use that waits for a registrar's word: the factory makes its own bundle and writes into it that it counts. Also one that only waits for a
    second signature has no bundle."""
    grant = server.grant
    body = ledger.batch_body(5001, 5100)
    body["registry_status"] = {"status": "retired", "on": "2025-06-01", "beneficiary_text": "Plant One Ltd", "reason_text": "2019", "reference": "X-1"}
    batch = grant(ledger.command(ledger.plant, "record_batch", body))
    wish = {"factory": ledger.factory, "period": "2024", "purpose": "factory_offset", "quantity": 100, "beneficiary": ledger.plant, "retired_on": "2025-06-01",
            "ranges": [{"batch": batch, "first": 5001, "last": 5100}]}
    use = grant(ledger.command(ledger.plant, "retire", wish))
    ledger.run("bundle", "retirement", use, "--out", folder / "hold.tanbu.json", *plant, check=True)
    second = Key()
    grant(ledger.command(ledger.trader, "add_key", {"party": ledger.trader, "key": second.jwk(), "proof": second.prove(ledger.trader)}))
    grant(ledger.command(ledger.trader, "set_approval_policy", {"kinds": ["retire"], "approvers": [ledger.keys[ledger.trader].kid, second.kid]}))
    waiting = server.submit(ledger.command(ledger.trader, "retire", {
        **wish, "ranges": [{"batch": ledger.batch, "first": 501, "last": 600}]}))[1]["index"]
    refused = ledger.run("bundle", "retirement", waiting, "--out", folder / "waits.tanbu.json", *plant)
    assert refused.returncode == NOT_FOUND and not (folder / "waits.tanbu.json").exists(), refused


def erased(ledger, server, folder, plant, use):
    """What the law erased no key brings back, and the reason says so instead of asking for one."""
    by = server.grant(ledger.command(ledger.association, "redact", {"entry": use, "reason": "a court wants it gone", "authority": "order 17"}))
    file = folder / "erased.tanbu.json"
    for words in (("retirement", use), ("factory-year", ledger.factory, "2025")):
        refused = ledger.run("bundle", *words, "--out", file, *plant)
        assert refused.returncode == FAILURE and not file.exists(), refused
        assert f"the command of entry {use} was erased by law, by entry {by}; no key shows it" in refused.stderr, refused
    assert "give --key" not in ledger.run("bundle", "retirement", use, "--out", file, *plant).stderr


def promoted(folder, vkey):
    def change(bundle):
        statement = bundle["statement"]
        assert statement["status"] == "on_hold" and statement["counted"] == 0, statement
        statement.update(status="matched", counted=100)
        statement["units"][0]["counted"] = 100

    file = folder / "hold.tanbu.json"
    assert "0 of them count (on_hold)" in judge(file, "--vkey", vkey)
    assert "statement_differs" in judge(altered(folder, file, change), "--vkey", vkey, expect=FALSE)


def witnessed(folder, file, vkey):
    witness = Witness("witness.example/w1")
    policy = folder / "policy.txt"
    policy.write_text(f"log {vkey}\nwitness w1 {witness.vkey()}\nquorum w1\n")
    assert "policy_quorum_not_met" in judge(file, "--policy", policy, expect=FALSE)
    cosigned = altered(folder, file, lambda bundle: bundle.update(checkpoint=witness.cosign(bundle["checkpoint"])))
    told = json.loads(judge(cosigned, "--policy", policy, "--json"))
    assert told["rules_rerun"] is False and told["complete"] is False and told["witnesses"][0]["name"] == "w1", told
    assert "operator's word" in judge(cosigned, "--policy", policy)
    told = json.loads(judge(cosigned, "--policy", policy, "--executing", "w1", "--json"))
    assert told["rules_rerun"] is True and told["complete"] is False, told
    said = judge(cosigned, "--policy", policy, "--executing", "w1")
    assert "Witness w1 has re-run" in said and said.count("these commands are in the log") == 1 and "{}" not in said, said
    judge(cosigned, "--policy", policy, "--executing", "w2", expect=USAGE)
    judge(cosigned, "--policy", policy, "--vkey", vkey)
    assert "note_unsigned" in judge(cosigned, "--policy", policy, "--vkey", strangers_vkey(vkey.split("+")[0]), expect=FALSE)
    policy.write_text("quorum")
    judge(cosigned, "--policy", policy, expect=USAGE)


def strangers_vkey(name):
    key = b"\x01" + Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    key_id = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex()
    return f"{name}+{key_id}+{base64.b64encode(key).decode()}"


def main():
    with tempfile.TemporaryDirectory(prefix="tanbu-e2e-bundle-") as name:
        folder = pathlib.Path(name)
        ledger = Ledger(TANBU, folder / "work")
        server = Server(ledger)
        uses, certificate = populate(ledger, server)
        ledger.keys[ledger.plant].write(folder / "plant.jwk")
        url = ("--url", server.url)
        plant = (*url, "--key", folder / "plant.jwk", "--as", ledger.plant)
        year, use, print_ = folder / "year.tanbu.json", folder / "use.tanbu.json", folder / "certificate.tanbu.json"

        refused = ledger.run("bundle", "factory-year", ledger.factory, "2025", "--out", year, *url)
        assert refused.returncode == FAILURE and "no bundle was written" in refused.stderr and not year.exists(), refused
        made = ledger.run("bundle", "factory-year", ledger.factory, "2025", "--out", year, *plant, check=True)
        assert "declare_inventory (1), verify_inventory (1)" in made.stderr and "70.00% covered" in made.stdout, made
        ledger.run("bundle", "retirement", uses[1], "--out", use, *url, check=True)
        ledger.run("bundle", "certificate", certificate, "--on", "2026-07-01", "--out", print_, *url, check=True)
        for words in (("retirement", certificate), ("retirement", 99999), ("certificate", 99999), ("factory-year", 99999, "2025")):
            missing = ledger.run("bundle", *words, "--out", folder / "none", *url)
            assert missing.returncode == NOT_FOUND and not (folder / "none").exists(), missing
            assert "--key" not in missing.stderr and "not_found" in missing.stderr, missing
        ledger.run("receipt", uses[0], "--out", folder / "use.tlog-proof", *url, check=True)
        ledger.run("absence", "VCS", "99999-910000001-910000100-VCS-VCU-999-VER-CN-1-99999-01012024-31122024-0", "--out", folder / "absence.note", *url,
                   check=True)
        on_hold(ledger, server, folder, plant)
        erased(ledger, server, folder, plant, uses[0])
        info = json.loads(ledger.run("log", "info", "--json", *url, check=True).stdout)
        vkey, statement_vkey = info["vkey"], info["statement_vkey"]
        server.stop()

        said = judge(year, "--vkey", vkey)
        assert said.startswith("TRUE") and "70.00% covered, 70 t retired against 100.00 t" in said, said
        assert f"file, SHA-256\t{hashlib.sha256(year.read_bytes()).hexdigest()}" in said and "\ufffd" not in said, said
        assert "type I" in said and "every instrument counts" in said and "its inventory is verified" in said, said
        assert said.count("these commands are in the log") == 1 and "{}" not in said and "Witness" not in said, said
        said = judge(year, "--vkey", vkey, language="zh_CN.UTF-8")
        assert "成立" in said and said.count("这些命令确在日志中") == 1 and "{}" not in said, said
        told = json.loads(judge(use, "--vkey", vkey, "--json"))
        assert told["statement"]["counted"] == 30 and told["statement"]["quantity"] == 40 and told["size"] <= info["size"], told
        assert told["word_vkey"] == statement_vkey, told
        assert "overdue on 2026-07-01" in judge(print_, "--vkey", vkey)
        assert f"entry {uses[0]}" in judge(folder / "use.tlog-proof", "--vkey", vkey)
        assert "nothing was recorded" in judge(folder / "absence.note", "--vkey", statement_vkey)
        # Under the log's key it is not false: the message says which key is wanted.
        said = judge(folder / "absence.note", "--vkey", vkey, expect=USAGE)
        assert f"the --vkey of {statement_vkey.split('+')[0]}" in said and "FALSE" not in said and "absence_key" in said, said
        said = judge(folder / "absence.note", "--vkey", vkey, expect=USAGE, language="zh_CN.UTF-8")
        assert f"请给出 {statement_vkey.split('+')[0]} 的 --vkey" in said, said
        name = statement_vkey.split("+")[0]
        judge(folder / "absence.note", "--vkey", strangers_vkey(name), expect=FALSE)
        judge(folder / "absence.note", expect=USAGE)
        judge(year, expect=USAGE)
        judge(year, "--vkey", "nonsense", expect=USAGE)
        # What a missing file leaves of "$(cat FILE)" is not the same as no demand.
        judge(year, "--vkey", "", expect=USAGE)
        judge(year, "--vkey", vkey, "--policy", "", expect=USAGE)
        judge(folder / "nothing", "--vkey", vkey, expect=USAGE)
        judge(year, "--vkey", Witness("other.example/1").vkey(), expect=FALSE)
        forgeries(folder, year, vkey, uses)
        unsaid(folder, year, vkey)
        promoted(folder, vkey)
        witnessed(folder, year, vkey)
    print("bundles hold, forged ones do not" + ("" if NO_NETWORK else " (with the network: no right to unshare it here)"))


main()
