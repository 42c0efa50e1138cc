"""The small ledger whose entries the examples of the interface's description name: a factory's year from the credits to the certificate, a use
elsewhere that contradicts one, an attempt to use something twice, a command that waits for a second signature, an anchor and a witness. For tests.
"""
import json
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e" / "witness"))
from ledger_client import Key, Ledger, Server  # noqa: E402
from witness_server import NoteKey, Witness  # noqa: E402

SCHEME = "ceca-g-0171-2022"
EVIDENCE = {"sha256": "a" * 64, "bytes": 1, "media_type": "application/pdf", "reference": "R-1"}
SIZE = 26  # entries; the anchor of the examples stamps it
PATIENCE_SECONDS = 90


class DescribedYear:
    def __init__(self, tanbu, folder):
        self.ledger = Ledger(tanbu, folder / "ledger")
        self.folder = folder
        self.server = Server(self.ledger)
        try:
            self.populate()
            self.stamp()
        finally:
            self.server.stop()
        self.witness = Witness("example")
        vkey = (self.ledger.folder / "ledger" / "log.vkey").read_text(encoding="utf-8")
        self.witness.log = NoteKey(vkey.strip())
        policy = folder / "policy"
        policy.write_text(f"log {vkey}witness w {self.witness.vkey} {self.witness.url}/\nquorum w\n", encoding="utf-8")
        self.server = Server(self.ledger, arguments=["--witnesses", policy, "--witness-seconds", 2])
        end = time.monotonic() + PATIENCE_SECONDS
        while self.server.get("/log/checkpoint.witnessed")[0] != 200:
            assert time.monotonic() < end, "no quorum"
            time.sleep(0.05)

    def close(self):
        assert self.server.stop() == 0
        self.witness.close()

    def grant(self, party, kind, body):
        return self.server.grant(self.ledger.command(party, kind, body))

    def populate(self):
        ledger = self.ledger
        ledger.populate(self.server, 25_000)
        self.grant(ledger.association, "authorise_body", {"party": ledger.rival, "scheme": SCHEME, "batch": 1, "verifier_count": 6, "from": "2023-01-01",
                                                          "until": "2028-12-31"})
        engagement = self.grant(ledger.plant, "engage_body", {"factory": ledger.factory, "scheme": SCHEME, "from_period": "2022", "body": ledger.rival,
                                                              "role": "certify"})
        self.grant(ledger.rival, "accept_engagement", {"engagement": engagement})
        self.declare_and_certify()
        self.grant(ledger.trader, "retire", ledger.retire_body(20_001, 20_010, beneficiary=ledger.plant))
        self.grant(ledger.registrar, "record_foreign_use", {"ranges": [{"batch": ledger.batch, "first": 20_001, "last": 20_005}], "purpose": "event",
                                                            "user": "Somebody Ltd", "evidence": EVIDENCE})
        self.grant(ledger.registrar, "record_registry_event", {"ranges": [{"batch": ledger.batch, "first": 1, "last": 100}], "status": "retired",
                                                               "on": "2023-06-01", "reference": "VCS-R-1", "evidence": EVIDENCE})
        self.wait_for_a_second_signature()
        status, _ = self.server.submit(ledger.command(ledger.trader, "retire", ledger.retire_body(5, 6)))
        assert status == 409
        assert json.loads(self.server.get("/v1/log")[1])["size"] == SIZE

    def declare_and_certify(self):
        ledger = self.ledger
        inventory = self.grant(ledger.plant, "declare_inventory", {
            "factory": ledger.factory, "period": "2022", "standard": "ISO 14064-1", "scope1_t": "8000.00", "evidence": EVIDENCE,
            "electricity": {"consumed_kwh": 23_535_524, "purchased_kwh": 23_535_524, "factor_location": "0.4974"},
            "reduction_plan": {"measures": "boiler retrofit", "target_t": "1000", "achieved_t": "1000"}})
        self.grant(ledger.rival, "verify_inventory", {
            "inventory": inventory, "verifier": ledger.rival, "criteria": "ISO 14064-3", "assurance": "limited", "opinion": "unqualified",
            "statement_number": "V-1", "verified_on": "2023-06-15", "evidence": EVIDENCE})
        retirement = self.grant(ledger.registrar, "retire", ledger.retire_body(1, 19_707, registry_reference="VCS-R-1"))
        attestation = self.grant(ledger.rival, "attest_coverage", {"inventory": inventory, "scheme": SCHEME, "claim": {"type": "I", "percent": "100"},
                                                                   "retirements": [retirement]})
        assessment = self.grant(ledger.rival, "record_assessment", {
            "factory": ledger.factory, "period": "2022", "scheme": SCHEME, "assessor": "third_party", "assessed_on": "2023-07-10", "accidents": [],
            "indicators": [{"row": row, "conform": "conform"} for row in range(1, 9)]})
        self.grant(ledger.rival, "issue_certificate", {
            "number": "15/23GHGZC1001R0", "attestation": attestation, "assessment": assessment, "factory": ledger.factory, "period": "2022",
            "scheme": SCHEME, "type": "I", "star": 5, "applicant": "Plant One Ltd", "emissions_t": "19706.57", "offset_percent": "100",
            "first_issued_on": "2023-07-21", "issued_on": "2023-07-21", "cycle_from": "2023-07-21", "valid_until": "2026-07-20"})

    def wait_for_a_second_signature(self):
        ledger, second = self.ledger, Key()
        self.grant(ledger.rival, "add_key", {"party": ledger.rival, "key": second.jwk(), "proof": second.prove(ledger.rival)})
        self.grant(ledger.rival, "set_approval_policy", {"kinds": ["update_factory"], "approvers": [second.kid, ledger.keys[ledger.rival].kid],
                                                         "expires_after_hours": 24})
        self.grant(ledger.rival, "update_factory", {"factory": ledger.other_factory, "name": "Works"})

    def stamp(self):
        """What an authority would have answered, made with the openssl command."""
        folder = self.folder / "authority"
        folder.mkdir()
        (folder / "extensions.cnf").write_text("extendedKeyUsage=critical,timeStamping\nbasicConstraints=CA:FALSE\n", encoding="utf-8")
        (folder / "tsa.cnf").write_text(f"[tsa]\ndefault_tsa=one\n[one]\nserial={folder}/serial\ndefault_policy=1.2.3.4.1\ndigests=sha256\n"
                                        "signer_digest=sha256\n", encoding="utf-8")
        (folder / "serial").write_text("01\n", encoding="utf-8")
        anchors = self.ledger.folder / "ledger" / "anchors"
        anchors.mkdir(exist_ok=True)
        stamped = anchors / f"{SIZE}.checkpoint"
        stamped.write_bytes(self.server.get("/log/checkpoint")[1])
        for line in ("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=root -keyout root.key -out root.pem",
                     "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=stamps -keyout stamps.key -out stamps.csr",
                     "x509 -req -days 3650 -in stamps.csr -CA root.pem -CAkey root.key -set_serial 7 -extfile extensions.cnf -out stamps.pem",
                     f"ts -query -data {stamped} -sha256 -cert -out request.tsq",
                     f"ts -reply -config tsa.cnf -section one -queryfile request.tsq -signer stamps.pem -inkey stamps.key -out {anchors}/{SIZE}.tsr"):
            subprocess.run(["openssl", *line.split()], cwd=folder, check=True, capture_output=True)
