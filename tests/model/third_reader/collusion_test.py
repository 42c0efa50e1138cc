#!/usr/bin/python3
"""The third reader against an operator and a party that collude: the log's own key signs a tree whose last entries no honest ledger would have taken.
Chain, tree, checkpoint and signatures are all right; only what the entries do is wrong. An honest ledger with an SM2 key and a public export stay sound."""
import base64
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/support"))
sys.dont_write_bytecode = True
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402
from ledger_client import ORIGIN, Key, Ledger, Server  # noqa: E402

TANBU = sys.argv.pop(1)


def leaf(entry):
    return hashlib.sha256(b"\0" + entry.encode()).digest()


def tree(leaves):
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + tree(leaves[:half]) + tree(leaves[half:])).digest()


def base64_text(data):
    return base64.b64encode(data).decode()


class Collusion(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name) / "t"
        cls.ledger = Ledger(TANBU, cls.folder)
        server = Server(cls.ledger)
        cls.ledger.populate(server, 1000)
        cls.vkey = (cls.folder / "ledger/log.vkey").read_text().strip()
        cls.honest = cls.export("honest")
        cls.ledger.run("keygen", "--alg", "SM2", "--out", cls.folder / "sm2.jwk", check=True)
        cls.ledger.run("--url", server.url, "--key", cls.folder / "association.jwk", "--as", Ledger.association, "--yes", "party", "enroll", "x:guomi",
                       "--name", "Guomi", "--legal-form", "legal_person", "--party-key", cls.folder / "sm2.jwk", check=True)
        cls.with_sm2 = cls.export("sm2")
        server.process.terminate()
        server.process.wait()
        server.process.stdout.close()
        name, key_id, secret = (cls.folder / "ledger/keys/log").read_text().strip().removeprefix("PRIVATE+KEY+").split("+", 2)
        cls.log_key = name, bytes.fromhex(key_id), Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret)[1:])

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    @classmethod
    def export(cls, name):
        cls.ledger.run("export", "--dir", cls.folder / "ledger", "--out", cls.folder / name, check=True)
        return [json.loads(line) for line in (cls.folder / name).read_text().splitlines()][1:-1]

    def with_commands(self, *commands):
        """The honest entries, then these commands as the colluding operator would enter them."""
        entries = list(self.honest)
        for kind, jws in commands:
            moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 1)) + ".000Z"
            previous = json.loads(entries[-1]["entry"])
            entry = {"v": 1, "index": len(entries), "prev": base64_text(leaf(entries[-1]["entry"])), "time": max(moment, previous["time"]), "kind": kind,
                     "command": base64_text(hashlib.sha256(jws.encode()).digest()), "rules": previous["rules"]}
            entries.append({"entry": json.dumps(entry, separators=(",", ":")), "command": jws})
        return entries

    def by(self, party, kind, body):
        return kind, self.ledger.command(party, kind, body)

    def judge(self, entries):
        name, key_id, key = self.log_key
        text = f"{ORIGIN}\n{len(entries)}\n{base64_text(tree([leaf(one['entry']) for one in entries]))}\n"
        note = f"{text}\n\u2014 {name} {base64_text(key_id + key.sign(text.encode()))}\n"
        lines = [{"format": "tanbu-export/1", "origin": ORIGIN, "size": len(entries)}, *entries, {"checkpoint": note}]
        path = self.folder / "judged"
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
        done = subprocess.run(["/usr/bin/python3", ROOT / "tests/support/verify_ledger.py", self.vkey, path], capture_output=True, text=True, check=False)
        return done.returncode, json.loads(done.stdout)

    def assert_false(self, words, *commands):
        status, answer = self.judge(self.with_commands(*commands))
        self.assertEqual((status, answer["verified"], answer["entry"]), (3, False, len(self.honest) + len(commands) - 1), answer)
        self.assertIn(words, answer["wrong"])

    def retirement(self):
        return {**self.ledger.retire_body(1, 100), "beneficiary": Ledger.rival, "factory": self.ledger.other_factory}

    def test_the_honest_ledger_is_sound(self):
        status, answer = self.judge(self.honest)
        self.assertEqual((status, answer["verified"], answer["not_followed"]), (0, True, None), answer)
        status, answer = self.judge(self.with_commands(self.by(Ledger.trader, "retire", self.ledger.retire_body(1, 100))))
        self.assertEqual((status, answer["retired"]), (0, {str(len(self.honest)): 100}), answer)

    def test_a_party_with_an_sm2_key_makes_no_ledger_false(self):
        status, answer = self.judge(self.with_sm2)
        self.assertEqual((status, answer["sm2_signatures_not_verified"]), (0, 1), answer)

    def test_a_withheld_approval_policy_leaves_open_what_a_revocation_did(self):
        entries = self.with_commands(("set_approval_policy", self.ledger.command(Ledger.trader, "set_approval_policy", {})),
                                     self.by(Ledger.trader, "revoke_key", {"kid": self.ledger.keys[Ledger.trader].kid, "reason": "waits"}),
                                     self.by(Ledger.trader, "retire", self.ledger.retire_body(1, 100)))
        entries[len(self.honest)]["command"] = None
        status, answer = self.judge(entries)
        self.assertEqual((status, answer["verified"]), (0, True), answer)
        self.assertIn("set_approval_policy", answer["keys_unsure"])

    def test_nothing_that_stands_open_lets_a_key_that_nobody_registered_sign(self):
        stranger = Key()
        body = {"target": self.ledger.batch, "reason": "typed in wrongly", "evidence": {"sha256": "a" * 64, "bytes": 1, "media_type": "text/csv"}}
        forged = stranger.sign(self.ledger.payload(Ledger.trader, "retire", self.ledger.retire_body(1, 100)))
        self.assert_false("no earlier entry registered the key", self.by(Ledger.registrar, "void", body), ("retire", forged))
        entries = self.with_commands(self.by(Ledger.association, "add_key", {}), ("retire", forged))
        entries[len(self.honest)]["command"] = None
        status, answer = self.judge(entries)  # which key was added cannot be seen
        self.assertEqual((status, answer["verified"]), (0, True), answer)

    def test_what_no_writer_would_send_is_false_and_ends_nothing(self):
        self.assert_false("times", ("retire", self.ledger.command(Ledger.trader, "retire", self.ledger.retire_body(1, 100), iat=True)))
        self.assert_false("IndexError", self.by(Ledger.registrar, "record_batch", {**self.ledger.batch_body(1, 5), "serial": "15312"}))

    def test_nobody_registers_a_key_for_another_party(self):
        key = Key()
        body = {"party": Ledger.trader, "key": key.jwk(), "proof": key.prove(Ledger.trader)}
        self.assert_false("a key is registered by somebody else", self.by(Ledger.rival, "add_key", body))

    def test_nobody_but_the_association_enrols(self):
        key = Key()
        body = {"party": "x:fake", "name": "Fake", "legal_form": "legal_person", "key": key.jwk(), "proof": key.prove("x:fake")}
        self.assert_false("a key is registered by somebody else", self.by(Ledger.rival, "enroll_party", body))

    def test_nobody_revokes_the_key_of_another_party(self):
        self.assert_false("a key is revoked by somebody else",
                          self.by(Ledger.rival, "revoke_key", {"kid": self.ledger.keys[Ledger.association].kid, "reason": "x"}))

    def test_nobody_but_the_association_appoints(self):
        body = {"party": Ledger.rival, "programme": "VCS", "from": "2020-01-01", "until": "2099-12-31"}
        self.assert_false("a registrar is appointed by somebody else", self.by(Ledger.rival, "appoint_registrar", body))

    def test_units_are_moved_by_their_holder_alone(self):
        self.assert_false("does not hold them", self.by(Ledger.rival, "transfer", self.ledger.transfer_body(1, 1000, Ledger.rival)))
        self.assert_false("does not hold them", self.by(Ledger.rival, "retire", self.retirement()))
        body = {"ranges": [{"batch": self.ledger.batch, "first": 1, "last": 5}], "until": "2099-01-01", "reason": "x"}
        self.assert_false("does not hold them", self.by(Ledger.rival, "reserve", body))

    def test_a_unit_is_retired_once(self):
        first, second = (self.by(Ledger.trader, "retire", self.ledger.retire_body(1, 100)) for _ in range(2))
        self.assert_false("are retired again", first, second)

    def test_retired_units_never_move(self):
        first = self.by(Ledger.trader, "retire", self.ledger.retire_body(1, 100))
        self.assert_false("units that are retired are transferred", first,
                          self.by(Ledger.registrar, "transfer", self.ledger.transfer_body(1, 100, Ledger.rival)))

    def test_a_retirement_is_withdrawn_by_whom_it_was_made(self):
        first = self.by(Ledger.trader, "retire", self.ledger.retire_body(1, 100))
        self.assert_false("a retirement is withdrawn by somebody else", first,
                          self.by(Ledger.rival, "withdraw_retirement", {"retirement": len(self.honest), "reason": "x"}))

    def test_facts_are_recorded_by_registrars_and_the_association(self):
        body = {"ranges": [{"batch": self.ledger.batch, "first": 1, "last": 5}], "reason": "expired", "evidence": {"sha256": "a" * 64, "bytes": 1,
                                                                                                               "media_type": "text/csv"}}
        for kind in ("cancel", "invalidate", "freeze"):
            self.assert_false("neither registrar nor association", self.by(Ledger.rival, kind, body))

    def test_a_batch_is_recorded_by_a_registrar(self):
        self.assert_false("no registrar of its programme", self.by(Ledger.rival, "record_batch", self.ledger.batch_body(5001, 5100)))

    def test_no_export_is_not_a_verified_one(self):
        done = subprocess.run(["/usr/bin/python3", ROOT / "tests/support/verify_ledger.py", self.vkey, "-"], input="", capture_output=True, text=True,
                              check=False)
        self.assertEqual((done.returncode, done.stdout), (2, ""))


if __name__ == "__main__":
    unittest.main()
