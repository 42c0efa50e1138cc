#!/usr/bin/python3
"""TLS of the real server, asked by Python's ssl, by curl and by openssl s_client: versions, certificates that are read again, clients' own.

Usage: tls_test.py TANBU
"""
import http.client
import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: E402
from serving_client import Authority, Process, populated, trusting, until  # noqa: E402


def write(path, text, mode=0o600):
    """As an operator should: the new file is put in the old one's place at once."""
    part = path.with_suffix(".part")
    part.write_bytes(text)
    os.chmod(part, mode)
    part.rename(path)


def peer_name(port, context):
    with socket.create_connection(("127.0.0.1", port), timeout=60) as raw, context.wrap_socket(raw, server_hostname="localhost") as secure:
        return dict(pair[0] for pair in secure.getpeercert()["subject"])["commonName"], secure.version()


def strangers(server, folder, authority):
    """Clients that nobody here wrote."""
    root = folder / "root.pem"
    root.write_bytes(authority.pem())
    done = subprocess.run(["curl", "--silent", "--show-error", "--cacert", root, "--resolve", f"localhost:{server.port}:127.0.0.1",
                           f"https://localhost:{server.port}/v1/log"], capture_output=True, check=False, timeout=60)
    assert done.returncode == 0 and json.loads(done.stdout)["size"] > 0, done
    for version, works in (("-tls1", False), ("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)):
        done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", "-CAfile", root, "-verify_return_error",
                               version, "-cipher", "ALL:@SECLEVEL=0", "-quiet"], input=b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                              capture_output=True, check=False, timeout=60)
        assert (b'{"alive":true}' in done.stdout) == works, (version, done)
    # Without forward secrecy or authenticated encryption nothing is spoken.
    for suite in ("AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256"):
        done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", "-tls1_2", "-cipher", suite], input=b"",
                              capture_output=True, check=False, timeout=60)
        assert done.returncode != 0, suite
    # In the clear on the same port: closed, and no word of HTTP.
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as raw:
        raw.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        try:
            assert b"HTTP" not in raw.recv(1000)
        except ConnectionResetError:
            pass


def reloads(server, folder, authority):
    certificate, key = folder / "server.pem", folder / "server.key"
    context = trusting(authority.pem())
    assert peer_name(server.port, context) == ("first.example", "TLSv1.3")
    kept = http.client.HTTPSConnection("localhost", server.port, timeout=60, context=context)
    kept.request("GET", "/v1/log")
    assert kept.getresponse().read()
    first_socket = kept.sock

    def outcome(kind, count):
        until(lambda: sum(line.get("event") == kind for line in server.log()) == count, f"no {kind}")

    for text, key_text in ((b"nonsense", None), (b"", None), (authority.issue("other.example")[0], None), (None, b"nonsense")):
        old = certificate.read_bytes(), key.read_bytes()
        if text is not None:
            write(certificate, text)
        if key_text is not None:
            write(key, key_text)
        before = sum(line.get("event") == "tls_kept" for line in server.log())
        server.process.send_signal(signal.SIGHUP)
        outcome("tls_kept", before + 1)
        assert peer_name(server.port, context)[0] == "first.example", "a bad file keeps the old certificate"
        write(certificate, old[0])
        write(key, old[1])
        kept.request("GET", "/v1/log")
        assert kept.getresponse().read()
    certificate.unlink()
    server.process.send_signal(signal.SIGHUP)
    outcome("tls_kept", 5)
    assert peer_name(server.port, context)[0] == "first.example"

    texts = authority.issue("second.example")
    write(key, texts[1])
    write(certificate, texts[0])
    server.process.send_signal(signal.SIGHUP)
    outcome("tls_reloaded", 1)
    assert peer_name(server.port, context)[0] == "second.example"
    kept.request("GET", "/v1/log")
    assert kept.getresponse().status == 200 and kept.sock is first_socket, "an open connection was dropped"
    kept.close()
    samples = server.metrics()
    assert samples['tanbu_tls_reloads_total{outcome="kept"}'] == 5 and samples['tanbu_tls_reloads_total{outcome="loaded"}'] == 1
    assert samples["tanbu_tls_certificate_not_after_seconds"] > 1_700_000_000


