#!/usr/bin/python3
"""A third reader of a tanbu ledger: judges exports by docs/formats.md alone, with nothing but Python and Debian's python3-cryptography.
How the ledger is spelt and signed is read in verify_ledger_signatures.py.

    verify_ledger.py [--sm2-vkey SM2_VKEY] VKEY EXPORT...        (or - for paths on standard input, one a line)

VKEY is the log's key line, from somebody you trust; EXPORT a file of `tanbu export` (section 27). Re-derived: the entries' form, chain and
tree, the checkpoint's lines (the SM2 line if SM2_VKEY demands it), every command's form, signature, issuer, times and key in force, and, as
far as an export holds only the kinds that section 27.1 lists, who holds which units and what is retired. One line of JSON for each export;
exit 0, or 3 when any of them is false. It shares no code with the ledger, so that the two can disagree."""
import argparse
import base64
import collections
import dataclasses
import datetime
import json
import re
import sys

from cryptography.exceptions import InvalidSignature
from verify_ledger_signatures import (Bad, base64_of, canonical, demand, ed25519_verify, open_jws, sha256, sm2_verify, sound_key,
                                      strict_json, thumbprint)

# What was written by others may make any of these; each of them says that it is not what the page describes.
REFUSALS = (Bad, InvalidSignature, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)

# ---------------------------------------------------------------- sections 6 to 8: entry, tree and checkpoint
ENTRY = re.compile(r'\{"v":1,"index":(0|[1-9]\d{0,15}),"prev":"([A-Za-z0-9+/]{43}=)","time":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)",'
                   r'"kind":"([a-z_]{1,40})","command":"([A-Za-z0-9+/]{43}=)","rules":"([0-9a-z.-]{1,40})"\}', re.ASCII)
NOTE = re.compile("(([^\n]+)\n(0|[1-9][0-9]{0,18})\n([^\n]+)\n)\n((?:\u2014 [^ +\n]+ [^ \n]+\n){1,100})")
SM2_LINE_KEY = b"\xffPKIX-SM2-SM3" + bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")


def leaf_hash(entry):
    return sha256(b"\0" + entry)


def root_of(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"")
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + root_of(leaves[:half]) + root_of(leaves[half:]))


def open_checkpoint(note, vkey, sm2=False):
    """Origin, size and root, if exactly one line of the key is there and verifies."""
    name, key_id, key = vkey.split("+", 2)
    key, (before, verify) = base64_of(key), (SM2_LINE_KEY, sm2_verify) if sm2 else (b"\1", ed25519_verify)
    demand(key.startswith(before) and sha256(name.encode() + b"\n" + key)[:4].hex() == key_id, "vkey is unsound")
    parts = NOTE.fullmatch(note)
    demand(parts and parts[2] == name and not re.search("[\0-\x09\x0b-\x1f\x7f]", note), "checkpoint: form")
    lines = [(signer, base64_of(body)) for signer, body in re.findall("\u2014 ([^ ]+) (.+)\n", parts[5])]
    own = [body[4:] for signer, body in lines if signer == name and body[:4].hex() == key_id]
    demand(len(own) == 1, "checkpoint: the signature of a key of the log that is in force is missing, or there twice")
    verify(key[len(before):], own[0], parts[1].encode())
    return name, int(parts[3]), base64_of(parts[4])


# ---------------------------------------------------------------- section 27.1: units
FACTS = {"freeze", "unfreeze", "cancel", "invalidate", "record_foreign_use"}
REST = {"genesis", "enroll_party", "update_party", "add_key", "revoke_key", "register_factory", "update_factory", "register_project",
        "declare_inventory", "verify_inventory", "add_log_key", "retire_log_key"}
LOOSE = {"unassigned", "free", "reserved", "frozen", "registry_retired"}


@dataclasses.dataclass
class Piece:
    """Neighbouring units in one condition, under layers (status, entry, last day): the topmost one says how the units stand."""
    first: int
    last: int
    status: str
    holder: str = None
    retirement: int = None
    layers: tuple = ()

    def units(self):
        return self.last - self.first + 1

    def stands(self):
        return self.layers[-1][0] if self.layers else self.status

    def become(self, status, holder, retirement=None):
        self.status, self.holder, self.retirement, self.layers = status, holder, retirement, ()


