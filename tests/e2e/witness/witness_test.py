#!/usr/bin/python3
"""Drives the real server with witnesses of every kind: honest ones, ones that answer each status in turn, and hostile ones.

Usage: witness_test.py TANBU
"""
import base64
import json
import pathlib
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tests" / "support"), str(pathlib.Path(__file__).resolve().parent)]
import ledger_client  # noqa: E402
from witness_server import DASH, NoteKey, Witness, endless, forge, hang_up, never, size_and_root, split_note, status  # noqa: E402

FOUND_FALSE, USAGE = 3, 2


def until(what, holds, seconds=90):
    """Asks again until it holds: witnesses come after the answer that a client gets."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return
        threading.Event().wait(0.1)
    raise AssertionError("never: " + what)


def policy(folder, name, witnesses, members, threshold="all", head=""):
    lines = [head] + [f"witness w{at} {one.vkey} {one.url}/\n" for at, one in enumerate(witnesses)]
    lines += [f"group g {threshold} " + " ".join(f"w{witnesses.index(one)}" for one in members) + "\nquorum g\n"]
    path = folder / name
    path.write_text("".join(lines), encoding="utf-8")
    return path


def checkpoint(server, path="/log/checkpoint"):
    got, body = server.get(path)
    return body.decode() if got == 200 else None


def cosigners(note, witnesses):
    text, lines = split_note(note)
    return {one.name for one in witnesses for line in lines if NoteKey(one.vkey).verifies(text, line)}


def states(server):
    return {one["name"]: one for one in json.loads(server.get("/v1/log")[1])["witnesses"]}


def without_witnesses(ledger):
    server = ledger_client.Server(ledger)
    ledger.populate(server)
    got, body = server.get("/log/checkpoint.witnessed")
    assert got == 404 and json.loads(body)["code"] == "checkpoint_not_witnessed", (got, body)
    assert json.loads(server.get("/v1/log")[1])["witnesses"] == []
    assert server.get("/v1/entries/1/receipt?checkpoint=witnessed")[0] == 404
    assert server.stop() == 0


def every_answer(ledger, folder):
    """A witness for each fault, which is honest afterwards; beside them some that never become so."""
    honest = Witness("honest")
    elsewhere = Witness("elsewhere")
    recovering = [honest] + [Witness(name, [fault]) for name, fault in (
        ("400", status(400)), ("403", status(403)), ("404", status(404)), ("422", status(422)), ("500", status(500)), ("503", status(503)),
        ("redirect", status(307, Location=elsewhere.url + "/add-checkpoint")), ("garbage", status(200, b"\0\xff" * 500)), ("empty", status(200, b"")),
        ("endless", endless), ("hang-up", hang_up), ("size-without-type", status(409, b"3\n")), ("no-size", status(409, b"-3\n", "text/x.tlog.size")),
        ("once-forged", forge), ("stranger", lambda handler, _, body: handler.answer(200, elsewhere.line(split_note(body.partition("\n\n")[2])[0]))))]
    forger = Witness("forger", always=forge)
    ahead = Witness("ahead", always=status(409, b"1000000\n", "text/x.tlog.size"))
    silent = Witness("silent", always=never)
    late = Witness("late", always=lambda handler, witness, body: handler.answer(200, witness.line(split_note(body.partition("\n\n")[2])[0], 1)))
    hostile = [forger, ahead, silent, late]
    everybody = recovering + hostile
    ledger_key = NoteKey((ledger.folder / "ledger" / "log.vkey").read_text(encoding="utf-8").strip())
    for one in everybody + [elsewhere]:
        one.log = ledger_key
    file = policy(folder, "policy.txt", everybody, recovering, head=f"log {(ledger.folder / 'ledger' / 'log.vkey').read_text(encoding='utf-8')}")
    server = ledger_client.Server(ledger, arguments=["--witnesses", file, "--witness-seconds", 2])
    ledger.factory = server.grant(ledger.command(ledger.plant, "register_factory", ledger.site("3 Road")))
    first_receipt = server.get(f"/v1/entries/{ledger.factory}/receipt")[1]

    newest = lambda: size_and_root(split_note(checkpoint(server))[0])[0]  # noqa: E731
    until("the quorum of all that recover", lambda: (note := checkpoint(server, "/log/checkpoint.witnessed")) is not None and
          size_and_root(split_note(note)[0])[0] == newest())
    witnessed = checkpoint(server, "/log/checkpoint.witnessed")
    text, lines = split_note(witnessed)
    assert ledger_key.verifies(text, lines[0]) == 0, "the log's own line comes first"
    assert cosigners(witnessed, everybody) == {one.name for one in recovering}
    assert len(lines) == 1 + len(recovering), "nothing else is appended"
    assert checkpoint(server) == witnessed and json.loads(server.get("/v1/log")[1])["checkpoint"] == witnessed
    assert elsewhere.paths == [], "a redirect was followed"
    assert set(honest.paths) == {"/add-checkpoint"}
    assert all(one.most_at_once == 1 for one in everybody if one not in (silent, *recovering[10:11])), "two requests in flight to one witness"

    until("each hostile witness is named as what it is", lambda: {one.name: states(server)[one.name]["state"] for one in hostile} == {
        forger.name: "cosignature_invalid", ahead.name: "witness_ahead", silent.name: "timed_out", late.name: "cosignature_time"})
    shown = states(server)
    assert [shown[one.name]["size"] for one in hostile] == [None] * 4 and [shown[one.name]["time"] for one in hostile] == [None] * 4
    assert shown[honest.name]["size"] == newest() and shown[honest.name]["state"] == "cosigned" and shown[honest.name]["vkey"] == honest.vkey
    log = (ledger.folder / "server.log").read_text(encoding="utf-8")
    reported = [json.loads(line) for line in log.splitlines() if '"witness"' in line]
    assert any(line.get("witness") == forger.name and line.get("trouble") == "cosignature_invalid" for line in reported)
    told = {line["trouble"] for line in reported if "trouble" in line}
    assert told >= {"request_refused", "key_unknown", "log_unknown", "proof_refused", "status_unexpected", "redirected", "answer_unreadable",
                    "answer_too_large", "unreachable", "cosignature_invalid", "cosignature_missing", "cosignature_time", "witness_ahead", "timed_out"}, told

    # Receipts: the first one never changes; the others carry the cosignatures.
    assert server.get(f"/v1/entries/{ledger.factory}/receipt")[1] == first_receipt
    assert cosigners(first_receipt.decode().partition("\n\n")[2], everybody) == set()
    for which in ("latest", "witnessed"):
        receipt = server.get(f"/v1/entries/{ledger.factory}/receipt?checkpoint={which}")[1].decode()
        assert receipt.endswith("\n\n" + witnessed), which
        (folder / "receipt.tlog-proof").write_text(receipt, encoding="utf-8")
        ledger.run("verify", folder / "receipt.tlog-proof", "--vkey", (ledger.folder / "ledger" / "log.vkey").read_text(encoding="utf-8").strip(), check=True)

    the_command_line(ledger, folder, server, recovering, everybody, forger)
    assert server.stop() == 0
    return honest, everybody, file


def the_command_line(ledger, folder, server, recovering, everybody, forger):
    url = ["--url", server.url]
    met = policy(folder, "met.txt", everybody, recovering)
    ledger.run("log", "info", *url, "--policy", met, check=True)
    info = ledger.run("log", "info", *url, check=True).stdout
    assert all(one.name in info for one in everybody), info
    unmet = policy(folder, "unmet.txt", everybody, [forger])
    done = ledger.run("log", "checkpoint", *url, "--policy", unmet, "--retry-seconds", 1)
    assert done.returncode == FOUND_FALSE and "policy_quorum_not_met" in done.stderr and "NOT WITNESSED" in done.stderr, done
    other = policy(folder, "other.txt", everybody, recovering, head="log other.example/1+" + other_log_key())
    done = ledger.run("log", "checkpoint", *url, "--policy", other)
    assert done.returncode == FOUND_FALSE and "other logs" in done.stderr, done
    broken = folder / "broken.txt"
    broken.write_text("quorum nobody\n", encoding="utf-8")
    done = ledger.run("log", "checkpoint", *url, "--policy", broken)
    assert done.returncode == USAGE and "policy_name_unknown" in done.stderr, done
    # A command is believed once a checkpoint that covers it has the quorum.
    ledger.keys[ledger.plant].write(folder / "plant.jwk")
    before = json.loads(server.get("/v1/log")[1])["size"]
    site = ["--name", "Factory", "--address", "4 Road", "--division", "330108", "--industry", "C3823", "--established-on", "2010-05-01"]
    done = ledger.run("factory", "register", *site, *url, "--policy", met, "--as", ledger.plant, "--key", folder / "plant.jwk", "--retry-seconds", 60)
    assert done.returncode == 0, done
    assert size_and_root(split_note(checkpoint(server, "/log/checkpoint.witnessed"))[0])[0] > before


def other_log_key():
    """Key id and key of another log, for a policy that does not name ours."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from witness_server import key_id
    public = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return key_id("other.example/1", 1, public).hex() + "+" + base64.b64encode(b"\1" + public).decode() + "\n"


