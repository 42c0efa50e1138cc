#!/usr/bin/python3
"""A third reader of a tanbu ledger: judges an export by docs/formats.md alone, with nothing but Python and Debian's python3-cryptography. Encodings and
signatures are read in verify_ledger_signatures.py, the units in verify_ledger_units.py.

    verify_ledger.py VKEY EXPORT...        (or - for paths on standard input, one a line)

VKEY is the log's key line, from somebody you trust; EXPORT a file of `tanbu export` (section 27). Re-derived: the entries' form, chain and tree,
the checkpoint's signature, every command's form, signature, issuer, times and key in force, and, as far as an export holds only the kinds that
section 27.1 lists, who holds which units and what is retired. One line of JSON for each export; exit 0, or 3 when any of them is false. It shares no
code with the ledger, so that the two can disagree."""
import base64
import datetime
import functools
import hashlib
import json
import re
import sys

from verify_ledger_signatures import Bad, Unverifiable, base64_of, canonical, demand, demand_sound, ed25519_verify, open_jws, strict_json, thumbprint
from verify_ledger_units import UNITS_REST, Units

ENTRY = re.compile(r'\{"v":1,"index":(0|[1-9]\d{0,15}),"prev":"([A-Za-z0-9+/]{43}=)","time":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)",'
                   r'"kind":"([a-z_]{1,40})","command":"([A-Za-z0-9+/]{43}=)","rules":"([0-9a-z.-]{1,40})"\}', re.ASCII)
DAY = 86400
LINE_BYTES_MAX = 2_000_000


# ---------------------------------------------------------------- sections 7 and 8: tree and checkpoint
def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


class Tree:
    """The roots of the full subtrees, largest first."""

    def __init__(self):
        self.peaks, self.size = [], 0

    def add(self, leaf):
        self.peaks.append(leaf)
        self.size += 1
        for _ in range((self.size & -self.size).bit_length() - 1):
            right, left = self.peaks.pop(), self.peaks.pop()
            self.peaks.append(hashlib.sha256(b"\1" + left + right).digest())

    def root(self):
        return functools.reduce(lambda right, left: hashlib.sha256(b"\1" + left + right).digest(), reversed(self.peaks)) if self.peaks \
            else hashlib.sha256(b"").digest()


def open_checkpoint(note, vkey):
    name, key_id, key = vkey.split("+", 2)
    key = base64_of(key)
    demand(key[0] == 1 and hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() == key_id, "vkey is unsound")
    demand(note.endswith("\n") and "\n\n" in note and not re.search("[\0-\x09\x0b-\x1f\x7f]", note), "checkpoint: form")
    text, _, signatures = note.rpartition("\n\n")
    text, signed = text + "\n", 0
    for line in signatures[:-1].split("\n"):
        demand(re.fullmatch("\u2014 [^ +]+ [^ ]+", line), "checkpoint: signature line")
        _, signer, body = line.split(" ")
        body = base64_of(body)
        if signer == name and body[:4].hex() == key_id:
            ed25519_verify(key[1:], body[4:], text.encode())
            signed += 1
    demand(signed == 1, "checkpoint: the signature of a key of the log that is in force is missing, or there twice")
    form = re.fullmatch("([^\n]+)\n(0|[1-9][0-9]{0,18})\n([^\n]+)\n", text)
    demand(form and form[1] == name, "checkpoint: form")
    return name, int(form[2]), base64_of(form[3])


# ---------------------------------------------------------------- sections 4 to 6 and 20: the ledger
def unix_ms(time):
    moment = datetime.datetime.fromisoformat(time[:-1]).replace(tzinfo=datetime.timezone.utc)
    return (moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(milliseconds=1)


def china_day(time_ms):
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=time_ms, hours=8)).date().isoformat()


