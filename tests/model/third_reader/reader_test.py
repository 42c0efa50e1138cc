#!/usr/bin/python3
"""The third reader by itself: it accepts the worked examples of docs/formats.md as they are printed there, and refuses what sections 2 and 3 of that
page refuse although common libraries do not: second spellings, keys and signatures of small or mixed order, S not below L."""
import base64
import hashlib
import json
import pathlib
import re
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/support"))
import verify_ledger as reader  # noqa: E402
import verify_ledger_signatures as signatures  # noqa: E402

PAGE = (ROOT / "docs/formats.md").read_text(encoding="utf-8")


def refused(words, function, *arguments):
    try:
        function(*arguments)
    except reader.Bad as why:
        assert words in str(why), f"{why}, not {words}"
        return
    raise AssertionError(f"accepted: {arguments}, but it must be refused: {words}")


def printed(name):
    """Of the example in the section on commands; other sections have examples with the same names."""
    return re.search(rf"^{name} +(\S.*)$", PAGE[PAGE.index("\n## 4. Command\n"):], re.M).group(1)


def check_command_example():
    def url(text):
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    jwk, payload = json.loads(printed("public key")), printed("payload")
    assert reader.thumbprint(jwk) == printed("kid")
    jws = ".".join((url(printed("header")), url(payload), printed("signature")))
    assert base64.b64encode(hashlib.sha256(jws.encode()).digest()).decode() == printed("jws sha").split()[0]
    _, said, verify = reader.open_jws(jws, "tanbu-command+jws")
    assert said == json.loads(payload)
    verify(jwk)
    refused("header", reader.open_jws, jws, "tanbu-proof+jws")
    changed = ".".join((url(printed("header")), url(payload.replace("Demo factory", "Demo factorY")), printed("signature")))
    refused("signature", reader.open_jws(changed, "tanbu-command+jws")[2], jwk)
    # The last symbol of a signature of 64 bytes has four unused bits; another spelling of them is another text.
    refused("another spelling", reader.open_jws(jws[:-1] + "x", "tanbu-command+jws")[2], jwk)
    return jwk, jws


def check_checkpoint_example():
    note = re.search(r"^(ledger\.example/carbon/1\n13\n.*?)```", PAGE, re.M | re.S).group(1)
    vkey = re.search(r"`(ledger\.example/carbon/1\+a067c361\+[^`]+)`", PAGE).group(1)
    tree = reader.Tree()
    for number in range(13):
        tree.add(reader.leaf_hash(f"entry {number}".encode()))
    assert reader.open_checkpoint(note, vkey) == ("ledger.example/carbon/1", 13, tree.root())
    refused("signature", reader.open_checkpoint, note.replace("\n13\n", "\n12\n"), vkey)
    refused("unsound", reader.open_checkpoint, note, vkey.replace("a067c361", "a067c362"))
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
    refused("signature", reader.ed25519_verify, key, signature, b"another")
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
        return json.dumps({"crv": "Ed25519", "kty": "OKP", "x": base64.urlsafe_b64encode(encoded).decode().rstrip("=")}, separators=(",", ":"))
    assert reader.demand_sound(jwk_of(key)) == key
    # The same point with one of order two beside it: (x, y) + (0, -1) = (-x, -y). It verifies in some libraries and not in others.
    y = signatures.P - (int.from_bytes(key, "little") & (2**255 - 1))
    for sign in (0, 1 << 255):
        refused("prime-order", reader.demand_sound, jwk_of((y | sign).to_bytes(32, "little")))
    refused("small order", reader.demand_sound, jwk_of((1).to_bytes(32, "little")))
    refused("members", reader.demand_sound, jwk_of(key).replace('"kty"', '"use":"sig","kty"'))
    refused("on the curve", reader.demand_sound, json.dumps({"crv": "P-256", "kty": "EC", "x": "A" * 43, "y": "A" * 43}))


def check_encodings():
    for text, words in (('{"a":1,"a":2}', "duplicate"), ('{"a":1,"\\u0061":2}', "duplicate"), ("1.0", "not_an_integer"), ("1e3", "not_an_integer"),
                        ("-0", "range"), ("9007199254740992", "range"), ('"\\u0000"', "text"), ('"\\ud800"', "text"), ("[1]x", "syntax"),
                        ("[" * 33 + "]" * 33, "depth"), ("NaN", "not_an_integer")):
        refused(words, reader.strict_json, text.encode())
    assert reader.strict_json(("[" * 32 + "]" * 32).encode()) and reader.strict_json(b"9007199254740991") == 2**53 - 1
    refused("syntax", reader.strict_json, b"\xef\xbb\xbf{}")
    for text in ("AA", "AA=", "AB==", "A A=", "AA==\n", "AA=="):
        refused("base64", reader.base64_of, text, text == "AA==")
    assert reader.base64_of("AA==") == b"\0" and reader.base64_of("AA", url=True) == b"\0"


check_command_example()
check_checkpoint_example()
check_signatures()
check_encodings()
print("the third reader accepts the page's examples and refuses what the page refuses")