class Units:
    """Who holds which units, and whether a command may do with them what it does. At a kind that is not followed here it stops for good and
    says at which entry; what somebody does who may not makes the ledger false, and is no reason to stop."""

    def __init__(self):
        self.association, self.stopped, self.released = None, None, set()
        self.pieces, self.appointments, self.made = {}, {}, {}  # each by its entry; of commands kind, issuer and ranges

    def stop(self, why):
        self.stopped = self.stopped or f"entry {self.entry}: {why}"

    def follow(self, entry, kind, issuer, body, day):
        """Without a body the command is withheld."""
        self.entry, self.issuer, self.day = entry, issuer, day
        self.registrar = any(one[:2] == [issuer, "VCS"] and one[2] <= day <= one[3] for one in self.appointments.values())
        if body is None and kind not in REST:
            self.stop("its command is withheld")
        elif kind in ("appoint_registrar", "end_appointment"):
            self.appoint(kind, body)
        elif not self.stopped and kind in ("record_batch", "release", "withdraw_retirement"):
            getattr(self, kind)(body)
        elif not self.stopped and kind in ("transfer", "reserve", "retire", *FACTS):
            self.change_ranges(kind, body)
        elif kind not in REST:
            self.stop(f"{kind} is not followed here")

    def appoint(self, kind, body):
        demand(self.issuer == self.association, "a registrar is appointed by somebody else")
        if kind == "appoint_registrar":
            self.appointments[self.entry] = [body["party"], body["programme"], body["from"], body["until"]]
        else:
            self.appointments[body["appointment"]][3] = body["on"]

    def record_batch(self, body):
        if body["programme"] != "VCS":
            return self.stop(f"units of {body['programme']} are not followed here")
        demand(self.registrar, "a batch is recorded by no registrar of its programme")
        status = {"active": "unassigned", "retired": "registry_retired", "cancelled": "cancelled"}[body["registry_status"]["status"]]
        numbers = body["serial"].split("-")
        batch = Piece(int(numbers[1]), int(numbers[2]), status)
        demand(0 < batch.units() == body["quantity"], "a batch has another quantity than its serial")
        self.pieces[self.entry] = [batch]

    def release(self, body):
        self.own("reserve", body["reservation"], "a reservation is released by somebody else")
        self.released.add(body["reservation"])

    def withdraw_retirement(self, body):
        for piece in self.inside(self.own("retire", body["retirement"], "a retirement is withdrawn by somebody else")):
            if piece.status == "retired" and piece.retirement == body["retirement"]:
                piece.become("free", piece.holder)

    def own(self, kind, entry, words):
        """The ranges of what the issuer himself did before."""
        demand(self.made[entry][:2] == (kind, self.issuer), words)
        return self.made[entry][2]

    def change_ranges(self, kind, body):
        may = kind not in FACTS or self.registrar or self.issuer == self.association
        demand(may, "a fact is recorded by neither registrar nor association")
        words = "a reservation is used by somebody else"
        ranges = self.own("reserve", body["reservation"], words) if "reservation" in body else body["ranges"]
        for piece in self.inside(ranges):
            self.change(kind, piece, body)
        self.made[self.entry] = kind, self.issuer, ranges

    def inside(self, ranges):
        """The pieces that make up the ranges, cut at their ends."""
        for one in ranges:
            pieces = self.pieces[one["batch"]]
            for end in (one["first"], one["last"] + 1):
                for piece in [piece for piece in pieces if piece.first < end <= piece.last]:
                    pieces.append(dataclasses.replace(piece, first=end))
                    piece.last = end - 1
            found = [piece for piece in pieces if one["first"] <= piece.first and piece.last <= one["last"]]
            demand(0 < sum(map(Piece.units, found)) == one["last"] - one["first"] + 1, "a range names units that are not there")
            yield from self.without_ended_layers(found)

    def without_ended_layers(self, pieces):
        for piece in pieces:
            piece.layers = tuple(layer for layer in piece.layers if self.day <= layer[2] and layer[1] not in self.released)
            yield piece

    def change(self, kind, piece, body):
        """The table of section 27.1, and what stands under it: who may do so."""
        now, holds = piece.stands(), piece.holder == self.issuer
        match kind:
            case "transfer":
                demand(now == "free" or (self.registrar and now == "unassigned"), f"units that are {now} are transferred")
                demand(holds or self.registrar, "units are transferred by somebody who does not hold them")
                piece.become("free", body["to"])
            case "reserve":
                demand(holds and now == "free", "units are reserved by somebody who does not hold them free")
                piece.layers += (("reserved", self.entry, body["until"]),)
            case "retire" if piece.status == "registry_retired":
                self.stop("a claim on units that were retired at their registry is not followed here")
            case "retire":
                demand(now != "retired", f"units of retirement {piece.retirement} are retired again")
                held = piece.status == "free" and (holds or self.registrar)
                demand(held, f"units that are {now} are retired by somebody who does not hold them")
                piece.become("retired", piece.holder, self.entry)
            case "freeze" if now in LOOSE:
                piece.layers += (("frozen", self.entry, body.get("until", "9999")),)
            case "unfreeze" if now == "frozen":
                piece.layers = piece.layers[:-1]
            case "cancel" | "record_foreign_use" if now == "retired":
                self.stop("a fact that contradicts a use is not followed here")
            case "cancel" | "record_foreign_use" if now in LOOSE:
                piece.become("cancelled" if kind == "cancel" else "foreign_use", None)
            case "invalidate" if now not in ("cancelled", "foreign_use", "invalidated"):
                piece.become("invalidated", None if piece.retirement else piece.holder, piece.retirement)

    def sums(self, day):
        """Units by batch, standing and holder, and by retirement; nothing where it stopped."""
        self.day, holdings, retired = day, collections.Counter(), collections.Counter()
        for batch, pieces in self.pieces.items():
            for piece in self.without_ended_layers(pieces):
                used = piece.status == "retired"
                holdings[f"{batch} {piece.stands()} {'-' if used or not piece.holder else piece.holder}"] += piece.units()
                if used:
                    retired[str(piece.retirement)] += piece.units()
        return (None, None) if self.stopped else (holdings, retired)


