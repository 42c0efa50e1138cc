#!/usr/bin/python3
"""A third reader of a tanbu ledger: judges an export by docs/formats.md alone, with nothing but Python and Debian's python3-cryptography.

    verify_ledger.py VKEY EXPORT...        (or - for paths on standard input, one a line)

VKEY is the log's key line, from somebody you trust; EXPORT a file of `tanbu export` (section 27). Re-derived: the entries' form, chain and tree,
the checkpoint's signature, every command's form, signature, issuer, times and key in force, and, as far as an export holds only the kinds that
section 27.1 lists, who holds which units and what is retired. One line of JSON for each export; exit 0, or 3 when any of them is false. It shares no
code with the ledger, so that the two can disagree."""
import base64
import binascii
import datetime
import functools
import hashlib
import json
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from verify_ledger_units import UNITS_REST, Units

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SMALL = {0, 1, P - 1, *(int.from_bytes(bytes.fromhex(text), "little") for text in (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))}
ENTRY = re.compile(r'\{"v":1,"index":(0|[1-9]\d{0,15}),"prev":"([A-Za-z0-9+/]{43}=)","time":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)",'
                   r'"kind":"([a-z_]{1,40})","command":"([A-Za-z0-9+/]{43}=)","rules":"([0-9a-z.-]{1,40})"\}', re.ASCII)
SAFE_MAX = 2**53 - 1
DAY = 86400


class Bad(Exception):
    """What is wrong, in words."""


def demand(condition, words):
    if not condition:
        raise Bad(words)


# ---------------------------------------------------------------- section 2: encodings
def base64_of(text, url=False):
    demand(not (url and "=" in text), "base64url is padded")
    padded = text + "=" * (-len(text) % 4) if url else text
    try:
        data = base64.b64decode(padded, altchars=b"-_" if url else b"+/", validate=True)
    except (binascii.Error, ValueError):
        raise Bad("base64") from None
    demand(base64.b64encode(data, altchars=b"-_" if url else b"+/").decode() == padded, "base64 has another spelling")
    return data


def strict_json(data):
    def pairs(members):
        demand(len(members) == len({name for name, _ in members}), "json: duplicate_name")
        return dict(members)

    def integer(text):
        demand(text != "-0" and abs(int(text)) <= SAFE_MAX, "json: integer_range")
        return int(text)

    def never(_):
        raise Bad("json: not_an_integer")

    def look(one, depth):
        demand(depth <= 32, "json: depth")
        if isinstance(one, str):
            demand("\0" not in one and not re.search("[\ud800-\udfff]", one), "json: text")
        for inner in [*one, *one.values()] if isinstance(one, dict) else one if isinstance(one, list) else []:
            look(inner, depth + 1 if isinstance(inner, (dict, list)) else depth)

    try:
        value = json.loads(data.decode(), object_pairs_hook=pairs, parse_int=integer, parse_float=never, parse_constant=never)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Bad("json: syntax") from None
    look(value, 1)
    return value


# ---------------------------------------------------------------- section 3: keys and signatures
def demand_point(encoded):
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    demand(y < P and y not in SMALL, "signature: a point is not canonical or of small order")


def ed25519_verify(key, signature, message):
    demand(len(key) == 32 and len(signature) == 64, "signature: length")
    demand_point(key)
    demand_point(signature[:32])
    demand(int.from_bytes(signature[32:], "little") < L, "signature: S is not below L")
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Bad("signature") from None


def add_points(one, other):
    (x1, y1), (x2, y2) = one, other
    product = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P


@functools.lru_cache(maxsize=None)
def demand_sound(text):
    """A key that may be registered: for Ed25519 a point of the prime-order subgroup, for P-256 one of the curve."""
    jwk = json.loads(text)
    if jwk.get("kty") != "OKP":
        return public_p256(jwk)
    demand(set(jwk) == {"crv", "kty", "x"} and jwk["crv"] == "Ed25519", "key: members")
    encoded = base64_of(jwk["x"], url=True)
    demand(len(encoded) == 32, "key: length")
    demand_point(encoded)
    number = int.from_bytes(encoded, "little")
    y, sign = number & (2**255 - 1), number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    demand(x * x % P == square, "key: not on the curve")
    point, product = (x if x & 1 == sign else P - x, y), (0, 1)
    for bit in bin(L)[2:]:
        product = add_points(product, product)
        product = add_points(product, point) if bit == "1" else product
    demand(product == (0, 1), "key: not in the prime-order subgroup")
    return encoded


def public_p256(jwk):
    demand(set(jwk) == {"crv", "kty", "x", "y"} and jwk["kty"] == "EC" and jwk["crv"] == "P-256", "key: members")
    x, y = base64_of(jwk["x"], url=True), base64_of(jwk["y"], url=True)
    demand(len(x) == len(y) == 32, "key: length")
    try:
        return ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1()).public_key()
    except ValueError:
        raise Bad("key: not on the curve") from None


def canonical(jwk):
    return json.dumps({name: jwk[name] for name in sorted(jwk)}, separators=(",", ":"))


def thumbprint(jwk):
    return base64.urlsafe_b64encode(hashlib.sha256(canonical(jwk).encode()).digest()).decode().rstrip("=")


