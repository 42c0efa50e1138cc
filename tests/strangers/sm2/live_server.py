#!/usr/bin/python3
"""A party that signs with npm's sm-crypto is enrolled, sends commands and reads by right; sm-crypto and Bouncy Castle verify the second line
of the server's checkpoints; the command line demands that line in receipts and in the audit. No SM2 of ours is on the strangers' side.

Usage: live_server.py TANBU FOLDER_FOR_NPM
"""
import base64
import hashlib
import json
import os
import pathlib
import secrets
import stat
import sys
import tempfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from strangers import SPKI, bouncy_castle, sm_crypto

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import ORIGIN, Ledger, Server, base64url  # noqa: E402

N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
IDENTIFIER = b"\xffPKIX-SM2-SM3"
FALSE = 3


class Sm2Key:
    """A private key whose every use is the stranger's."""

    def __init__(self, stranger):
        self.stranger = stranger
        self.secret = f"{secrets.randbelow(N - 2) + 1:064x}"
        self.point = stranger.public(self.secret)
        x, y = (base64url(bytes.fromhex(half)) for half in (self.point[:64], self.point[64:]))
        self.jwk = {"crv": "SM2", "kty": "EC", "x": x, "y": y}
        self.kid = base64url(hashlib.sha256(json.dumps(self.jwk, separators=(",", ":")).encode()).digest())

    def sign(self, payload, kind="tanbu-command+jws", algorithm="SM2", kid=None):
        header = json.dumps({"alg": algorithm, "kid": kid or self.kid, "typ": kind})
        signed = base64url(header.encode()) + "." + base64url(json.dumps(payload, ensure_ascii=False).encode())
        return signed + "." + base64url(bytes.fromhex(self.stranger.sign(self.secret, signed.encode())))


def check_commands(ledger, server, key):
    party = "x:by-sm-crypto"

    def enroll(jwk, proof):
        return server.submit(ledger.command(ledger.association, "enroll_party", {"party": party, "name": "国密签名企业", "legal_form": "legal_person",
                                                                                 "key": jwk, "proof": proof}))

    proof = key.sign({"party": party, "aud": ORIGIN}, kind="tanbu-proof+jws")
    zero, high = base64url(bytes(32)), base64url(b"\xff" * 32)
    for unsound in ({**key.jwk, "x": zero, "y": zero}, {**key.jwk, "x": key.jwk["y"], "y": key.jwk["x"]}, {**key.jwk, "x": high},
                    {**key.jwk, "crv": "P-256"}, {**key.jwk, "alg": "SM2"}):
        status, problem = enroll(unsound, proof)
        assert status == 422 and "key_unsound" in json.dumps(problem), problem
    status, problem = enroll(key.jwk, Sm2Key(key.stranger).sign({"party": party, "aud": ORIGIN}, kind="tanbu-proof+jws"))
    assert status == 422 and "key_proof" in json.dumps(problem), problem
    status, answer = enroll(key.jwk, proof)
    assert status == 201, answer

    payload = ledger.payload(party, "register_factory", ledger.site("国密路 1 号"))
    status, answer = server.submit(key.sign(payload))
    assert status == 201, answer
    status, again = server.submit(key.sign(payload))
    assert status == 200 and again["receipt"] == answer["receipt"], again
    # The registered key fixes the algorithm: its own signature under another name, and others' under its name.
    association = ledger.keys[ledger.association]
    other = ledger.payload(party, "register_factory", ledger.site("国密路 2 号"))
    for forged in (key.sign(other, algorithm="ES256"), key.sign(other, algorithm="EdDSA"), key.sign(other, kid=association.kid),
                   Sm2Key(key.stranger).sign(other, kid=key.kid), key.sign(other)[:-4] + "AAAA"):
        status, problem = server.submit(forged)
        assert status == 401 and problem["code"] == "signature_invalid", problem
    # An access token signed with SM2 shows the party its own restricted command, and one signed by another key does not.
    claims = {"iss": party, "aud": ORIGIN, "iat": payload["iat"], "exp": payload["iat"] + 600}
    path = f"/v1/holdings?party={party}"
    assert server.get(path, key.sign(claims, kind="tanbu-access+jws"))[0] == 200
    assert server.get(path, Sm2Key(key.stranger).sign(claims, kind="tanbu-access+jws", kid=key.kid))[0] == 401
    assert server.get(path)[0] in (401, 403, 404)
    return answer["index"]


def lines_of(note):
    """The text and, for each signature line, name, id and bytes."""
    text, rest = note.rsplit("\n\n", 1)
    lines = []
    for line in rest.splitlines():
        dash, name, data = line.split(" ")
        assert dash == "\u2014"
        data = base64.b64decode(data, validate=True)
        lines.append((name, data[:4], data[4:]))
    return (text + "\n").encode(), lines


def check_checkpoint(ledger, server, strangers):
    info = json.loads(server.get("/v1/log")[1])
    assert (ledger.folder / "ledger" / "log-sm2.vkey").read_text() == info["sm2_vkey"] + "\n"
    assert stat.S_IMODE(os.stat(ledger.folder / "ledger" / "keys" / "log-sm2").st_mode) == 0o600
    name, key_id, key = info["sm2_vkey"].split("+", 2)
    key = base64.b64decode(key, validate=True)
    assert name == ORIGIN and key.startswith(IDENTIFIER + bytes.fromhex(SPKI)) and len(key) == 13 + 91
    assert hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() == key_id
    text, lines = lines_of(server.get("/log/checkpoint")[1].decode())
    assert [line[0] for line in lines] == [ORIGIN, ORIGIN] and lines[1][1].hex() == key_id and len(lines[1][2]) == 64
    Ed25519PublicKey.from_public_bytes(base64.b64decode(info["vkey"].split("+", 2)[2])[1:]).verify(lines[0][2], text)
    point, signature = key[-64:].hex(), lines[1][2].hex()
    for stranger in strangers:
        assert stranger.verify(point, text, signature), stranger.name
        assert not stranger.verify(point, text + b"\n", signature), stranger.name
        assert not stranger.verify(point, text.replace(b"\n", b"\n1", 1), signature), stranger.name
    return info


