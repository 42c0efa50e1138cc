"""Those who sign and verify with SM2 here: our own program and three that nobody here wrote. All of them answer the same questions
(ours.cpp says which). Python's own share is DER, because the openssl command speaks nothing else.
"""
import pathlib
import shutil
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
IDENTIFIER = "distid:1234567812345678"
SPKI = "3059301306072a8648ce3d020106082a811ccf5501822d03420004"  # in front of x and y
JAR = "/usr/share/java/bcprov.jar"


class Process:
    """A program that answers line by line."""

    def __init__(self, name, *command):
        self.name = name
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        self.process.stdin.write(" ".join(word or "-" for word in words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        assert answer, f"{self.name} gave no answer to {words}"
        return answer

    def public(self, secret):
        return self.ask("public", secret)

    def sign(self, secret, message):
        return self.ask("sign", secret, message.hex())

    def verify(self, point, message, signature):
        answer = self.ask("verify", point, message.hex(), signature)
        assert answer in ("yes", "no"), answer
        return answer == "yes"

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=60) == 0, self.name


def der_integer(number):
    body = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return bytes([2, len(body)]) + body


def to_der(signature):
    body = der_integer(int(signature[:64], 16)) + der_integer(int(signature[64:], 16))
    return bytes([0x30, len(body)]) + body


def from_der(der):
    assert der[0] == 0x30 and der[1] == len(der) - 2 and der[2] == 2
    second = 4 + der[3]
    r, s = der[4:second], der[second + 2:]
    return f"{int.from_bytes(r, 'big'):064x}{int.from_bytes(s, 'big'):064x}"


class OpensslCommand:
    """The openssl command of the machine, one process a question."""

    name = "the openssl command"

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tanbu-sm2-"))

    def run(self, *arguments):
        return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)

    def file(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return path

    # An ECPrivateKey (RFC 5915) that names the curve by its identifier.
    def secret_file(self, secret):
        body = bytes.fromhex("0201010420" + secret + "a00a06082a811ccf5501822d")
        return self.file("key.der", bytes([0x30, len(body)]) + body)

    def public(self, secret):
        done = self.run("pkey", "-inform", "DER", "-in", self.secret_file(secret), "-pubout", "-outform", "DER")
        assert done.returncode == 0 and done.stdout.hex().startswith(SPKI), done.stderr
        return done.stdout.hex()[len(SPKI):]

    def sign(self, secret, message):
        # The key file must hold the point too: OpenSSL hashes it in front of the message.
        whole = self.run("pkey", "-inform", "DER", "-in", self.secret_file(secret), "-outform", "DER")
        assert whole.returncode == 0, whole.stderr
        done = self.run("pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-pkeyopt", IDENTIFIER, "-keyform", "DER",
                        "-inkey", self.file("whole.der", whole.stdout), "-in", self.file("message", message))
        assert done.returncode == 0, done.stderr
        return from_der(done.stdout)

    def verify(self, point, message, signature):
        done = self.run("pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-pkeyopt", IDENTIFIER, "-pubin", "-keyform", "DER",
                        "-inkey", self.file("public.der", bytes.fromhex(SPKI + point)), "-in", self.file("message", message),
                        "-sigfile", self.file("signature", to_der(signature)))
        said = done.stdout.decode()
        assert (done.returncode == 0) == ("Signature Verified Successfully" in said), said
        return done.returncode == 0

    def close(self):
        shutil.rmtree(self.folder)


def install_sm_crypto(folder):
    """`npm ci` from the lock file; quick when the same lock file was installed before."""
    folder = pathlib.Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    modules = folder / "node_modules"
    kept = folder / "package-lock.json"
    wanted = (HERE / "package-lock.json").read_bytes()
    if not (modules / "sm-crypto").is_dir() or not kept.is_file() or kept.read_bytes() != wanted:
        kept.unlink(missing_ok=True)
        shutil.copy(HERE / "package.json", folder)
        kept.write_bytes(wanted)
        done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            kept.unlink()
            raise AssertionError(done.stdout + done.stderr)
    return modules


def sm_crypto(folder):
    return Process("npm's sm-crypto", "node", HERE / "sm_crypto.js", install_sm_crypto(folder))


def bouncy_castle():
    return Process("Bouncy Castle", "java", "-cp", JAR, HERE / "BouncyCastle.java")


def ours(program):
    return Process("tanbu", program)