def verify_with(jwk, alg, signature, message):
    key = demand_sound(canonical(jwk))
    if jwk["kty"] == "OKP":
        demand(alg in ("EdDSA", "Ed25519"), "key and alg disagree")
        return ed25519_verify(key, signature, message)
    demand(alg == "ES256" and len(signature) == 64, "key and alg disagree")
    try:
        der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
        return key.verify(der, message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        raise Bad("signature") from None


def open_jws(jws, typ):
    demand(len(jws) <= 24576 and jws.isascii() and jws.count(".") == 2, "jws: form")
    header, payload, signature = jws.split(".")
    head, said = base64_of(header, url=True), base64_of(payload, url=True)
    demand(len(head) <= 512 and len(said) <= 16384, "jws: too large")
    head, said = strict_json(head), strict_json(said)
    demand(isinstance(head, dict) and set(head) == {"alg", "kid", "typ"} and head["typ"] == typ and isinstance(said, dict), "jws: header")
    return head, said, lambda jwk: verify_with(jwk, head["alg"], base64_of(signature, url=True), f"{header}.{payload}".encode())


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
    demand(signed, "checkpoint: the log's own signature is missing")
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
        self.keys, self.seen, self.association, self.unsure = {}, set(), None, None
        self.previous, self.time_ms, self.withheld, self.signatures = bytes(32), 0, 0, 0

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
            self.unsure = self.unsure or (f"entry {index}: a withheld {kind}" if kind in ("enroll_party", "add_key", "revoke_key", "approve") else None)
            self.units.because = self.units.because or (None if kind in UNITS_REST else f"entry {index}: its command is withheld")
        else:
            demand(hashlib.sha256(command.encode()).digest() == base64_of(digest), "the command is not the one that the entry names")
            self.command(int(index), kind, rules, command)
        self.previous = leaf_hash(line.encode())
        self.tree.add(self.previous)

    def command(self, index, kind, rules, jws):
        head, said, verify = open_jws(jws, "tanbu-command+jws")
        demand(set(said) == {"aud", "body", "exp", "iat", "iss", "jti", "kind"} and isinstance(said["body"], dict), "command: members")
        demand(re.fullmatch("[A-Za-z0-9_-]{8,64}", said["jti"]), "command: jti")
        demand(0 <= said["iat"] < said["exp"] <= 253402300799, "command: times")
        demand(said["kind"] == kind, "the command is of another kind")
        demand(said["aud"] == self.origin, "the command was made for another ledger")
        body = said["body"]
        if index == 0:
            self.genesis(kind, rules, body)
        key = self.keys.get(head["kid"])
        if key is not None or self.unsure is None:
            demand(key is not None and key["party"] == said["iss"], "no earlier entry registered the key for the issuer")
            verify(key["jwk"])
            self.signatures += 1
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
            demand(self.keys[body["kid"]]["until"] == float("inf"), "the key was revoked before")
            self.keys[body["kid"]]["until"] = self.time_ms
        self.units.follow(index, kind, body, china_day(self.time_ms))

    def genesis(self, kind, rules, body):
        demand(kind == "genesis" and body["origin"] == self.origin and body["log_vkey"] == self.vkey and body["rules"] == rules, "genesis")
        self.association = body["association"]["party"]
        for jwk in body["association"]["keys"]:
            demand_sound(canonical(jwk))
            self.keys[thumbprint(jwk)] = {"party": self.association, "jwk": jwk, "from": self.time_ms, "until": float("inf"), "kinds": None}

    def register(self, kind, issuer, body):
        party, jwk = body["party"], body["key"]
        head, said, verify = open_jws(body["proof"], "tanbu-proof+jws")
        demand(head["kid"] == thumbprint(jwk) and said == {"party": party, "aud": self.origin}, "the proof of possession is another's")
        verify(jwk)
        demand(self.unsure or thumbprint(jwk) not in self.keys, "the key is registered already")
        recovery = kind == "add_key" and issuer != party and any(key["party"] == party for key in self.keys.values())
        self.keys.setdefault(thumbprint(jwk), {"party": party, "jwk": jwk, "from": self.time_ms + (7 * DAY * 1000 if recovery else 0),
                                               "until": float("inf"), "kinds": body.get("kinds")})


def verify_export(path, vkey):
    reader, at = Reader(vkey), None
    try:
        with open(path, "rb") as stream:
            head = strict_json(stream.readline())
            demand(set(head) == {"format", "origin", "size"} and head["format"] == "tanbu-export/1" and head["origin"] == reader.origin, "not an export")
            for at in range(head["size"]):
                line = strict_json(stream.readline())
                demand(set(line) == {"entry", "command"}, "not a line of an export")
                reader.entry(line["entry"], line["command"])
            at, last = None, strict_json(stream.readline())
            demand(set(last) == {"checkpoint"} and stream.read() == b"", "not the end of an export")
        _, size, root = open_checkpoint(last["checkpoint"], vkey)
        demand(size == reader.tree.size and root == reader.tree.root(), "the checkpoint signs another tree")
    except (Bad, KeyError, TypeError, ValueError, AttributeError) as why:
        return {"verified": False, "entry": at, "wrong": f"{type(why).__name__}: {why}"}
    units = reader.units
    holdings, retired = (None, None) if units.because else units.sums(china_day(reader.time_ms))
    return {"verified": True, "size": size, "root": base64.b64encode(root).decode(), "signatures": reader.signatures, "withheld": reader.withheld,
            "keys_unsure": reader.unsure, "holdings": holdings, "retired": retired, "not_followed": units.because}


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    paths = sys.stdin.read().split("\n")[:-1] if sys.argv[2] == "-" else sys.argv[2:]
    answers = [verify_export(path, sys.argv[1]) for path in paths]
    for answer in answers:
        print(json.dumps(answer, ensure_ascii=False))
    return 0 if all(answer["verified"] for answer in answers) else 3


if __name__ == "__main__":
    sys.exit(main())