def check_command_line(ledger, server, info, index):
    receipt = server.get(f"/v1/entries/{index}/receipt")[1].decode()
    at = receipt.rindex("\u2014 ")
    signed = base64.b64decode(receipt[at:].split(" ")[2])
    false_line = base64.b64encode(signed[:-1] + bytes([signed[-1] ^ 1])).decode()
    copies = {"good": receipt, "stripped": receipt[:at], "false": f"{receipt[:at]}\u2014 {ORIGIN} {false_line}\n"}
    for copy, content in copies.items():
        path = ledger.folder / f"{copy}.tlog-proof"
        path.write_text(content, encoding="utf-8")
        # Who does not know the key skips its line; who demands it wants it there and true.
        assert ledger.run("verify", path, "--vkey", info["vkey"]).returncode == 0, copy
        demanded = ledger.run("verify", path, "--vkey", info["vkey"], "--sm2-vkey", info["sm2_vkey"], "--json")
        assert demanded.returncode == (0 if copy == "good" else FALSE), (copy, demanded.stdout, demanded.stderr)
        assert json.loads(demanded.stdout).get("code") == {"stripped": "checkpoint_without_sm2_line", "false": "note_signature_invalid"}.get(copy)
    good = ledger.folder / "good.tlog-proof"
    # The SM2 key alone is as good a key for the whole receipt, and no other text is taken for one.
    assert ledger.run("verify", good, "--vkey", info["sm2_vkey"]).returncode == 0
    assert ledger.run("verify", ledger.folder / "stripped.tlog-proof", "--vkey", info["sm2_vkey"]).returncode == FALSE
    assert ledger.run("verify", good, "--vkey", info["vkey"], "--sm2-vkey", info["vkey"]).returncode == 2
    over_url = ["--url", server.url, "--vkey", info["vkey"]]
    assert ledger.run("log", "checkpoint", *over_url, "--sm2-vkey", info["sm2_vkey"]).returncode == 0
    shown = ledger.run("log", "info", *over_url, "--sm2-vkey", info["sm2_vkey"])
    assert shown.returncode == 0 and info["sm2_vkey"] in shown.stdout, shown.stderr
    audit = ledger.run("audit", *over_url, "--sm2-vkey", info["sm2_vkey"], "--json")
    # 4: nothing amiss, and a stranger may not read every command.
    assert audit.returncode == 4 and json.loads(audit.stdout)["sm2_lines_verified"] == 1, audit.stdout


def check_audit(ledger, info, other_vkey):
    folder = ledger.folder / "ledger"
    report = ledger.run("audit", "--dir", folder, "--vkey", info["vkey"], "--sm2-vkey", info["sm2_vkey"], "--json")
    said = json.loads(report.stdout)
    assert report.returncode == 0 and said["ok"] and said["complete"], report.stdout
    assert said["sm2_lines_verified"] == said["checkpoints_verified"] > 0, said
    assert said["signatures_verified"] == said["size"], said
    report = ledger.run("audit", "--dir", folder, "--sm2-vkey", other_vkey, "--json")
    assert report.returncode == FALSE and json.loads(report.stdout)["findings"][0]["code"] == "sm2_line_missing", report.stdout


def add_line_later(ledger, root):
    """A ledger that began without the line; its vkey."""
    later = Ledger(ledger.tanbu, root / "later")
    server = Server(later)
    assert json.loads(server.get("/v1/log")[1])["sm2_vkey"] is None
    assert later.run("add-sm2-line", "--dir", later.folder / "ledger").returncode != 0  # the server holds the folder
    assert server.stop() == 0
    made = later.run("add-sm2-line", "--dir", later.folder / "ledger", "--json", check=True)
    assert later.run("add-sm2-line", "--dir", later.folder / "ledger").returncode == 6  # once
    server = Server(later)
    later.populate(server)
    info = json.loads(server.get("/v1/log")[1])
    assert info["sm2_vkey"] == json.loads(made.stdout)["sm2_vkey"] and info["checkpoint"].count("\n\u2014 ") == 2
    assert server.stop() == 0
    audit = later.run("audit", "--dir", later.folder / "ledger", "--sm2-vkey", info["sm2_vkey"], "--json")
    said = json.loads(audit.stdout)
    assert audit.returncode == 0 and said["sm2_lines_verified"] == said["checkpoints_verified"] - 1, audit.stdout
    return info["sm2_vkey"]


def main():
    with tempfile.TemporaryDirectory(prefix="tanbu-sm2-") as temporary:
        root = pathlib.Path(temporary)
        strangers = [sm_crypto(sys.argv[2]), bouncy_castle()]
        ledger = Ledger(sys.argv[1], root / "s", "--sm2-line")
        server = Server(ledger)
        ledger.populate(server)
        index = check_commands(ledger, server, Sm2Key(strangers[0]))
        info = check_checkpoint(ledger, server, strangers)
        check_command_line(ledger, server, info, index)
        assert server.stop() == 0
        check_audit(ledger, info, add_line_later(ledger, root))
        for stranger in strangers:
            stranger.close()
        print(f"{info['size']} entries, second line {info['sm2_vkey'].split('+')[1]} verified by sm-crypto and Bouncy Castle")


main()
