#!/usr/bin/python3
"""Runs the main job of ./run with the binary under test and holds its figures and refusals against the worked numbers.

Usage: main_job_test.py TANBU FOLDER
"""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
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
    print("the main job shows the worked numbers")


main()
