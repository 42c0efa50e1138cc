"""How a tanbu ledger is spelt and signed: docs/formats.md, sections 2, 3 and 4. Used by verify_ledger.py.

Common libraries accept more: a second spelling of the same base64, a name twice in one object, an Ed25519 key of small or mixed order. Two
readers that differ there read two ledgers, so all of it is refused here. What a library refuses stays the library's exception."""
import base64
import functools
import hashlib
import json
import re

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature


class Bad(Exception):
    """What is wrong, in words."""


def demand(condition, words):
    if not condition:
        raise Bad(words)


# ---------------------------------------------------------------- section 2: encodings
def base64_of(text, url=False):
    symbols = b"-_" if url else b"+/"
    data = base64.b64decode(text + "==", symbols)  # reads much that is no base64; only what it would write itself is accepted
    again = base64.b64encode(data, symbols).decode()
    demand(text == (again.rstrip("=") if url else again), "base64 has another spelling")
    return data


def strict_json(data):
    def members(pairs):
        demand(len(dict(pairs)) == len(pairs), "json: duplicate_name")
        return dict(pairs)

    def integer(text):
        demand(re.fullmatch("-?[0-9]+", text), "json: not_an_integer")
        demand(text != "-0" and abs(int(text)) < 2**53, "json: integer_range")
        return int(text)

    def look(value, depth):
        if isinstance(value, str):
            demand(not re.search("[\0\ud800-\udfff]", value), "json: text")
        elif isinstance(value, (dict, list)):
            demand(depth < 32, "json: depth")
            for inner in [*value, *value.values()] if isinstance(value, dict) else value:
                look(inner, depth + 1)

    value = json.loads(data.decode(), object_pairs_hook=members, parse_int=integer, parse_float=integer, parse_constant=integer)
    look(value, 0)
    return value


# ---------------------------------------------------------------- section 3: keys and signatures
def number(data, order="big"):
    return int.from_bytes(data, order)


def sha256(data):
    return hashlib.sha256(data).digest()


def sm3(data):
    return hashlib.new("sm3", data).digest()


sm3(b"")  # A Python without SM3 ends here: no ledger is false for that.


def multiply(scalar, point, add, neutral):
    product = neutral
    for bit in bin(scalar)[2:]:
        product = add(product, product)
        product = add(product, point) if bit == "1" else product
    return product


# Ed25519: the field, the order of the subgroup, the curve's constant, and the y of every point of small order.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SMALL = {0, 1, P - 1, *(number(bytes.fromhex(text), "little") for text in (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))}


def ed25519_y(encoded):
    y = number(encoded, "little") & (2**255 - 1)
    demand(len(encoded) == 32 and y < P and y not in SMALL, "signature: a point is not canonical or of small order")
    return y


def ed25519_add(one, other):
    (x1, y1), (x2, y2) = one, other
    product = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P


