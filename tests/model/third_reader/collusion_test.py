#!/usr/bin/python3
"""The third reader against an operator and a party that collude: the log's own key signs a tree whose last entries no honest ledger would have taken.
Chain, tree, checkpoint and signatures are all right; only what the entries do is wrong. What a party signs with SM2 is verified like the rest, and
so is the log's SM2 line where somebody demands it."""
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
from ledger_client import ORIGIN, Key, Ledger, Server, base64url  # noqa: E402
import verify_ledger  # noqa: E402

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
        cls.ledger = Ledger(TANBU, cls.folder, "--sm2-line")
        server = Server(cls.ledger)
        cls.ledger.populate(server, 1000)
        cls.vkey = (cls.folder / "ledger/log.vkey").read_text().strip()
        cls.honest = cls.export("honest")
        cls.ledger.run("keygen", "--alg", "SM2", "--out", cls.folder / "sm2.jwk", check=True)
        cls.ledger.run("--url", server.url, "--key", cls.folder / "association.jwk", "--as", Ledger.association, "--yes", "party", "enroll", "x:guomi",
                       "--name", "Guomi", "--legal-form", "legal_person", "--party-key", cls.folder / "sm2.jwk", check=True)
        cls.ledger.run("--url", server.url, "--key", cls.folder / "sm2.jwk", "--as", "x:guomi", "--yes", "factory", "register", "--name", "Guomi", "--address",
                       "3 Road", "--division", "330108", "--industry", "C3823", "--established-on", "2010-05-01", check=True)
        cls.with_sm2 = cls.export("sm2")
        cls.sm2_vkey = (cls.folder / "ledger/log-sm2.vkey").read_text().strip()
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

    @staticmethod
    def resealed(entries, command):
        """With another command in the last entry."""
        entry = {**json.loads(entries[-1]["entry"]), "command": base64_text(hashlib.sha256(command.encode()).digest())}
        return [*entries[:-1], {"entry": json.dumps(entry, separators=(",", ":")), "command": command}]

    def by(self, party, kind, body):
        return kind, self.ledger.command(party, kind, body)

    def judge(self, entries, *flags):
        return self.ask(self.sealed(entries), *flags)

    def sealed(self, entries):
        name, key_id, key = self.log_key
        text = f"{ORIGIN}\n{len(entries)}\n{base64_text(tree([leaf(one['entry']) for one in entries]))}\n"
        note = f"{text}\n\u2014 {name} {base64_text(key_id + key.sign(text.encode()))}\n"
        lines = [{"format": "tanbu-export/1", "origin": ORIGIN, "size": len(entries)}, *entries, {"checkpoint": note}]
        path = self.folder / "judged"
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
        return path

    def ask(self, path, *flags):
        done = subprocess.run(["/usr/bin/python3", ROOT / "tests/support/verify_ledger.py", *flags, self.vkey, path], capture_output=True, text=True,
                              check=False)
        return done.returncode, json.loads(done.stdout)

    def assert_false(self, words, *commands):
        answer = verify_ledger.verify_export(self.sealed(self.with_commands(*commands)), self.vkey)  # no process for each of so many
        self.assertEqual((answer["verified"], answer["entry"]), (False, len(self.honest) + len(commands) - 1), answer)
        self.assertIn(words, answer["wrong"])

    def retirement(self):
        return {**self.ledger.retire_body(1, 100), "beneficiary": Ledger.rival, "factory": self.ledger.other_factory}

    def test_the_honest_ledger_is_sound(self):
        status, answer = self.judge(self.honest)
        self.assertEqual((status, answer["verified"], answer["not_followed"]), (0, True, None), answer)
        status, answer = self.judge(self.with_commands(self.by(Ledger.trader, "retire", self.ledger.retire_body(1, 100))))
        self.assertEqual((status, answer["retired"]), (0, {str(len(self.honest)): 100}), answer)

    def test_what_a_party_signs_with_sm2_is_verified(self):
        status, answer = self.judge(self.with_sm2)
        self.assertEqual((status, answer["signatures"], answer["not_followed"]), (0, len(self.with_sm2), None), answer)
        header, payload, signature = self.with_sm2[-1]["command"].split(".")
        self.assertIn(b'"SM2"', base64.urlsafe_b64decode(header + "=="))
        data = base64.urlsafe_b64decode(signature + "==")
        for at in (0, 31, 32, 63):
            changed = base64url(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
            status, answer = self.judge(self.resealed(self.with_sm2, f"{header}.{payload}.{changed}"))
            self.assertEqual((status, answer["verified"], answer["entry"]), (3, False, len(self.with_sm2) - 1), answer)
            self.assertIn("signature", answer["wrong"])
        other = json.loads(base64.urlsafe_b64decode(payload + "=="))
        other["body"]["name"] = "Another"
        status, answer = self.judge(self.resealed(self.with_sm2, f"{header}.{base64url(json.dumps(other).encode())}.{signature}"))
        self.assertEqual((status, answer["entry"]), (3, len(self.with_sm2) - 1), answer)
        self.assertIn("does not verify under the SM2 key", answer["wrong"])

    def test_an_sm2_key_is_not_registered_without_its_own_proof(self):
        enrolment = json.loads(base64.urlsafe_b64decode(self.with_sm2[-2]["command"].split(".")[1] + "=="))
        head, said, signature = enrolment["body"]["proof"].split(".")
        changed = base64.urlsafe_b64decode(signature + "==")
        changed = base64url(changed[:40] + bytes([changed[40] ^ 1]) + changed[41:])
        body = {**enrolment["body"], "party": Ledger.rival}
        self.assert_false("the proof of possession is another's", self.by(Ledger.association, "add_key", body))
        body = {**enrolment["body"], "proof": f"{head}.{said}.{changed}"}
        self.assert_false("does not verify under the SM2 key", self.by(Ledger.association, "enroll_party", body))

    def test_whoever_names_the_sm2_key_of_the_log_demands_its_line(self):
        export = self.folder / "sm2"
        for flags in ((), ("--sm2-vkey", self.sm2_vkey)):
            status, answer = self.ask(export, *flags)
            self.assertEqual((status, answer["size"]), (0, len(self.with_sm2)), answer)
        status, answer = self.judge(self.with_sm2, "--sm2-vkey", self.sm2_vkey)  # the operator left the line out
        self.assertEqual((status, answer["entry"]), (3, None), answer)
        self.assertIn("missing", answer["wrong"])
        *lines, last = export.read_text().splitlines()
        note = json.loads(last)["checkpoint"].splitlines()
        name, signature = note[-1].removeprefix("\u2014 ").split(" ")
        data = bytearray(base64.b64decode(signature))
        self.assertEqual((len(note), len(data), self.sm2_vkey.split("+")[1]), (6, 68, data[:4].hex()))
        data[-1] ^= 1
        false = self.folder / "false-line"
        checkpoint = "\n".join([*note[:-1], f"\u2014 {name} {base64_text(bytes(data))}", ""])
        false.write_text("\n".join([*lines, json.dumps({"checkpoint": checkpoint}), ""]))
        status, answer = self.ask(false, "--sm2-vkey", self.sm2_vkey)
        self.assertEqual((status, answer["entry"]), (3, None), answer)
        self.assertIn("does not verify under the SM2 key", answer["wrong"])
        self.assertEqual(self.ask(false)[0], 0)  # a line of a key that nobody named

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

    def test_units_that_nobody_holds_are_not_retired(self):
        body = {"ranges": [{"batch": self.ledger.batch, "first": 1, "last": 5}], "reason": "expired", "evidence": {"sha256": "a" * 64, "bytes": 1,
                                                                                                               "media_type": "text/csv"}}
        used = {**body, "purpose": "event", "user": "Games"}
        for kind, status, fact in (("cancel", "cancelled", body), ("record_foreign_use", "foreign_use", used)):
            self.assert_false(f"units that are {status} are retired", self.by(Ledger.registrar, kind, fact),
                              self.by(Ledger.registrar, "retire", self.ledger.retire_body(1, 5)))

    def test_no_batch_has_more_units_than_its_serial_and_no_command_names_others(self):
        batch = {**self.ledger.batch_body(5001, 5100), "quantity": 101}
        self.assert_false("another quantity", self.by(Ledger.registrar, "record_batch", batch))
        for first, last in ((1000, 1001), (0, 5), (5, 4), (2000, 2001)):
            self.assert_false("units that are not there", self.by(Ledger.trader, "retire", self.ledger.retire_body(first, last)))

    def test_every_rule_of_an_entry_is_held_alone(self):
        """Tree and checkpoint are over the changed entry, so nothing but the rule itself tells."""
        entries = self.with_commands(self.by(Ledger.trader, "retire", self.ledger.retire_body(1, 100)))
        self.assertEqual(self.judge(entries)[0], 0)
        entry, command = json.loads(entries[-1]["entry"]), entries[-1]["command"]
        other = self.ledger.command(Ledger.trader, "retire", self.ledger.retire_body(1, 100))
        spaced, long, later = json.dumps(entry), {**entry, "rules": "9" * 41}, {**entry, "index": entry["index"] + 1}
        for words, changed, jws in (("another form", spaced, command), ("another form", long, command), ("out of order", later, command),
                                    ("the chain breaks", {**entry, "prev": base64_text(bytes(32))}, command),
                                    ("time runs backwards", {**entry, "time": "1970-01-01T00:00:00.000Z"}, command),
                                    ("ValueError", {**entry, "time": "2999-02-30T00:00:00.000Z"}, command),
                                    ("not the one that the entry names", entry, other)):
            text = changed if isinstance(changed, str) else json.dumps(changed, separators=(",", ":"))
            status, answer = self.judge([*entries[:-1], {"entry": text, "command": jws}])
            self.assertEqual((status, answer["entry"]), (3, len(self.honest)), answer)
            self.assertIn(words, answer["wrong"])

    def test_every_rule_of_a_command_is_held_alone(self):
        body, now = self.ledger.retire_body(1, 100), int(time.time())
        first = json.loads(base64.urlsafe_b64decode(self.honest[-1]["command"].split(".")[1] + "=="))
        self.assert_false("members", ("retire", self.ledger.command(Ledger.trader, "retire", body, more=1)))
        self.assert_false("members", ("retire", self.ledger.command(Ledger.trader, "retire", [body])))
        for jti in ("1234567", "x" * 65, "with space"):
            self.assert_false("jti", ("retire", self.ledger.command(Ledger.trader, "retire", body, jti=jti)))
        for iat, exp in ((now, now), (-1, now + 60), (now, 253402300800), (now, "9"), (now + 400, now + 500), (now - 60, now), (now, now + 8 * 86400)):
            self.assert_false("times", ("retire", self.ledger.command(Ledger.trader, "retire", body, iat=iat, exp=exp)))
        self.assert_false("another ledger", ("retire", self.ledger.command(Ledger.trader, "retire", body, aud="another.example/tanbu/1")))
        self.assert_false("another kind", ("transfer", self.ledger.command(Ledger.trader, "retire", body)))
        self.assert_false("recorded before", ("retire", self.ledger.command(first["iss"], "retire", body, jti=first["jti"])))

    def test_every_rule_of_a_key_is_held_alone(self):
        key, other = Key(), Key()

        def add(one, by=Ledger.trader, proof=None, **more):
            return self.by(by, "add_key", {"party": Ledger.trader, "key": one.jwk(), "proof": proof or one.prove(Ledger.trader), **more})

        def use(one):
            return "retire", one.sign(self.ledger.payload(Ledger.trader, "retire", self.ledger.retire_body(1, 100)))
        status, answer = self.judge(self.with_commands(add(key), use(key)))
        self.assertEqual((status, answer["retired"]), (0, {str(len(self.honest) + 1): 100}), answer)
        revoked = self.by(Ledger.trader, "revoke_key", {"kid": key.kid, "reason": "lost"})
        self.assert_false("not in force", add(key), revoked, use(key))
        self.assert_false("revoked before", add(key), revoked, self.by(Ledger.trader, "revoke_key", {"kid": key.kid, "reason": "lost"}))
        self.assert_false("not in force", add(key, by=Ledger.association), use(key))  # a recovery waits seven days
        self.assert_false("may not sign this kind", add(key, kinds=["transfer"]), use(key))
        self.assert_false("registered already", add(key), add(key))
        for proof in (other.prove(Ledger.trader), key.prove(Ledger.rival), key.prove(Ledger.trader, origin="another.example/tanbu/1")):
            self.assert_false("proof of possession", add(key, proof=proof))
        stolen = key.sign(self.ledger.payload(Ledger.rival, "retire", self.retirement()))
        self.assert_false("no earlier entry registered the key", add(key), ("retire", stolen))

    def test_every_rule_of_the_log_keys_is_held_alone(self):
        public = b"\1" + base64.urlsafe_b64decode(Key().x + "=")
        vkey = f"{ORIGIN}+{hashlib.sha256(ORIGIN.encode() + bytes([10]) + public).digest()[:4].hex()}+{base64_text(public)}"
        add = self.by(Ledger.association, "add_log_key", {"log_vkey": vkey, "reason": "drill"})
        self.assert_false("by somebody else", self.by(Ledger.rival, "add_log_key", {"log_vkey": vkey, "reason": "drill"}))
        self.assert_false("by somebody else", self.by(Ledger.association, "add_log_key", {"log_vkey": "x" + vkey, "reason": "drill"}))
        for kind, named in (("add_log_key", self.vkey), ("retire_log_key", self.vkey), ("retire_log_key", vkey)):
            self.assert_false("comes once", self.by(Ledger.association, kind, {"log_vkey": named, "reason": "drill"}))
        third = self.by(Ledger.association, "add_log_key", {"log_vkey": vkey + "A", "reason": "drill"})
        self.assert_false("comes once", add, third)
        status, answer = self.judge(self.with_commands(add))  # its line is missing, and the old key's alone does not do
        self.assertEqual((status, answer["entry"]), (3, None), answer)
        self.assertIn("missing", answer["wrong"])
        retired = self.by(Ledger.association, "retire_log_key", {"log_vkey": self.vkey, "reason": "drill"})
        status, answer = self.judge(self.with_commands(add, retired))
        self.assertEqual((status, answer["entry"]), (3, None), answer)
        self.assertIn("not in force at the end", answer["wrong"])

    def test_an_export_holds_its_lines_and_nothing_else(self):
        self.judge(self.honest)
        lines = (self.folder / "judged").read_text().splitlines(keepends=True)
        head = json.loads(lines[0])
        for words, changed in (("not an export of this ledger", [json.dumps({**head, "origin": "another.example/tanbu/1"}) + "\n", *lines[1:]]),
                               ("not an export of this ledger", [json.dumps({**head, "format": "tanbu-export/2"}) + "\n", *lines[1:]]),
                               ("not a line of an export", [json.dumps({**head, "more": 1}) + "\n", *lines[1:]]),
                               ("not a line of an export", [json.dumps({**head, "size": head["size"] + 1}) + "\n", *lines[1:]]),
                               ("not a line of an export", [*lines[:-2], lines[-1]]), ("not the end", [*lines, "\n"]), ("JSONDecodeError", lines[:-1])):
            path = self.folder / "changed"
            path.write_text("".join(changed))
            status, answer = self.ask(path)
            self.assertEqual((status, answer["verified"]), (3, False), answer)
            self.assertIn(words, answer["wrong"])

    def test_a_use_is_not_hidden_behind_a_claim(self):
        batch = {**self.ledger.batch_body(5001, 5100), "registry_status": {"status": "retired", "on": "2023-06-07", "beneficiary_text": "Plant One Ltd"}}
        recorded = self.by(Ledger.registrar, "record_batch", batch)
        claim = {"batch": len(self.honest), "first": 5001, "last": 5100}
        status, answer = self.judge(self.with_commands(recorded, self.by(Ledger.plant, "retire", self.ledger.retire_body(1, 100, ranges=[claim]))))
        self.assertEqual((status, answer["verified"]), (0, True), answer)
        self.assertIn("a claim", answer["not_followed"])
        mixed = self.ledger.retire_body(1, 100, ranges=[claim, {"batch": self.ledger.batch, "first": 1, "last": 100}])
        self.assert_false("are retired again", recorded, self.by(Ledger.trader, "retire", self.ledger.retire_body(1, 100)),
                          self.by(Ledger.trader, "retire", mixed))

    def test_a_ledger_begins_once(self):
        genesis = json.loads(base64.urlsafe_b64decode(self.honest[0]["command"].split(".")[1] + "=="))["body"]
        self.assert_false("first entry and no other", self.by(Ledger.association, "genesis", genesis))

    def test_a_day_that_is_none_is_false_and_ends_nothing(self):
        body = {"ranges": [{"batch": self.ledger.batch, "first": 1, "last": 5}], "until": 5, "reason": "x"}
        status, answer = self.judge(self.with_commands(self.by(Ledger.registrar, "freeze", body)))
        self.assertEqual((status, answer["verified"]), (3, False), answer)

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
