#!/usr/bin/python3
"""The third reader by itself: it accepts the worked examples of docs/formats.md as they are printed there, and refuses what sections 2 and 3 of that
page refuse although common libraries do not: second spellings, keys and signatures of small or mixed order, S not below L. Of SM2, which it
computes itself, the standard's example (GM/T 0003.5, annex A) verifies, and everything beside it is refused."""
import base64
import hashlib
import json
import pathlib
import re
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/support"))
import verify_ledger as reader  # noqa: E402
import verify_ledger_signatures as signatures  # noqa: E402

PAGE = (ROOT / "docs/formats.md").read_text(encoding="utf-8")


def refused(words, function, *arguments):
    try:
        function(*arguments)
    except reader.REFUSALS as why:
        said = f"{type(why).__name__}: {why}"
        assert words in said, f"{said}, not {words}"
        return
    raise AssertionError(f"accepted: {arguments}, but it must be refused: {words}")


def printed(name, section="4. Command"):
    """Of the example in a section; other sections have examples with the same names."""
    return re.search(rf"^{name} +(\S.*)$", PAGE[PAGE.index(f"\n## {section}\n"):], re.M).group(1)


def url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def check_command_example():
    jwk, payload = json.loads(printed("public key")), printed("payload")
    assert reader.thumbprint(jwk) == printed("kid")
    jws = ".".join((url(printed("header").encode()), url(payload.encode()), printed("signature")))
    assert base64.b64encode(hashlib.sha256(jws.encode()).digest()).decode() == printed("jws sha").split()[0]
    _, said, verify = reader.open_jws(jws, "tanbu-command+jws")
    assert said == json.loads(payload)
    verify(jwk)
    refused("header", reader.open_jws, jws, "tanbu-proof+jws")
    changed = ".".join((url(printed("header").encode()), url(payload.replace("Demo factory", "Demo factorY").encode()), printed("signature")))
    refused("InvalidSignature", reader.open_jws(changed, "tanbu-command+jws")[2], jwk)
    # The last symbol of a signature of 64 bytes has four unused bits; another spelling of them is another text.
    refused("another spelling", reader.open_jws(jws[:-1] + "x", "tanbu-command+jws")[2], jwk)
    return jwk, jws


def check_checkpoint_example():
    note = re.search(r"^(ledger\.example/carbon/1\n13\n.*?)```", PAGE, re.M | re.S).group(1)
    vkey = re.search(r"`(ledger\.example/carbon/1\+a067c361\+[^`]+)`", PAGE).group(1)
    root = reader.root_of([reader.leaf_hash(f"entry {number}".encode()) for number in range(13)])
    assert reader.open_checkpoint(note, vkey) == ("ledger.example/carbon/1", 13, root)
    assert reader.root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    refused("InvalidSignature", reader.open_checkpoint, note.replace("\n13\n", "\n12\n"), vkey)
    refused("unsound", reader.open_checkpoint, note, vkey.replace("a067c361", "a067c362"))
    for spoilt in (note[:-1], note + "\n", note.replace("\n13\n", "\n013\n"), note.replace("\n13\n", "\n13\nmore\n"), note.replace("wMEo", "wME\0"),
                   note + "\u2014 stranger AAAA\n" * 99):
        refused("form", reader.open_checkpoint, spoilt, vkey)
    refused("twice", reader.open_checkpoint, note + note[note.index("\u2014"):], vkey)
    refused("spelling", reader.open_checkpoint, note + "\u2014 stranger AB==\n", vkey)
    unsigned = "\n".join(line for line in note.split("\n") if not line.startswith("\u2014 ledger"))
    refused("missing", reader.open_checkpoint, unsigned, vkey)
    entry = re.search(r'^(\{"v":1,"index":12,.*\})$', PAGE, re.M).group(1)
    assert base64.b64encode(reader.leaf_hash(entry.encode())).decode() == "pSvJeeQFOVCI/08hguQTAyhNVGA6Gxy5UEzv3JQ3sgA="
    assert reader.ENTRY.fullmatch(entry) and not reader.ENTRY.fullmatch(entry.replace(":12,", ":012,"))


