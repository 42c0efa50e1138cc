"""What the tests of serving share: certificates, a server with any arguments, its log and its page of metrics.

Shares no code with tanbu: certificates come from Debian's python3-cryptography, TLS from Python's ssl and curl.
"""
import datetime
import http.client
import json
import os
import pathlib
import signal
import ssl
import subprocess
import sys
import time
import urllib.request

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import Ledger  # noqa: E402


class Authority:
    """A certificate authority of a test's own."""

    def __init__(self, name):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._certificate(self.name, self.key.public_key(), [(x509.BasicConstraints(ca=True, path_length=0), True)])

    def _certificate(self, subject, key, extensions):
        now = datetime.datetime.utcnow()
        builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key)
                   .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
                   .not_valid_after(now + datetime.timedelta(days=2)))
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical=critical)
        return builder.sign(self.key, hashes.SHA256())

    def pem(self):
        return self.certificate.public_bytes(Encoding.PEM)

    def issue(self, name, usage=ExtendedKeyUsageOID.SERVER_AUTH):
        """Certificate and key as PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._certificate(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key.public_key(), [
            (x509.SubjectAlternativeName([x509.DNSName(name), x509.DNSName("localhost")]), False),
            (x509.ExtendedKeyUsage([usage]), False)])
        return (certificate.public_bytes(Encoding.PEM),
                key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


class Process:
    """`tanbu serve` with any arguments. Its log is read from a file of its own."""

    def __init__(self, ledger, *arguments, environment=None, name="server", prefix=(), descriptors=(), listen="127.0.0.1:0"):
        self.log_file = ledger.folder / f"{name}.log"
        self.process = subprocess.Popen(
            [*prefix, ledger.tanbu, "serve", "--dir", str(ledger.folder / "ledger"), "--listen", listen, *map(str, arguments)],
            env={**os.environ, **(environment or {})}, stdout=subprocess.PIPE, stderr=open(self.log_file, "a", encoding="utf-8"),
            text=True, pass_fds=descriptors)
        self.lines = [self.process.stdout.readline()]
        self.url = next((word for word in self.lines[0].split() if word.startswith("http")), None)
        self.port = int(self.url.rsplit(":", 1)[1]) if self.url else None
        self.metrics_url = None
        if "--metrics" in map(str, arguments):
            self.metrics_url = self.process.stdout.readline().split()[-1]

    def request(self, method, path, body=None, headers=None, port=None, host="127.0.0.1"):
        """On a connection of its own: status, headers, bytes."""
        connection = http.client.HTTPConnection(host, port or self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def submit(self, jws, headers=None):
        status, _, body = self.request("POST", "/v1/commands", jws, {"Content-Type": "application/jose", **(headers or {})})
        return status, json.loads(body)

    def grant(self, jws):
        status, answer = self.submit(jws)
        assert status in (200, 201), (status, answer)
        return answer["index"]

    def log(self):
        """Lines of JSON."""
        found = []
        for line in self.log_file.read_text(encoding="utf-8").splitlines():
            if line.startswith("{"):
                found.append(json.loads(line))
        return found

    def logged(self, wanted, what):
        """The first line of the log for which `wanted` holds, which may still be on its way."""
        found = []
        until(lambda: found.extend(filter(wanted, self.log())) or found, what)
        return found[0]

    def metrics(self):
        """Every sample by its name with labels."""
        page = urllib.request.urlopen(self.metrics_url, timeout=60).read().decode()
        return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in page.splitlines() if line and not line.startswith("#")}

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=30)
        self.process.stdout.close()
        return status


def until(condition, what, seconds=60):
    """Bounded; how long it takes is not judged."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def trusting(authority_pem, certificate=None, key=None):
    context = ssl.create_default_context(cadata=authority_pem.decode())
    if certificate:
        context.load_cert_chain(certificate, key)
    return context


def populated(tanbu, folder):
    """A ledger with a factory and credits, and no server."""
    ledger = Ledger(tanbu, folder)
    server = Process(ledger, name="populating")
    ledger.populate(server)
    assert server.stop() == 0
    return ledger
