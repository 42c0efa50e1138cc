#!/usr/bin/python3
"""Runs the main job of ./run with the binary under test and holds its figures and refusals against the worked numbers.

Usage: main_job_test.py TANBU FOLDER
"""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts"))
import main_job  # noqa: E402

EXPECTED = {
    "gross_t": "19706.57",
    "after_19706": {"shown": "99.99", "exact": "19706000/19706570", "gap_t": "0.57", "surplus_t": "0.00", "covered": False},
    "after_19707": {"shown": "100.00", "exact": "19707000/19706570", "gap_t": "0.00", "surplus_t": "0.43", "covered": True},
    "after_claims": {"shown": "100.00", "exact": "19707000/19706570", "gap_t": "0.00", "surplus_t": "0.43", "covered": True},
    "batches": {"all": 200, "active": 100, "retired": 100},
    "double_spend": "double_use",
    "second_year": "double_use",
    "foreign_factory": "double_use",
    "gec_as_offset": "gec_not_offset",
    "own_elsewhere": "underlying_locked",
    "own_sold": "not_transferable",
    "own_again": "underlying_locked",
    "claim_of_another": "beneficiary_mismatch",
    "claim_by_name": {"status": "on_hold", "flags": ["purpose_unclear"]},
    "claim_of_nobody": {"status": "on_hold", "flags": ["purpose_unclear"]},
    "attested_short": "under_covered",
    "certified": {"state": "valid", "coverage_holds": True, "gap_t": "0.00", "troubles": [], "exit": 0},
    "under_covered": {"state": "valid", "coverage_holds": False, "gap_t": "499.57", "troubles": ["under_covered"], "exit": 3},
    "check_exit": 8,
    "repaired": {"state": "valid", "coverage_holds": True, "gap_t": "0.00", "troubles": [], "exit": 0},
    "verify_forged_exit": 3,
    "audit_exit": 0,
}


def run_script(file, *words):
    done = subprocess.run(["/usr/bin/python3", str(file), *map(str, words)], capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def documented_examples(tanbu, folder, bought):
    """README's script and the client example of docs/clients, as they stand there, against this ledger served again."""
    job = main_job.Job(pathlib.Path(tanbu).resolve(), folder.resolve())
    server = main_job.start_server(job, "127.0.0.1:0")
    try:
        key = folder / "keys" / "factory.jwk"
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        start = readme.index("#!/usr/bin/python3\n# retire.py")
        script = readme[start:readme.index("```", start)]
        assert "http://127.0.0.1:8080" in script and "build/demo/keys/factory.jwk" in script, script
        (folder / "readme.py").write_text(script.replace("http://127.0.0.1:8080", job.url).replace("build/demo/keys/factory.jwk", str(key)), encoding="utf-8")
        status, said = run_script(folder / "readme.py")
        # The comment beside the print in README.md.
        assert status == 0 and said.startswith("409 ") and json.loads(said[4:])["code"] == "double_use", said

        words = re.search(r"^python3 (docs/clients/retire\.py) http://127\.0\.0\.1:8080 .* (x:\S+) (\d+) (\S+) (\d+):(\d+)-(\d+)$",
                          (ROOT / "docs/clients/README.md").read_text(encoding="utf-8"), re.MULTILINE)
        file, party, factory, period, batch, first, last = words.groups()
        named = {"factory": int(factory), "batch": int(batch)}
        assert named == {name: bought[name] for name in named} and bought["first"] <= int(first) <= int(last) <= bought["last"], (words.group(), bought)
        wish = (ROOT / file, job.url, (folder / "ledger" / "log.vkey").read_text(encoding="utf-8").strip(), key, party, factory, period,
                f"{batch}:{first}-{last}")
        status, said = run_script(*wish)
        assert status == 0 and "retired and verified" in said, said
        status, said = run_script(*wish)
        assert status == 1 and "double_use" in said, said
    finally:
        server.terminate()
        server.wait(timeout=20)


def main():
    tanbu, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    done = subprocess.run([sys.executable, str(ROOT / "scripts" / "main_job.py"), "--tanbu", tanbu, "--folder", str(folder)], capture_output=True,
                          text=True, check=False)
    print(done.stdout + done.stderr)
    assert done.returncode == 0, done.returncode
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    for name, value in EXPECTED.items():
        assert summary[name] == value, f"{name}: {summary[name]!r}, expected {value!r}"
    assert summary["gec"]["certificates"] == 900 and summary["gec"]["kwh"] == 900_000 and summary["gec"]["deducted"] is False
    assert "star_not_checked" in summary["certificate_flags"], summary["certificate_flags"]
    for shown in ("99.99 %", "499.57 t", "100.00 %", "0.57 t", "0.43 t", "on_hold"):
        assert shown in done.stdout, f"{shown} is not shown"
    documented_examples(tanbu, folder, summary["bought"])
    print("the main job shows the worked numbers, and the documents' examples work on its ledger")


main()