def check_signatures():
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"strict").digest())
    key, message = raw(private), b"message"
    signature = private.sign(message)
    reader.ed25519_verify(key, signature, message)
    refused("InvalidSignature", reader.ed25519_verify, key, signature, b"another")
    refused("S is not below L", reader.ed25519_verify, key, signature + b"\0", message)
    scalar = int.from_bytes(signature[32:], "little") + signatures.L
    refused("S is not below L", reader.ed25519_verify, key, signature[:32] + scalar.to_bytes(32, "little"), message)
    # [0]B = R + [k]A holds for the neutral element as R and A, whatever the message: one signature for all texts.
    neutral = (1).to_bytes(32, "little")
    refused("small order", reader.ed25519_verify, neutral, neutral + bytes(32), message)
    for y in signatures.SMALL:
        for sign in (0, 1 << 255):
            refused("small order", reader.ed25519_verify, (y | sign).to_bytes(32, "little"), signature, message)
            refused("small order", reader.ed25519_verify, key, (y | sign).to_bytes(32, "little") + signature[32:], message)
    refused("not canonical", reader.ed25519_verify, (signatures.P + 3).to_bytes(32, "little"), signature, message)
    check_registration(key)


def raw(private):
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def check_registration(key):
    def jwk_of(encoded):
        return reader.canonical({"crv": "Ed25519", "kty": "OKP", "x": url(encoded)})
    assert signatures.sound_key(jwk_of(key))[0] == {"EdDSA", "Ed25519"}
    # The same point with one of order two beside it: (x, y) + (0, -1) = (-x, -y). It verifies in some libraries and not in others.
    y = signatures.P - (int.from_bytes(key, "little") & (2**255 - 1))
    for sign in (0, 1 << 255):
        refused("prime-order", signatures.sound_key, jwk_of((y | sign).to_bytes(32, "little")))
    refused("small order", signatures.sound_key, jwk_of((1).to_bytes(32, "little")))
    refused("members", signatures.sound_key, jwk_of(key).replace('"kty"', '"use":"sig","kty"'))
    refused("members", signatures.sound_key, jwk_of(key + b"\0"))
    refused("members", signatures.sound_key, jwk_of(key).replace("Ed25519", "X25519"))
    check_p256()


def check_p256():
    private = ec.generate_private_key(ec.SECP256R1())
    x, y = private.public_key().public_numbers().x, private.public_key().public_numbers().y

    def verify(r, s, message=b"message", y=y):
        key = {"crv": "P-256", "kty": "EC", "x": url(x.to_bytes(32, "big")), "y": url(y.to_bytes(32, "big"))}
        signatures.sound_key(reader.canonical(key))[1](r.to_bytes(32, "big") + s.to_bytes(32, "big"), message)
    r, s = decode_dss_signature(private.sign(b"message", ec.ECDSA(hashes.SHA256())))
    verify(r, s)
    verify(r, 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551 - s)  # high or low, both are accepted
    refused("ValueError", verify, r, s, b"message", y ^ 1)  # not on the curve
    for arguments in ((r, s, b"another"), (0, s), (r, 0)):
        refused("InvalidSignature", verify, *arguments)


def sm2_sign(secret, message, k, key=None):
    """Signs as an honest signer would, with the k that the caller chooses; under another key's ZA where one is named."""
    e = signatures.number(signatures.sm3(signatures.sm2_za(key or sm2_public(secret)) + message))
    n, x = signatures.SM2_N, signatures.multiply(k, signatures.SM2_G, signatures.sm2_add, None)[0]
    r = (e + x) % n
    return sm2_pair(r, (k - r * secret) * pow(1 + secret, -1, n) % n)


def sm2_public(secret):
    return sm2_pair(*signatures.multiply(secret, signatures.SM2_G, signatures.sm2_add, None))


def sm2_pair(one, other):
    return one.to_bytes(32, "big") + other.to_bytes(32, "big")


def sm2_example():
    """The private key, public key and signature of the standard's example, as the page prints them."""
    d, x, y, r, s = (int(printed(name, "3. Keys and signatures"), 16) for name in "dxyrs")
    return d, sm2_pair(x, y), sm2_pair(r, s)