def ed25519_sound(key):
    """On the curve and of the prime-order subgroup. Either x will do: (x, y) and (-x, y) have one order."""
    y = ed25519_y(key)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    x = root if root * root % P == square else root * pow(2, (P - 1) // 4, P) % P
    demand(x * x % P == square, "key: not on the curve")
    demand(multiply(L, (x, y), ed25519_add, (0, 1)) == (0, 1), "key: not in the prime-order subgroup")


def ed25519_verify(key, signature, message):
    ed25519_y(key)
    ed25519_y(signature[:32])
    demand(len(signature) == 64 and number(signature[32:], "little") < L, "signature: S is not below L")
    ed25519.Ed25519PublicKey.from_public_bytes(key).verify(signature, message)


def es256_sound(key):
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\4" + key)


def es256_verify(key, signature, message):
    demand(len(signature) == 64, "signature: length")
    es256_sound(key).verify(encode_dss_signature(number(signature[:32]), number(signature[32:])), message, ec.ECDSA(hashes.SHA256()))


# SM2, which python3-cryptography does not have. sm2p256v1: the field, a and b of y^2 = x^3 + ax + b, the order, the base point.
SM2_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
SM2_A = SM2_P - 3
SM2_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
SM2_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
SM2_G = (0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
         0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0)


def sm2_add(one, other):
    """None is the point at infinity."""
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % SM2_P == 0:
        return None
    slope = (3 * x1 * x1 + SM2_A) * pow(2 * y1, -1, SM2_P) if one == other else (y2 - y1) * pow(x2 - x1, -1, SM2_P)
    x = (slope * slope - x1 - x2) % SM2_P
    return x, (slope * (x1 - x) - y1) % SM2_P


def sm2_sound(key):
    x, y = number(key[:32]), number(key[32:])
    on_curve = x < SM2_P and y < SM2_P and (y * y - x * x * x - SM2_A * x - SM2_B) % SM2_P == 0
    demand(len(key) == 64 and on_curve, "key: not on the curve")
    demand((x, y) != (SM2_G[0], SM2_P - SM2_G[1]), "key: it belongs to the scalar n-1")
    return x, y


def sm2_za(key):
    return sm3(b"\0\x80" + b"1234567812345678" + b"".join(one.to_bytes(32, "big") for one in (SM2_A, SM2_B, *SM2_G)) + key)


def sm2_verify(key, signature, message):
    point, r, s = sm2_sound(key), number(signature[:32]), number(signature[32:])
    t = (r + s) % SM2_N
    demand(len(signature) == 64 and 0 < r < SM2_N and 0 < s < SM2_N and t != 0, "signature: r, s or r + s is out of range")
    found = sm2_add(multiply(s, SM2_G, sm2_add, None), multiply(t, point, sm2_add, None))
    e = number(sm3(sm2_za(key) + message))
    demand(found is not None and (found[0] + e) % SM2_N == r, "signature: it does not verify under the SM2 key")


KEY_TYPES = {("OKP", "Ed25519"): ("x", {"EdDSA", "Ed25519"}, ed25519_sound, ed25519_verify),
             ("EC", "P-256"): ("xy", {"ES256"}, es256_sound, es256_verify),
             ("EC", "SM2"): ("xy", {"SM2"}, sm2_sound, sm2_verify)}


def canonical(jwk):
    return json.dumps(jwk, sort_keys=True, separators=(",", ":"))


def thumbprint(jwk):
    return base64.urlsafe_b64encode(sha256(canonical(jwk).encode())).decode().rstrip("=")


@functools.lru_cache(maxsize=None)
def sound_key(text):
    """Of a key that may be registered: the algorithms that go with it, and what verifies a signature."""
    jwk = json.loads(text)
    demand((jwk["kty"], jwk["crv"]) in KEY_TYPES, "key: members")
    coordinates, algorithms, sound, verify = KEY_TYPES[jwk["kty"], jwk["crv"]]
    numbers = [base64_of(jwk[name], url=True) for name in coordinates]
    demand(set(jwk) == {"crv", "kty", *coordinates} and all(len(one) == 32 for one in numbers), "key: members")
    key = b"".join(numbers)
    sound(key)
    return algorithms, functools.partial(verify, key)


# ---------------------------------------------------------------- section 4: what parties sign
def open_jws(jws, typ):
    """Header, payload, and what verifies the signature under a key."""
    demand(len(jws) <= 24576 and jws.isascii(), "jws: form")
    header, payload, signature = jws.split(".")
    head, said = base64_of(header, url=True), base64_of(payload, url=True)
    demand(len(head) <= 512 and len(said) <= 16384, "jws: too large")
    head, said = strict_json(head), strict_json(said)
    demand(set(head) == {"alg", "kid", "typ"} and head["typ"] == typ, "jws: header")

    def verify(jwk):
        algorithms, verify_bytes = sound_key(canonical(jwk))
        demand(head["alg"] in algorithms, "key and alg disagree")
        verify_bytes(base64_of(signature, url=True), f"{header}.{payload}".encode())
    return head, said, verify
