"""How a tanbu ledger is spelt and signed: strict encodings and signatures, as docs/formats.md sections 2 and 3 want them. Used by verify_ledger.py.

Common libraries accept more: a second spelling of the same base64, a name twice in one object, an Ed25519 key of small or mixed order. Two readers that
differ there read two ledgers, so everything that is refused here is refused by name."""
import base64
import binascii
import functools
import hashlib
import json
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

SAFE_MAX = 2**53 - 1


class Bad(Exception):
    """What is wrong, in words."""


class Unverifiable(Exception):
    """A signature that no library here can verify: SM2 with SM3."""


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
# edwards25519: the field, the order of the subgroup, the curve's constant, and the y of every point of small order.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SMALL = {0, 1, P - 1, *(int.from_bytes(bytes.fromhex(text), "little") for text in (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))}


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
    if jwk.get("crv") == "SM2":
        coordinates = [base64_of(jwk[one], url=True) for one in ("x", "y")]
        demand(set(jwk) == {"crv", "kty", "x", "y"} and jwk["kty"] == "EC" and all(len(one) == 32 for one in coordinates), "key: members")
        return None
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
    demand(alg == ("SM2" if key is None else "ES256") and len(signature) == 64, "key and alg disagree")
    if key is None:
        raise Unverifiable
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