def check_sm2():
    secret, key, signature = sm2_example()
    message = printed("M", "3. Keys and signatures").encode()
    assert signatures.sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # GM/T 0004, annex A
    assert sm2_public(secret) == key and signatures.sm2_za(key).hex() == printed("ZA", "3. Keys and signatures")
    signatures.sm2_verify(key, signature, message)
    k = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
    assert sm2_sign(secret, message, k) == signature

    def flipped(data, bit):
        return bytes(byte ^ (1 << bit % 8 if at == bit // 8 else 0) for at, byte in enumerate(data))
    for bit in range(0, 512, 5):
        refused("signature", signatures.sm2_verify, key, flipped(signature, bit), message)
        refused("key: not on the curve", signatures.sm2_verify, flipped(key, bit), signature, message)
    for bit in range(0, 8 * len(message), 3):
        refused("does not verify", signatures.sm2_verify, key, signature, flipped(message, bit))
    for text in (b"", message + b"\0", message[:-1]):
        refused("does not verify", signatures.sm2_verify, key, signature, text)
    check_sm2_signature(secret, key, signature, message)
    check_sm2_key(key)


def check_sm2_signature(secret, key, signature, message):
    n, (r, s) = signatures.SM2_N, (signatures.number(signature[at:at + 32]) for at in (0, 32))
    for pair in ((0, s), (n, s), (r + n if r + n < 2**256 else n + 1, s), (r, 0), (r, n), (r, n + 1), (r, n - r), (2**256 - 1, s)):
        refused("out of range", signatures.sm2_verify, key, sm2_pair(*pair), message)
    refused("does not verify", signatures.sm2_verify, key, sm2_pair(r, n - s), message)  # no second signature, as with ECDSA
    for spelling in (signature[:-1], signature + b"\0", b""):
        refused("out of range", signatures.sm2_verify, key, spelling, message)
    # [s]G + [t]P is infinity where s + t d = 0: it has no x, and whatever r is must not pass.
    t = 12345
    refused("does not verify", signatures.sm2_verify, key, sm2_pair((t + t * secret) % n, -t * secret % n), message)
    # Under another's ZA, and under none: what was signed for one key is no signature of another one's.
    other = sm2_public(7)
    refused("does not verify", signatures.sm2_verify, key, sm2_sign(secret, message, 99, other), message)
    signatures.sm2_verify(other, sm2_sign(7, message, 99), message)
    refused("does not verify", signatures.sm2_verify, key, sm2_sign(7, message, 99), message)


def check_sm2_key(key):
    p, (gx, gy) = signatures.SM2_P, signatures.SM2_G

    def jwk_of(encoded, **changes):
        return {"crv": "SM2", "kty": "EC", "x": url(encoded[:32]), "y": url(encoded[32:]), **changes}

    def open_key(jwk):
        return signatures.sound_key(reader.canonical(jwk))
    assert reader.thumbprint(jwk_of(key)) == printed("kid", "3. Keys and signatures") and open_key(jwk_of(key))[0] == {"SM2"}
    open_key(jwk_of(sm2_pair(gx, gy)))
    refused("scalar n-1", open_key, jwk_of(sm2_pair(gx, p - gy)))
    refused("on the curve", open_key, jwk_of(bytes(64)))
    refused("on the curve", open_key, jwk_of(key[32:] + key[:32]))
    # A point whose x has a second spelling in 32 bytes, and the same with the y of its negative.
    x = next(x for x in range(1, 99) if pow(x**3 + signatures.SM2_A * x + signatures.SM2_B, (p - 1) // 2, p) == 1)
    y = pow(x**3 + signatures.SM2_A * x + signatures.SM2_B, (p + 1) // 4, p)
    open_key(jwk_of(sm2_pair(x, y)))
    refused("on the curve", open_key, jwk_of(sm2_pair(x + p, y)))
    refused("ValueError", open_key, jwk_of(key, crv="P-256"))
    refused("members", open_key, jwk_of(key, crv="SM3"))
    refused("members", open_key, jwk_of(key, alg="SM2"))
    refused("members", open_key, jwk_of(key, x=url(key[:31])))


def check_sm2_jws():
    secret, key, _ = sm2_example()
    jwk = {"crv": "SM2", "kty": "EC", "x": url(key[:32]), "y": url(key[32:])}

    def verifier(alg, change=lambda signature: signature):
        head = url(reader.canonical({"alg": alg, "kid": reader.thumbprint(jwk), "typ": "tanbu-command+jws"}).encode())
        signed = head + "." + url(b"{}")
        return reader.open_jws(signed + "." + url(change(sm2_sign(secret, signed.encode(), 4711))), "tanbu-command+jws")[2]
    verifier("SM2")(jwk)
    refused("does not verify", verifier("SM2", lambda signature: signature[:-1] + bytes([signature[-1] ^ 1])), jwk)
    for alg in ("ES256", "EdDSA", "none"):
        refused("key and alg disagree", verifier(alg), jwk)


def check_second_line():
    """The SM2 line of a checkpoint: strangers skip it, and whoever names its key demands it."""
    secret, key, _ = sm2_example()
    log, name = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"log").digest()), "ledger.example/carbon/1"
    text = f"{name}\n1\n{base64.b64encode(bytes(32)).decode()}\n"

    def known_as(public):
        key_id = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
        return key_id, f"{name}+{key_id.hex()}+{base64.b64encode(public).decode()}"

    def line(key_id, signature):
        return f"\u2014 {name} {base64.b64encode(key_id + signature).decode()}\n"
    (first_id, vkey), (second_id, sm2_vkey) = known_as(b"\1" + raw(log)), known_as(reader.SM2_LINE_KEY + key)
    note = text + "\n" + line(first_id, log.sign(text.encode()))
    second = line(second_id, sm2_sign(secret, text.encode(), 815))
    for order in (note + second, text + "\n" + second + note[len(text) + 1:]):
        assert reader.open_checkpoint(order, vkey) == reader.open_checkpoint(order, sm2_vkey, sm2=True) == (name, 1, bytes(32))
    refused("missing", reader.open_checkpoint, note, sm2_vkey, True)
    refused("twice", reader.open_checkpoint, note + second + second, sm2_vkey, True)
    other = line(second_id, sm2_sign(secret, text.encode() + b"\n", 815))
    refused("does not verify", reader.open_checkpoint, note + other, sm2_vkey, True)
    assert reader.open_checkpoint(note + other, vkey)[1] == 1  # to whom does not know the key it is a stranger's line
    # Neither key takes the other one's place, and no other key of 64 bytes is an SM2 key.
    refused("unsound", reader.open_checkpoint, note + second, vkey, True)
    refused("unsound", reader.open_checkpoint, note + second, sm2_vkey)
    refused("unsound", reader.open_checkpoint, note + second, known_as(b"\xff" + key)[1], True)
    refused("on the curve", reader.open_checkpoint, note + line(known_as(reader.SM2_LINE_KEY + bytes(64))[0], bytes(64)),
            known_as(reader.SM2_LINE_KEY + bytes(64))[1], True)


def check_encodings():
    for text, words in (('{"a":1,"a":2}', "duplicate"), ('{"a":1,"\\u0061":2}', "duplicate"), ("1.0", "not_an_integer"), ("1e3", "not_an_integer"),
                        ("-0", "range"), ("9007199254740992", "range"), ('"\\u0000"', "text"), ('"\\ud800"', "text"), ("[1]x", "JSONDecodeError"),
                        ("[" * 33 + "]" * 33, "depth"), ("NaN", "not_an_integer")):
        refused(words, reader.strict_json, text.encode())
    assert reader.strict_json(("[" * 32 + "]" * 32).encode()) and reader.strict_json(b"9007199254740991") == 2**53 - 1
    refused("JSONDecodeError", reader.strict_json, b"\xef\xbb\xbf{}")
    refused("UnicodeDecodeError", reader.strict_json, b'"\xc0\x80"')
    refused("Recursion", reader.strict_json, b"[" * 100_000)
    for text in ("AA", "AA=", "AB==", "A A=", "AA==\n", "AA=="):
        refused("base64", reader.base64_of, text, text == "AA==")
    assert reader.base64_of("AA==") == b"\0" and reader.base64_of("AA", url=True) == b"\0"


check_command_example()
check_checkpoint_example()
check_signatures()
check_sm2()
check_sm2_jws()
check_second_line()
check_encodings()
print("the third reader accepts the page's examples and refuses what the page refuses")