class Reader:
    def __init__(self, vkey):
        self.vkey, self.origin, self.tree, self.units = vkey, vkey.split("+")[0], Tree(), Units()
        self.keys, self.seen, self.association = {}, set(), None
        self.unsure, self.hidden_keys = None, False  # since when days of keys are not judged; whether a command that may bring a key was withheld
        self.previous, self.time_ms, self.withheld, self.signatures, self.unverifiable = bytes(32), 0, 0, 0, 0
        self.log_keys, self.retired_log_keys = [], set()  # section 30

    def entry(self, line, command):
        match = ENTRY.fullmatch(line)
        demand(match and len(line) <= 32768, "the entry has another form")
        index, prev, time, kind, digest, rules = match.groups()
        time_ms = unix_ms(time)
        demand(int(index) == self.tree.size, "the index is out of order")
        demand(base64_of(prev) == self.previous, "the chain breaks: prev is not the entry before")
        demand(time_ms >= self.time_ms, "time runs backwards")
        self.time_ms = time_ms
        if command is None:
            self.withheld += 1
            self.hidden_keys = self.hidden_keys or kind in ("enroll_party", "add_key", "approve")
            self.unsure = self.unsure or (f"entry {index}: a withheld {kind}" if kind in ("enroll_party", "add_key", "revoke_key", "approve", "set_approval_policy") else None)
            self.units.because = self.units.because or (None if kind in UNITS_REST - {"appoint_registrar", "end_appointment"} else f"entry {index}: its command is withheld")
        else:
            demand(hashlib.sha256(command.encode()).digest() == base64_of(digest), "the command is not the one that the entry names")
            self.command(int(index), kind, rules, command)
        self.previous = leaf_hash(line.encode())
        self.tree.add(self.previous)

    def command(self, index, kind, rules, jws):
        head, said, verify = open_jws(jws, "tanbu-command+jws")
        demand(set(said) == {"aud", "body", "exp", "iat", "iss", "jti", "kind"} and isinstance(said["body"], dict), "command: members")
        demand(re.fullmatch("[A-Za-z0-9_-]{8,64}", said["jti"]), "command: jti")
        demand(type(said["iat"]) is int and type(said["exp"]) is int and 0 <= said["iat"] < said["exp"] <= 253402300799, "command: times")
        demand(said["kind"] == kind, "the command is of another kind")
        demand(said["aud"] == self.origin, "the command was made for another ledger")
        body = said["body"]
        if index == 0:
            self.genesis(kind, rules, body)
        key = self.keys.get(head["kid"])
        if key is not None or not self.hidden_keys:
            demand(key is not None and key["party"] == said["iss"], "no earlier entry registered the key for the issuer")
            self.signatures += self.verifies(verify, key["jwk"])
        if index > 0 and key is not None and self.unsure is None:
            demand(key["from"] <= self.time_ms < key["until"], "the key is not in force")
            demand(key["kinds"] is None or kind in key["kinds"], "the key may not sign this kind")
        if index > 0:
            in_time = said["iat"] * 1000 <= self.time_ms + 300_000 and said["exp"] - said["iat"] <= 7 * DAY and self.time_ms < said["exp"] * 1000
            demand(in_time, "the command's times do not admit it")
        demand((said["iss"], said["jti"]) not in self.seen, "the command was recorded before")
        self.seen.add((said["iss"], said["jti"]))
        if kind in ("set_approval_policy", "approve", "void", "succeed_party"):
            self.unsure = self.unsure or f"entry {index}: {kind}"
        if kind in ("enroll_party", "add_key") and "key" in body:
            self.register(kind, said["iss"], body)
        if kind == "revoke_key" and self.unsure is None:
            demand(said["iss"] in (self.keys[body["kid"]]["party"], self.association), "a key is revoked by somebody else")
            demand(self.keys[body["kid"]]["until"] == float("inf"), "the key was revoked before")
            self.keys[body["kid"]]["until"] = self.time_ms
        if kind in ("add_log_key", "retire_log_key"):
            self.change_log_keys(kind, said["iss"], body["log_vkey"])
        self.units.follow(index, kind, said["iss"], body, china_day(self.time_ms))

    def verifies(self, verify, jwk):
        """Bad where the signature is false; False where nothing here can verify it."""
        try:
            verify(jwk)
        except Unverifiable:
            self.unverifiable += 1
            return False
        return True

    def genesis(self, kind, rules, body):
        demand(kind == "genesis" and body["origin"] == self.origin and body["rules"] == rules, "genesis")
        self.log_keys.append(body["log_vkey"])
        self.association = self.units.association = body["association"]["party"]
        for jwk in body["association"]["keys"]:
            demand_sound(canonical(jwk))
            self.keys[thumbprint(jwk)] = {"party": self.association, "jwk": jwk, "from": self.time_ms, "until": float("inf"), "kinds": None}

    def change_log_keys(self, kind, issuer, vkey):
        adds = kind == "add_log_key"
        demand(issuer == self.association and vkey.split("+")[0] == self.origin, "a key of the log by somebody else")
        demand(len(self.log_keys) == (1 if adds else 2) and (vkey in self.log_keys) != adds and vkey not in self.retired_log_keys, "the log's keys")
        if adds:
            self.log_keys.append(vkey)
        else:
            self.log_keys.remove(vkey)
            self.retired_log_keys.add(vkey)

    def register(self, kind, issuer, body):
        party, jwk = body["party"], body["key"]
        head, said, verify = open_jws(body["proof"], "tanbu-proof+jws")
        demand(head["kid"] == thumbprint(jwk) and said == {"party": party, "aud": self.origin}, "the proof of possession is another's")
        demand(issuer == self.association or (kind == "add_key" and issuer == party), "a key is registered by somebody else")
        self.verifies(verify, jwk)
        demand(self.unsure or thumbprint(jwk) not in self.keys, "the key is registered already")
        recovery = kind == "add_key" and issuer != party and any(key["party"] == party for key in self.keys.values())
        self.keys.setdefault(thumbprint(jwk), {"party": party, "jwk": jwk, "from": self.time_ms + (7 * DAY * 1000 if recovery else 0),
                                               "until": float("inf"), "kinds": body.get("kinds")})