def restart(ledger, honest, everybody, file):
    """What was cosigned is there without any witness, and a witness is asked from where it stands."""
    asked = {one.name: len(one.olds) for one in everybody}
    for one in everybody:
        one.always, one.held = never, threading.Event()
    server = ledger_client.Server(ledger, arguments=["--witnesses", file, "--witness-seconds", 300])
    note = checkpoint(server)
    assert len(cosigners(note, everybody)) >= 1 and checkpoint(server, "/log/checkpoint.witnessed") is not None
    assert states(server)[honest.name]["size"] == honest.size
    assert server.stop() == 0
    for one in everybody:
        one.release.set()
        one.always, one.release = None, threading.Event()
    server = ledger_client.Server(ledger, arguments=["--witnesses", file, "--witness-seconds", 300])
    server.grant(ledger.command(ledger.plant, "register_factory", ledger.site("5 Road")))
    size = size_and_root(split_note(checkpoint(server))[0])[0]
    before = honest.size
    until("the honest witness cosigns after the restart", lambda: states(server)[honest.name]["size"] == size == honest.size)
    assert honest.olds[asked[honest.name]] == before, "asked from the remembered size, without a conflict"
    assert server.stop() == 0


def one_that_never_answers(ledger, folder, honest):
    """200 requests are served, and the other witness cosigns, while one holds its answer back; the stop does not wait for it."""
    silent = Witness("never", always=never)
    silent.log = honest.log
    file = policy(folder, "silent.txt", [honest, silent], [honest])
    server = ledger_client.Server(ledger, arguments=["--witnesses", file, "--witness-seconds", 300])
    assert silent.held.wait(60), "the silent witness was asked"
    for at in range(100):
        assert server.get("/log/checkpoint")[0] == 200
        server.grant(ledger.command(ledger.plant, "register_factory", ledger.site(f"{at} Street")))
    size = size_and_root(split_note(checkpoint(server))[0])[0]
    until("the honest witness cosigns beside the silent one", lambda: honest.size == size)
    until("and the quorum is met", lambda: size_and_root(split_note(checkpoint(server, "/log/checkpoint.witnessed"))[0])[0] == size)
    assert len(silent.paths) == 1 and not silent.release.is_set(), "it is still holding the one request"
    assert server.stop() == 0
    silent.close()