def under_load(server, folder, authority):
    """Certificates change ten times while clients keep asking; not one question fails."""
    context = trusting(authority.pem())
    failures, stop = [], threading.Event()
    answered = []

    def ask():
        count = 0
        while not stop.is_set():
            try:
                connection = http.client.HTTPSConnection("localhost", server.port, timeout=60, context=context)
                for _ in range(5):
                    connection.request("GET", "/v1/log")
                    answer = connection.getresponse()
                    if answer.status != 200 or not json.loads(answer.read())["size"]:
                        failures.append(answer.status)
                    count += 1
                connection.close()
            except Exception as trouble:  # pylint: disable=broad-except
                failures.append(repr(trouble))
        answered.append(count)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    before = sum(line.get("event") == "tls_reloaded" for line in server.log())
    for number in range(10):
        texts = authority.issue(f"number-{number}.example")
        write(folder / "server.key", texts[1])
        write(folder / "server.pem", texts[0])
        server.process.send_signal(signal.SIGHUP)
        until(lambda count=number: sum(line.get("event") == "tls_reloaded" for line in server.log()) == before + count + 1, "no reload")
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures, failures[:3]
    assert all(answered), answered


def clients(ledger, folder, authority):
    people = Authority("people")
    (folder / "people.pem").write_bytes(people.pem())
    texts = people.issue("somebody.example", ExtendedKeyUsageOID.CLIENT_AUTH)
    (folder / "client.pem").write_bytes(texts[0])
    (folder / "client.key").write_bytes(texts[1])
    texts = Authority("strangers").issue("stranger.example", ExtendedKeyUsageOID.CLIENT_AUTH)
    (folder / "stranger.pem").write_bytes(texts[0])
    (folder / "stranger.key").write_bytes(texts[1])
    server = Process(ledger, "--tls-cert", folder / "server.pem", "--tls-key", folder / "server.key", "--tls-client-ca", folder / "people.pem",
                     name="mutual")

    def asks(context):
        connection = http.client.HTTPSConnection("localhost", server.port, timeout=60, context=context)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    assert asks(trusting(authority.pem(), folder / "client.pem", folder / "client.key")) == 200
    assert asks(trusting(authority.pem())) is None
    assert asks(trusting(authority.pem(), folder / "stranger.pem", folder / "stranger.key")) is None
    assert server.stop() == 0


def refused_at_start(ledger, folder):
    serve = ["serve", "--dir", ledger.folder / "ledger", "--listen", "127.0.0.1:0"]
    assert ledger.run(*serve, "--tls-cert", folder / "server.pem").returncode == 2, "a certificate without its key"
    assert ledger.run(*serve, "--tls-cert", folder / "absent.pem", "--tls-key", folder / "server.key").returncode == 1
    assert ledger.run(*serve, "--tls-cert", folder / "server.key", "--tls-key", folder / "server.key").returncode == 1
    assert ledger.run(*serve, "--tls-cert", folder / "server.pem", "--tls-key", folder / "server.key", "--tls-client-ca",
                      folder / "absent.pem").returncode == 1, "clients were to be asked, and nobody knows for what"
    for option, text in (("--limit-key", "many"), ("--limit-address", "5"), ("--limit-batch", "0/0"), ("--trusted-proxy", "10.0.0.1/8"),
                         ("--metrics", "nowhere"), ("--forwarded-field", "via")):
        assert ledger.run(*serve, option, text).returncode == 2, option


def main():
    tanbu = sys.argv[1]
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        ledger = populated(tanbu, folder / "all")
        authority = Authority("root")
        texts = authority.issue("first.example")
        write(folder / "server.pem", texts[0])
        write(folder / "server.key", texts[1])
        server = Process(ledger, "--tls-cert", folder / "server.pem", "--tls-key", folder / "server.key", "--metrics", "127.0.0.1:0")
        assert server.url.startswith("https://"), server.lines
        strangers(server, folder, authority)
        reloads(server, folder, authority)
        under_load(server, folder, authority)
        assert server.stop() == 0
        clients(ledger, folder, authority)
        refused_at_start(ledger, folder)
    print("TLS: strangers' clients, reloads with open connections and under load, clients' certificates")


if __name__ == "__main__":
    main()
