"""Drills of lost, stolen and planned keys with the real binary: the log's key is rotated under clients that pinned it before, during and after;
a thief signs a fork with a stolen log key; the log's key is lost, with and without a copy; the association loses one key, and then all.
Usage: rotation_test.py TANBU TANBU_VERIFY"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import ORIGIN, Key, Ledger, Server  # noqa: E402

THIRD_READER = pathlib.Path(__file__).resolve().parents[2] / "support" / "verify_ledger.py"
OK, FAILURE, FOUND_FALSE, INCOMPLETE, NOT_FOUND, CONFLICT = 0, 1, 3, 4, 5, 6


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


class Client:
    """The command line of one person, with a home of its own."""

    def __init__(self, ledger, home):
        self.ledger, self.home = ledger, home

    def run(self, *arguments, code=OK):
        environment = {**os.environ, "TANBU_HOME": str(self.home), "LANG": "C.UTF-8"}
        done = subprocess.run([self.ledger.tanbu, *map(str, arguments)], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              check=False)
        expect(done.returncode == code, f"{arguments}: {done.returncode} instead of {code}\n{done.stdout}{done.stderr}")
        return done

    def pinned(self):
        (file,) = list((self.home / "urls").iterdir())
        return json.loads(file.read_text())["vkey"]


class Scene:
    def __init__(self, root):
        self.root = root
        self.ledger = Ledger(sys.argv[1], root / "place")
        self.folder = self.ledger.folder / "ledger"
        self.server = Server(self.ledger)
        self.ledger.populate(self.server, 1_000)

    def client(self, name):
        return Client(self.ledger, self.root / name)

    def say(self, kind, vkey):
        return self.ledger.command(self.ledger.association, kind, {"log_vkey": vkey, "reason": "drill"})

    def more(self, number):
        return self.server.grant(self.ledger.command(self.ledger.trader, "retire", self.ledger.retire_body(number, number)))

    def keys(self):
        return json.loads(self.server.get("/v1/log")[1])["keys"]

    def vkey(self):
        return (self.folder / "log.vkey").read_text().strip()

    def restart(self):
        expect(self.server.stop() == 0, "the server stopped with an error")
        self.server = Server(self.ledger)


def judge(file, vkey, code):
    """Both verifiers must say the same; the second has no home and no ledger."""
    for command in ([sys.argv[1], "verify"], [sys.argv[2]]):
        done = subprocess.run([*command, str(file), "--vkey", vkey], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
                              env={**os.environ, "TANBU_HOME": "/nonexistent", "LANG": "C.UTF-8"})
        expect(done.returncode == code, f"{command} {file} {vkey}: {done.returncode} instead of {code}\n{done.stdout}{done.stderr}")


def bundle(scene, client, use, name):
    file = scene.root / f"{name}.tanbu.json"
    client.run("bundle", "retirement", use, "--out", file, "--url", scene.server.url)
    return file


def audits(scene, clients, vkeys):
    for vkey in vkeys:
        clients[0].run("audit", "--dir", scene.folder, "--vkey", vkey)
    for client in clients:
        client.run("audit", "--url", scene.server.url, "--yes", code=INCOMPLETE)  # transfers are not for everybody


def third_reader(scene, vkey, code=OK):
    """The reader in another language, over an export of the whole log as it stands; it takes one key of the log and follows the rest."""
    file = scene.root / "export.ndjson"
    scene.client("exporter").run("export", "--dir", scene.folder, "--out", file)
    done = subprocess.run(["/usr/bin/python3", THIRD_READER, vkey, file], capture_output=True, text=True, check=False)
    expect(done.returncode == code, f"the third reader, {vkey}: {done.returncode} instead of {code}\n{done.stdout}{done.stderr}")
    file.unlink()
    answer = json.loads(done.stdout)
    if code == OK:
        _, size, root = (scene.folder / "checkpoint").read_text().split("\n")[:3]
        expect((answer["size"], answer["root"]) == (int(size), root), answer)
    return answer


def follow(scene, witness, key, url, state, code=OK):
    reader = ("--key", scene.ledger.folder / "association.jwk", "--as", scene.ledger.association)
    return witness.run("audit", "follow", url, "--witness-key", key, "--state", scene.root / state, "--once", *reader, code=code)


def rotation(scene):
    old, url = scene.vkey(), scene.server.url
    early, watch = scene.client("early"), scene.client("watch")
    early.run("log", "info", "--url", url)
    witness_key = scene.root / "witness.key"
    watch.run("keygen", "--witness", "witness.example/w1", "--out", witness_key)
    follow(scene, watch, witness_key, scene.server.url, "state")
    use = scene.more(1)
    before = bundle(scene, early, use, "before")
    early.run("log", "publish", "--dir", scene.folder, "--to", scene.root / "published")
    third_reader(scene, old)

    stranger = json.loads(scene.client("other").run("init", "--dir", scene.root / "other", "--origin", ORIGIN, "--association", "x:other", "--name",
                                                    "Other", "--association-key", scene.ledger.folder / "association.jwk", "--json").stdout)["vkey"]
    status, answer = scene.server.submit(scene.say("add_log_key", stranger))
    expect((status, answer["code"]) == (503, "log_key_missing"), answer)
    new = json.loads(early.run("log", "key", "--dir", scene.folder, "--json").stdout)["log_vkey"]
    early.run("log", "key", "--dir", scene.folder, code=CONFLICT)
    status, answer = scene.server.submit(scene.ledger.command(scene.ledger.registrar, "add_log_key", {"log_vkey": new, "reason": "mine"}))
    expect((status, answer["code"]) == (403, "not_association"), answer)
    added = scene.server.grant(scene.say("add_log_key", new))
    expect(scene.keys() == [{"vkey": old, "from_entry": 0}, {"vkey": new, "from_entry": added}], scene.keys())
    expect(scene.vkey() == new, "log.vkey names the newest key")

    # Old and new line side by side: the pin of the old key stays, a first use pins the new one.
    early.run("log", "info", "--url", url)
    expect(early.pinned() == old, "the pin moved though its key signs")
    during_client = scene.client("during")
    during_client.run("log", "info", "--url", url)
    expect(during_client.pinned() == new, during_client.pinned())
    audits(scene, [early, during_client], [old, new])
    for vkey in (old, new):
        third_reader(scene, vkey)
    follow(scene, watch, witness_key, scene.server.url, "state")
    during = bundle(scene, early, use, "during")
    scene.restart()
    url = scene.server.url
    early, late = scene.client("early2"), scene.client("late")
    early.run("log", "info", "--url", url, "--vkey", old)
    expect(early.pinned() == old, early.pinned())

    retired = scene.server.grant(scene.say("retire_log_key", old))
    expect(scene.keys()[0] == {"vkey": old, "from_entry": 0, "to_entry": retired}, scene.keys())
    told = early.run("log", "info", "--url", url)
    expect("was replaced" in told.stderr and early.pinned() == new, told.stderr)
    expect("was replaced" not in early.run("log", "info", "--url", url).stderr, "told twice")
    early.run("receipt", 3, "--url", url)  # its checkpoint bears the old line alone
    late.run("log", "info", "--url", url, "--vkey", old)
    expect(late.pinned() == new, late.pinned())
    scene.client("latest").run("log", "info", "--url", url)
    use_after = scene.more(2)
    audits(scene, [early, late], [old, new])
    third_reader(scene, new)
    expect("not in force" in third_reader(scene, old, FOUND_FALSE)["wrong"], "the old key no longer speaks for the log")
    follow(scene, watch, witness_key, scene.server.url, "state")
    follow(scene, watch, witness_key, scene.server.url, "state")
    early.run("log", "publish", "--dir", scene.folder, "--to", scene.root / "published")
    after = bundle(scene, late, use_after, "after")
    judge(before, old, OK)
    judge(before, new, FOUND_FALSE)  # the new key did not exist
    for file in (during, after):
        judge(file, old, OK)
        judge(file, new, OK)
    without = json.loads(after.read_text())
    without.pop("rotations")
    (scene.root / "without.tanbu.json").write_text(json.dumps(without))
    judge(scene.root / "without.tanbu.json", new, OK)
    judge(scene.root / "without.tanbu.json", old, FOUND_FALSE)
    status, answer = scene.server.submit(scene.say("add_log_key", old))
    expect((status, answer["code"]) == (409, "log_key_known"), answer)
    status, answer = scene.server.submit(scene.ledger.command(scene.ledger.association, "redact", {"entry": added, "reason": "r", "authority": "a"}))
    expect((status, answer["code"]) == (409, "not_erasable"), answer)
    scene.restart()
    audits(scene, [scene.client("early3")], [old, new])
    return new


def thief(scene, stolen):
    """Somebody has a copy of the log's key and signs another history under the same name."""
    url = scene.server.url
    honest, watch, fresh = scene.client("honest"), scene.client("watch2"), scene.client("fresh")
    honest.run("log", "info", "--url", url)
    key = scene.root / "witness2.key"
    watch.run("keygen", "--witness", "witness.example/w2", "--out", key)
    scene.server.stop()
    fork = Ledger.__new__(Ledger)
    fork.__dict__.update(scene.ledger.__dict__)
    fork.folder = scene.root / "thief"
    fork.folder.mkdir()
    shutil.copytree(scene.folder, fork.folder / "ledger")
    scene.server = Server(scene.ledger)
    scene.more(3)
    url = scene.server.url
    shutil.copy(scene.folder / "checkpoint", scene.root / "kept")
    honest.run("log", "info", "--url", url)
    follow(scene, watch, key, url, "state2")
    forger = Server(fork)
    forger.grant(fork.command(fork.trader, "retire", fork.retire_body(500, 510)))
    forger.grant(fork.command(fork.trader, "retire", fork.retire_body(511, 520)))
    fresh.run("log", "info", "--url", forger.url)  # who never saw the other history cannot know
    told = honest.run("log", "info", "--url", forger.url, code=FOUND_FALSE)
    expect("two different histories" in told.stderr, told.stderr)
    follow(scene, watch, key, forger.url, "state2", code=FOUND_FALSE)
    found = scene.client("auditor").run("audit", "--dir", fork.folder / "ledger", "--checkpoint", scene.root / "kept", code=FOUND_FALSE)
    expect("known_checkpoint_root" in found.stdout, found.stdout)
    forger.stop()
    expect(stolen == scene.vkey(), "the drill is about the key in force")