def forgetful_and_lying(ledger, folder, honest):
    """A witness that lost its memory is led on from the beginning; policies that cannot be used stop the start."""
    honest.size, honest.root = 0, None
    file = policy(folder, "honest.txt", [honest], [honest])
    server = ledger_client.Server(ledger, arguments=["--witnesses", file])
    server.grant(ledger.command(ledger.plant, "register_factory", ledger.site("6 Road")))
    size = size_and_root(split_note(checkpoint(server))[0])[0]
    until("the witness has cosigned the newest checkpoint again", lambda: states(server)[honest.name]["size"] == size == honest.size)
    assert 0 in honest.olds[-3:]
    assert server.stop() == 0
    folder_of = ["serve", "--dir", ledger.folder / "ledger", "--listen", "127.0.0.1:0", "--witnesses"]
    bad = folder / "bad.txt"
    for text, code in (("quorum w\n", "policy_name_unknown"), (f"witness w {honest.vkey} ftp://w.example\nquorum w\n", "ftp://w.example"),
                       (f"witness w {honest.vkey} http://a@w.example\nquorum w\n", "a@w.example")):
        bad.write_text(text, encoding="utf-8")
        done = ledger.run(*folder_of, bad, timeout=60)
        assert done.returncode == USAGE and code in done.stderr, done
    bad.write_text("log other.example/1+" + other_log_key() + f"witness w {honest.vkey}\nquorum w\n", encoding="utf-8")
    done = ledger.run(*folder_of, bad, timeout=60)
    assert done.returncode == 1 and "witnesses_policy" in done.stderr, done


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        ledger = ledger_client.Ledger(sys.argv[1], folder / "ledger")
        without_witnesses(ledger)
        honest, everybody, file = every_answer(ledger, folder)
        restart(ledger, honest, everybody, file)
        one_that_never_answers(ledger, folder, honest)
        forgetful_and_lying(ledger, folder, honest)
        assert DASH in (ledger.folder / "ledger" / "cosignatures" / str(honest.size)).read_text(encoding="utf-8")
        for one in everybody:
            one.close()
    print("ok")


if __name__ == "__main__":
    main()
