"""A witness (C2SP tlog-witness v1.0.0) in Python, and the ways in which one can be broken. For tests.

It shares no code with tanbu: notes, proofs and signatures are judged here by hashlib and Debian's python3-cryptography.
"""
import base64
import hashlib
import http.server
import socket
import struct
import threading
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

DASH = "\u2014 "


def key_id(name, kind, public):
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


class NoteKey:
    """A public key of a note, from its text."""

    def __init__(self, vkey):
        self.name, hexadecimal, material = vkey.split("+", 2)
        raw = base64.b64decode(material, validate=True)
        self.kind, self.public = raw[0], raw[1:]
        self.id = key_id(self.name, self.kind, self.public)
        assert self.id.hex() == hexadecimal

    def verifies(self, text, line):
        """The time of a cosignature, 0 of a plain signature; None when the line is not this key's or does not hold."""
        name, _, encoded = line[len(DASH):].partition(" ")
        raw = base64.b64decode(encoded, validate=True)
        if name != self.name or raw[:4] != self.id:
            return None
        when, signed, signature = 0, text.encode(), raw[4:]
        if self.kind == 4:
            when = struct.unpack(">Q", raw[4:12])[0]
            signed, signature = f"cosignature/v1\ntime {when}\n{text}".encode(), raw[12:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, signed)
        except InvalidSignature:
            return None
        return when


def split_note(note):
    """Text and signature lines."""
    text, _, lines = note.rpartition("\n\n")
    return text + "\n", lines.splitlines()


def size_and_root(text):
    _, size, root = text.splitlines()
    return int(size), base64.b64decode(root, validate=True)


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def consistent(old_size, size, old_root, root, proof):
    """RFC 9162 section 2.1.4.2."""
    if old_size == size:
        return not proof and old_root == root
    if not proof:
        return False
    if old_size & (old_size - 1) == 0:
        proof = [old_root, *proof]
    first, second = old_size - 1, size - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    old_hash = new_hash = proof[0]
    for sibling in proof[1:]:
        if second == 0:
            return False
        if first & 1 or first == second:
            old_hash, new_hash = node(sibling, old_hash), node(sibling, new_hash)
            while first and not first & 1:
                first, second = first >> 1, second >> 1
        else:
            new_hash = node(new_hash, sibling)
        first, second = first >> 1, second >> 1
    return second == 0 and old_hash == old_root and new_hash == root


class Witness:
    """Serves on a free port of loopback. `faults` are answered first, one a request; then it is honest, unless `always`."""

    def __init__(self, name, faults=(), always=None):
        self.name = "witness.example/" + name
        self.private = Ed25519PrivateKey.generate()
        public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = key_id(self.name, 4, public)
        self.vkey = f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([4]) + public).decode()}"
        self.faults, self.always = list(faults), always
        self.log, self.size, self.root = None, 0, None  # the log's key is told later
        self.olds, self.paths, self.most_at_once, self.at_once = [], [], 0, 0
        self.held, self.release = threading.Event(), threading.Event()
        self.lock = threading.Lock()
        witness = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                with witness.lock:
                    witness.at_once += 1
                    witness.most_at_once = max(witness.most_at_once, witness.at_once)
                    witness.paths.append(self.path)
                try:
                    fault = witness.always or (witness.faults.pop(0) if witness.faults else None)
                    (fault or Handler.honest)(self, witness, body)
                finally:
                    with witness.lock:
                        witness.at_once -= 1

            def honest(self, _, body):
                self.answer(*witness.judge(body))

            def answer(self, status, body=b"", content_type="text/plain; charset=utf-8", **headers):
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                for header, value in headers.items():
                    self.send_header(header, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):  # clients that go away are part of the test
                pass

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.release.set()
        self.server.shutdown()
        self.server.server_close()

    def judge(self, body):
        """Status, body and content type of an honest witness."""
        request, _, note = body.partition("\n\n")
        first, *hashes = request.split("\n")
        assert first.startswith("old ") and str(int(first[4:])) == first[4:], first
        old_size, proof = int(first[4:]), [base64.b64decode(one, validate=True) for one in hashes]
        text, lines = split_note(note)
        size, root = size_and_root(text)
        if text.split("\n")[0] != self.log.name:
            return 404, b"unknown log\n"
        if not any(self.log.verifies(text, line) is not None for line in lines):
            return 403, b"not signed by the log\n"
        if old_size > size:
            return 400, b"the old size is larger than the new one\n"
        with self.lock:
            self.olds.append(old_size)
            if old_size != self.size or (size == self.size and root != self.root):
                return 409, f"{self.size}\n".encode(), "text/x.tlog.size"
            if (proof if old_size == 0 else not consistent(old_size, size, self.root, root, proof)):
                return 422, b"the proof does not lead there\n"
            self.size, self.root = size, root
        return 200, self.line(text)

    def line(self, text, when=None, forged=False):
        when = int(time.time()) if when is None else when
        signature = self.private.sign(f"cosignature/v1\ntime {when}\n{text}".encode())
        if forged:
            signature = signature[:-1] + bytes([signature[-1] ^ 1])
        raw = self.id + struct.pack(">Q", when) + signature
        return (DASH + self.name + " " + base64.b64encode(raw).decode() + "\n").encode()


def status(number, body=b"no\n", content_type="text/plain", **headers):
    return lambda handler, witness, request: handler.answer(number, body, content_type, **headers)


def forge(handler, witness, body):
    text, _ = split_note(body.partition("\n\n")[2])
    handler.answer(200, witness.line(text, forged=True))


def endless(handler, _, __):
    """A header that promises little, and a body that never ends."""
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True
    while True:  # until the other side hangs up
        handler.wfile.write(b"x" * 65536)


def hang_up(handler, _, __):
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def never(handler, witness, _):
    witness.held.set()
    witness.release.wait()
    hang_up(handler, witness, None)