# ---------------------------------------------------------------- sections 4, 5, 20 and 30: the ledger
DAY_S = 86400
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MAY_BRING_KEYS = {"enroll_party", "add_key", "approve"}
# From the first of these on days of keys are not judged, because what they did to keys is not seen or not followed here.
OPEN_WITHHELD = {"revoke_key", "set_approval_policy", *MAY_BRING_KEYS}
OPEN_READ = {"set_approval_policy", "approve", "void", "succeed_party"}


class Ledger:
    def __init__(self, origin):
        self.origin, self.leaves, self.rules, self.time_ms, self.units, self.association = origin, [], "", 0, Units(), None
        self.keys, self.log_keys, self.seen = {}, {}, set()  # by thumbprint; whether a vkey is in force; (iss, jti)
        self.unsure, self.hidden_keys, self.withheld, self.signatures = None, False, 0, 0

    def day(self):
        return (EPOCH + datetime.timedelta(milliseconds=self.time_ms, hours=8)).date().isoformat()

    def entry(self, line, command):
        parts = ENTRY.fullmatch(line)
        demand(parts, "the entry has another form")
        index, prev, time, kind, digest, rules = parts.groups()
        time_ms = (datetime.datetime.fromisoformat(time) - EPOCH) // datetime.timedelta(milliseconds=1)
        demand(int(index) == len(self.leaves), "the index is out of order")
        demand(base64_of(prev) == [bytes(32), *self.leaves[-1:]][-1], "the chain breaks: prev is not the entry before")
        demand(rules >= self.rules, "the entry is decided by older rules than one before it")
        self.rules = rules
        demand(time_ms >= self.time_ms, "time runs backwards")
        self.time_ms = time_ms
        if command is None:
            self.withheld += 1
            self.hidden_keys = self.hidden_keys or kind in MAY_BRING_KEYS
            self.units.follow(int(index), kind, None, None, self.day())
        else:
            demand(sha256(command.encode()) == base64_of(digest), "the command is not the one that the entry names")
            self.command(int(index), kind, rules, command)
        if kind in (OPEN_WITHHELD if command is None else OPEN_READ):
            self.unsure = self.unsure or f"entry {index}: {'a withheld ' if command is None else ''}{kind}"
        self.leaves.append(leaf_hash(line.encode()))

    def command(self, index, kind, rules, jws):
        head, said, verify = open_jws(jws, "tanbu-command+jws")
        demand(set(said) == {"aud", "body", "exp", "iat", "iss", "jti", "kind"} and isinstance(said["body"], dict), "command: members")
        issuer, jti, iat, exp, body = (said[name] for name in ("iss", "jti", "iat", "exp", "body"))
        demand(re.fullmatch("[A-Za-z0-9_-]{8,64}", jti), "command: jti")
        demand({type(iat), type(exp)} == {int} and 0 <= iat < exp <= 253402300799, "command: times")
        demand((said["kind"], said["aud"]) == (kind, self.origin), "the command is of another kind, or was made for another ledger")
        demand((kind == "genesis") == (index == 0), "genesis is the first entry and no other one")
        demand((issuer, jti) not in self.seen, "the command was recorded before")
        self.seen.add((issuer, jti))
        if index == 0:
            self.genesis(rules, body)
        else:
            in_time = iat * 1000 <= self.time_ms + 300_000 and exp - iat <= 7 * DAY_S and self.time_ms < exp * 1000
            demand(in_time, "the command's times do not admit it")
        self.judge_key(head["kid"], issuer, kind, verify)
        if kind in ("enroll_party", "add_key") and "key" in body:
            self.register(kind, issuer, body)
        if kind == "revoke_key" and not self.unsure:
            self.revoke(issuer, self.keys[body["kid"]])
        if kind in ("add_log_key", "retire_log_key"):
            self.change_log_keys(kind == "add_log_key", issuer, body["log_vkey"])
        self.units.follow(index, kind, issuer, body, self.day())

    def genesis(self, rules, body):
        demand((body["origin"], body["rules"]) == (self.origin, rules), "genesis is of another ledger, or under other rules")
        self.log_keys[body["log_vkey"]] = True
        self.association = self.units.association = body["association"]["party"]
        for jwk in body["association"]["keys"]:
            sound_key(canonical(jwk))
            self.add_key(self.association, jwk, self.time_ms)

    def judge_key(self, kid, issuer, kind, verify):
        key = self.keys.get(kid)
        if key is None and self.hidden_keys:
            return  # it may have come with a command that is withheld
        demand(key and key["party"] == issuer, "no earlier entry registered the key for the issuer")
        verify(key["jwk"])
        self.signatures += 1
        demand(self.unsure or key["from"] <= self.time_ms < key["until"], "the key is not in force")
        demand(self.unsure or key["kinds"] is None or kind in key["kinds"], "the key may not sign this kind")

    def register(self, kind, issuer, body):
        party, jwk = body["party"], body["key"]
        head, said, verify = open_jws(body["proof"], "tanbu-proof+jws")
        demand(head["kid"] == thumbprint(jwk) and said == {"party": party, "aud": self.origin}, "the proof of possession is another's")
        verify(jwk)
        demand(issuer == self.association or (kind == "add_key" and issuer == party), "a key is registered by somebody else")
        recovery = kind == "add_key" and issuer != party and any(key["party"] == party for key in self.keys.values())
        self.add_key(party, jwk, self.time_ms + (7 * DAY_S * 1000 if recovery else 0), body.get("kinds"))

    def add_key(self, party, jwk, from_ms, kinds=None):
        demand(self.unsure or thumbprint(jwk) not in self.keys, "the key is registered already")
        self.keys.setdefault(thumbprint(jwk), {"party": party, "jwk": jwk, "from": from_ms, "until": float("inf"), "kinds": kinds})

    def revoke(self, issuer, key):
        demand(issuer in (key["party"], self.association), "a key is revoked by somebody else")
        demand(key["until"] == float("inf"), "the key was revoked before")
        key["until"] = self.time_ms

    def change_log_keys(self, adds, issuer, vkey):
        demand(issuer == self.association and vkey.split("+")[0] == self.origin, "a key of the log by somebody else")
        fits = self.log_keys.get(vkey) is (None if adds else True) and sum(self.log_keys.values()) == (1 if adds else 2)
        demand(fits, "a key of the log comes once, beside one other, and ends beside another")
        self.log_keys[vkey] = adds

    def close(self, note, vkey, sm2_vkey):
        in_force = [one for one, stands in self.log_keys.items() if stands]
        demand(vkey in in_force, "the key is not in force at the end of the export")
        signed = [open_checkpoint(note, one) for one in in_force] + [open_checkpoint(note, one, sm2=True) for one in [sm2_vkey] if one]
        demand(set(signed) == {(self.origin, len(self.leaves), root_of(self.leaves))}, "the checkpoint signs another tree")