def retired_key_of_a_thief(scene):
    """The thief of a key that was retired since cannot show anything new to whoever followed the rotation."""
    moved = scene.client("moved")
    moved.run("log", "info", "--url", scene.server.url)
    place = scene.root / "retired"
    shutil.copytree(scene.root / "before-rotation", place / "ledger")
    fork = Ledger.__new__(Ledger)
    fork.__dict__.update(scene.ledger.__dict__)
    fork.folder = place
    forger = Server(fork)
    for number in range(40):
        forger.grant(fork.command(fork.trader, "retire", fork.retire_body(600 + number, 600 + number)))
    told = moved.run("log", "info", "--url", forger.url, code=FOUND_FALSE)
    expect("pinned with another key" in told.stderr, told.stderr)
    forger.stop()


def lost_log_key(scene):
    """Nobody can sign the log any more: it does not start, it starts with the key's copy, and without one the next ledger goes on from it."""
    ledger, place = scene.ledger, scene.root / "lost"
    expect(scene.server.stop() == 0, "the server stopped with an error")
    shutil.copytree(scene.folder, place / "ledger")
    scene.server = Server(ledger)
    lost = Ledger.__new__(Ledger)
    lost.__dict__.update(ledger.__dict__)
    lost.folder = place
    key = place / "ledger" / "keys" / "log"
    copy = key.read_bytes()
    key.unlink()
    before = {file.name for file in (place / "ledger").iterdir()}
    refused = subprocess.run([ledger.tanbu, "serve", "--dir", place / "ledger", "--listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=60,
                             check=False)
    expect(refused.returncode == FAILURE and "key_file" in refused.stderr and str(key) in refused.stderr, refused.stderr)
    expect("listening" not in refused.stdout and not key.exists(), "a server made itself another key")
    expect({file.name for file in (place / "ledger").iterdir()} <= before | {"lock"}, "a refused start left files")
    key.write_bytes(copy)
    key.chmod(0o600)
    again = Server(lost)
    again.grant(lost.command(lost.trader, "retire", lost.retire_body(700, 700)))
    expect(again.stop() == 0, "the server stopped with an error")
    key.unlink()  # and there is no copy

    origin, size, root = (place / "ledger" / "checkpoint").read_text().split("\n")[:3]
    successor, after = scene.client("after-loss"), scene.root / "after-loss"
    successor.run("init", "--dir", after / "ledger", "--origin", "test.ledger.example/tanbu/2", "--association", ledger.association, "--name", "Association",
                  "--association-key", ledger.folder / "association.jwk", "--continues", place / "ledger")
    successor.run("audit", "--dir", after / "ledger")
    successor.run("audit", "--dir", place / "ledger")  # what was signed stays verifiable
    successor.run("audit", "--dir", place / "ledger", "--vkey", (place / "ledger" / "log.vkey").read_text().strip())
    lost.folder = after
    next_one = Server(lost)
    genesis = next_one.get("/v1/entries/0/command")[1].decode().split(".")[1]
    continues = json.loads(base64.urlsafe_b64decode(genesis + "=" * (-len(genesis) % 4)))["body"]["continues"]
    expect(continues == {"origin": origin, "size": int(size), "root": root}, continues)
    next_origin, holder = "test.ledger.example/tanbu/2", lost.keys[lost.trader]
    next_one.grant(lost.command(lost.association, "enroll_party", {"party": lost.trader, "name": "Trader", "legal_form": "legal_person", "key": holder.jwk(),
                                                                   "proof": holder.prove(lost.trader, next_origin)}, aud=next_origin))
    status, answer = next_one.submit(lost.command(lost.trader, "retire", lost.retire_body(701, 701)))
    expect((status, answer["code"]) == (401, "audience_mismatch"), answer)  # a command for the lost ledger is none for this one
    successor.run("log", "info", "--url", next_one.url)
    expect(next_one.stop() == 0, "the server stopped with an error")
    successor.run("audit", "--dir", after / "ledger")


def association_keys(scene):
    ledger, server = scene.ledger, scene.server
    first, second, third = ledger.keys[ledger.association], Key(), Key()

    def add(key):
        return ledger.command(ledger.association, "add_key", {"party": ledger.association, "key": key.jwk(), "proof": key.prove(ledger.association)})

    server.grant(add(second))
    # The first one is lost: the second one revokes it and brings a third.
    ledger.keys[ledger.association] = second
    server.grant(ledger.command(ledger.association, "revoke_key", {"kid": first.kid, "reason": "lost"}))
    server.grant(add(third))
    lost = first.sign(ledger.payload(ledger.association, "revoke_key", {"kid": second.kid, "reason": "the finder tries"}))
    status, answer = server.submit(lost)
    expect((status, answer["code"]) == (401, "key_not_in_force"), answer)
    status, answer = server.submit(ledger.command(ledger.association, "revoke_key", {"kid": third.kid, "reason": "kept apart"}))
    expect(status in (200, 201), answer)
    # Now all are lost: nobody acts in the association's place, and the next ledger names the old one.
    nobody = Key()
    status, answer = server.submit(nobody.sign(ledger.payload(ledger.association, "enroll_party", {
        "party": "x:late", "name": "Late", "legal_form": "legal_person", "key": nobody.jwk(), "proof": nobody.prove("x:late")})))
    expect((status, answer["code"]) == (401, "key_unknown"), answer)
    status, answer = server.submit(ledger.command(ledger.registrar, "add_key", {"party": ledger.association, "key": nobody.jwk(),
                                                                                "proof": nobody.prove(ledger.association)}))
    expect(status == 403, answer)
    server.stop()
    nobody.write(scene.root / "new-association.jwk")
    client = scene.client("successor")
    client.run("init", "--dir", scene.root / "next", "--origin", "test.ledger.example/tanbu/2", "--association", ledger.association, "--name", "Association",
               "--association-key", scene.root / "new-association.jwk", "--continues", scene.folder)
    client.run("audit", "--dir", scene.root / "next")
    client.run("audit", "--dir", scene.folder)
    scene.server = Server(ledger)


def main():
    with tempfile.TemporaryDirectory() as place:
        scene = Scene(pathlib.Path(place))
        try:
            scene.server.stop()
            shutil.copytree(scene.folder, scene.root / "before-rotation")
            scene.server = Server(scene.ledger)
            thief(scene, rotation(scene))
            retired_key_of_a_thief(scene)
            lost_log_key(scene)
            association_keys(scene)
        finally:
            scene.server.stop()
    print("rotation, stolen log key, lost log key, lost association keys: all as promised")


if __name__ == "__main__":
    main()