def verify_export(path, vkey):
    reader, at = Reader(vkey), None
    try:
        with open(path, "rb") as stream:
            head = strict_json(stream.readline(LINE_BYTES_MAX))
            demand(set(head) == {"format", "origin", "size"} and head["format"] == "tanbu-export/1" and head["origin"] == reader.origin, "not an export")
            for at in range(head["size"]):
                line = strict_json(stream.readline(LINE_BYTES_MAX))
                demand(set(line) == {"entry", "command"}, "not a line of an export")
                reader.entry(line["entry"], line["command"])
            at, last = None, strict_json(stream.readline(LINE_BYTES_MAX))
            demand(set(last) == {"checkpoint"} and stream.read(1) == b"", "not the end of an export")
        demand(vkey in reader.log_keys, "the key is not in force at the end of the export")
        (size, root), *others = [open_checkpoint(last["checkpoint"], one)[1:] for one in reader.log_keys]
        demand(all(other == (size, root) for other in others), "checkpoint")
        demand(size == reader.tree.size and root == reader.tree.root(), "the checkpoint signs another tree")
    except (Bad, LookupError, TypeError, ValueError, AttributeError) as why:
        return {"verified": False, "entry": at, "wrong": f"{type(why).__name__}: {why}"}
    units = reader.units
    holdings, retired = (None, None) if units.because else units.sums(china_day(reader.time_ms))
    return {"verified": True, "size": size, "root": base64.b64encode(root).decode(), "signatures": reader.signatures,
            "sm2_signatures_not_verified": reader.unverifiable, "withheld": reader.withheld, "keys_unsure": reader.unsure, "holdings": holdings, "retired": retired, "not_followed": units.because}


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    paths = sys.stdin.read().split("\n")[:-1] if sys.argv[2] == "-" else sys.argv[2:]
    if not paths:
        print("no export was named, so none is verified", file=sys.stderr)
        return 2
    answers = [verify_export(path, sys.argv[1]) for path in paths]
    for answer in answers:
        print(json.dumps(answer, ensure_ascii=False))
    return 0 if all(answer["verified"] for answer in answers) else 3


if __name__ == "__main__":
    sys.exit(main())