# ---------------------------------------------------------------- section 27: exports
def verify_export(path, vkey, sm2_vkey=None):
    ledger, at = Ledger(vkey.split("+")[0]), None
    try:
        with open(path, "rb") as stream:
            def line(*names):
                value = strict_json(stream.readline(2_000_000))
                demand(set(value) == set(names), "not a line of an export")
                return [value[name] for name in names]
            form, origin, size = line("format", "origin", "size")
            demand((form, origin) == ("tanbu-export/1", ledger.origin), "not an export of this ledger")
            for at in range(size):
                ledger.entry(*line("entry", "command"))
            at = None
            ledger.close(*line("checkpoint"), vkey, sm2_vkey)
            demand(stream.read(1) == b"", "not the end of an export")
        holdings, retired = ledger.units.sums(ledger.day())
    except REFUSALS as why:
        return {"verified": False, "entry": at, "wrong": f"{type(why).__name__}: {why}"}
    return {"verified": True, "size": len(ledger.leaves), "root": base64.b64encode(root_of(ledger.leaves)).decode(),
            "signatures": ledger.signatures, "withheld": ledger.withheld, "keys_unsure": ledger.unsure, "holdings": holdings,
            "retired": retired, "not_followed": ledger.units.stopped}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sm2-vkey")
    parser.add_argument("vkey")
    parser.add_argument("exports", nargs="+")
    arguments = parser.parse_args()
    paths = sys.stdin.read().split("\n")[:-1] if arguments.exports == ["-"] else arguments.exports
    if not paths:
        parser.error("no export was named, so none is verified")
    answers = [verify_export(path, arguments.vkey, arguments.sm2_vkey) for path in paths]
    print(*(json.dumps(answer, ensure_ascii=False) for answer in answers), sep="\n")
    return 0 if all(answer["verified"] for answer in answers) else 3


if __name__ == "__main__":
    sys.exit(main())
